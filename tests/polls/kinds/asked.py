"""A poll without a database, and answers of every kind, for the tests beside this file."""

from types import SimpleNamespace

from hypothesis import strategies as st

OPTIONS = [
    {"id": 31, "label": {"de": "Nachtbus"}},
    {"id": 32, "label": {"de": "Radweg"}},
    {"id": 33, "label": {"de": "Alt"}, "retired": True},
]


def asked(kind: str, **settings):
    return SimpleNamespace(
        id=7, kind=kind, question={"de": "Wohin?"}, pole_a={"de": "Wind"}, pole_b={"de": "Ruhe"}, options=OPTIONS, settings=settings
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters()) | st.sampled_from(["\ud800", "\x00", "31"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | st.sampled_from(["31", "value", "\udfff"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def near_answers(*keys: str):
    """Any JSON, and dicts that have the right keys with any JSON in them."""
    return json_values | st.dictionaries(st.sampled_from([*keys, "extra"]), json_values, max_size=3)


stops = st.integers(0, 20).map(lambda stop: stop * 5)


@st.composite
def shares(draw):
    first = draw(stops)
    return {"points": {"31": first, "32": 100 - first}}
