"""Invented people answer as the protocol wants it, and believably."""

from statistics import median

import pytest

from participation.simulation.opinions import WAYS, Person
from polls.kinds import KINDS
from polls.kinds.base import Cleaned


class Asked:
    id, question, pole_a, pole_b, settings = 1, "?", "A", "B", {"criteria": [{"id": 1, "label": {}}, {"id": 2, "label": {}}]}
    options = [{"id": number, "label": {"de": f"Möglichkeit {number}"}} for number in (31, 32, 33, 34)]

    def __init__(self, kind):
        self.kind = kind


def frame(kind):
    settings = KINDS[kind].client_settings(Asked(kind)) if kind in KINDS else {}
    return {"id": 1, "kind": kind, "state": "open", "options": Asked.options, "settings": settings}


@pytest.mark.parametrize("slug", KINDS)
def test_every_kind_gets_answers_that_count(slug):
    for seed in range(300):
        person = Person(seed)
        for answer in (person.answer(frame(slug)), person.change(frame(slug), person.answer(frame(slug)))):
            assert isinstance(KINDS[slug].clean(Asked(slug), answer), Cleaned)


def test_an_unknown_kind_is_left_alone():
    assert Person(1).answer(frame("telepathy")) is None


def test_no_way_without_a_kind():
    assert set(WAYS) == set(KINDS)


def test_a_choice_without_options_is_left_alone():
    assert Person(1).answer({"id": 1, "kind": "single_choice", "options": []}) is None


def test_the_room_moves_between_before_and_after():
    people = [Person(seed) for seed in range(200)]
    before = [person.answer(frame("slider"))["value"] for person in people]
    after = [person.answer(frame("slider"))["value"] for person in people]
    moved = sum(abs(one - other) >= 10 for one, other in zip(before, after, strict=True))
    assert median(after) - median(before) >= 5
    assert 40 <= moved <= 120


def test_the_same_seed_is_the_same_person():
    assert Person(7).answer(frame("points")) == Person(7).answer(frame("points"))
