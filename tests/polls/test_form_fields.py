"""The grammar of a plain form's fields: how names are read, and how answers go back."""

import pytest
from django.utils import translation

from polls.form_fields import answer_from, fields_of, filled


@pytest.mark.parametrize(
    ("posted", "answer"),
    [
        ("int.value=40&text.reason=+so+", {"value": 40, "reason": "so"}),
        ("text.reason=&int.option=3", {"option": 3}),
        ("int.points.31=20&int.points.32=", {"points": {"31": 20}}),
        ("int.scores.31.1=7&int.scores.31.2=&int.scores.32.1=0", {"scores": {"31": {"1": 7}, "32": {"1": 0}}}),
        ("int.scores=1&int.scores.31.1=7", {"scores": 1}),
        ("texts.words=a&texts.words=&texts.words=b", {"words": ["a", "b"]}),
        ("ints.options=1&ints.options=2&ints.options=", {"options": [1, 2]}),
        ("ints.options=", {"options": []}),
        ("ints.order=3&ints.order=&ints.order=1", {"order": [3, 1]}),
        ("pairs.pairs=31+32&pairs.pairs=&pairs.pairs=33+31", {"pairs": [[31, 32], [33, 31]]}),
        ("pairs.pairs=31&pairs.pairs=3.1+2", {"pairs": ["31", "3.1 2"]}),
        ("int.value=4x", {"value": "4x"}),
        ("int.value=-5", {"value": -5}),
        ("csrfmiddlewaretoken=x&do=vote&poll=7&float.x=1&int.=2", {}),
    ],
)
def test_field_names_say_how_they_are_read(posted, answer):
    from django.http import QueryDict

    assert answer_from(QueryDict(posted)) == answer


def test_pairs_go_back_into_their_own_rows():
    rows = [f'<select name="pairs.pairs"><option value="{one} {other}">x</option></select>' for one, other in [(1, 2), (3, 4), (5, 6)]]
    found = filled("".join(rows), fields_of({"pairs": [[3, 4], [5, 6]]}))
    assert found == "".join([rows[0], *(row.replace('">x', '" selected>x') for row in rows[1:])])


def test_answers_go_back_into_the_fields_they_came_from():
    html = (
        '<input type="radio" name="int.option" value="3"><input type="radio" name="int.option" value="4">'
        '<input name="texts.words" type="text"><input name="texts.words" type="text"><input name="int.points.31" type="number" value="0">'
        '<textarea name="text.reason"></textarea><input type="range" name="int.value" value="50">'
        '<select name="ints.order"><option value="">–</option><option value="8">x</option></select>'
    )
    answer = {"order": [8]} | {"option": 4, "words": ["a", '"b"'], "points": {"31": 20}, "reason": "<so>", "value": 5}
    with translation.override("de"):
        assert filled(html, fields_of(answer)) == (
            '<input type="radio" name="int.option" value="3"><input checked type="radio" name="int.option" value="4">'
            '<input value="a" name="texts.words" type="text"><input value="&quot;b&quot;" name="texts.words" type="text">'
            '<input name="int.points.31" type="number" value="20">'
            '<textarea name="text.reason">&lt;so&gt;</textarea><input type="range" name="int.value" value="50">'
            '<select name="ints.order"><option value="">–</option><option value="8" selected>x</option></select>'
        )
