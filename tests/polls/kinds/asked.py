"""A poll without a database, and answers of every kind, for the tests beside this file."""

from itertools import combinations
from types import SimpleNamespace

from hypothesis import strategies as st

OPTIONS = [
    {"id": 31, "label": {"de": "Nachtbus"}, "cost": 24_000},
    {"id": 32, "label": {"de": "Radweg"}, "cost": 18_000},
    {"id": 33, "label": {"de": "Alt"}, "retired": True, "cost": 1_000},
]


CRITERIA = [{"id": 1, "label": {"de": "Klima"}, "dimension": "environment"}, {"id": 2, "label": {"de": "Ruhe"}, "dimension": "community"}]


def asked(kind: str, **settings):
    if kind == "criteria":
        settings = {"criteria": CRITERIA, "experts": [[8, 2], [3, 6]]} | settings
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


spots = st.tuples(stops, stops).map(lambda place: {"x": place[0], "y": place[1]})


approvals = st.sets(st.sampled_from([31, 32])).map(lambda chosen: {"options": sorted(chosen)})


stickers = st.tuples(st.integers(0, 2), st.integers(0, 3)).map(lambda given: {"dots": {"31": given[0], "32": given[1]}})


felt = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(lambda said: {"resistance": {"31": said[0], "32": said[1]}})


@st.composite
def shares(draw):
    first = draw(stops)
    return {"points": {"31": first, "32": 100 - first}}


def orders(options=(31, 32)):
    """Any partial order, as an answer of a ranking."""
    return st.permutations(options).flatmap(lambda order: st.integers(1, len(order)).map(lambda many: {"order": order[:many]}))


@st.composite
def weighings(draw):
    """Weights that are not all 0, and scores of some options, or none."""
    weights = draw(st.tuples(st.integers(0, 10), st.integers(0, 10)).filter(any))
    row = st.dictionaries(st.sampled_from(["1", "2"]), st.integers(0, 10), min_size=1)
    scores = draw(st.dictionaries(st.sampled_from(["31", "32"]), row))
    return {"weights": {"1": weights[0], "2": weights[1]}} | ({"scores": scores} if scores else {})


def verdicts(options=(31, 32)):
    """Votes on some of the statements."""
    return st.dictionaries(st.sampled_from([str(option) for option in options]), st.sampled_from([1, 0, -1]), min_size=1).map(
        lambda votes: {"votes": votes}
    )


def duels(options=(31, 32)):
    """Some of the pairs, each with a winner, as an answer of comparisons."""
    pairs = st.sets(st.sampled_from(list(combinations(options, 2))), min_size=1)
    return pairs.flatmap(lambda chosen: st.tuples(*[st.permutations(pair) for pair in sorted(chosen)])).map(
        lambda made: {"pairs": [list(pair) for pair in made]}
    )
