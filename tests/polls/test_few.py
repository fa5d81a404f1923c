"""Below five ballots nothing is kept but how many there were."""

import pytest

from polls import actions, actions_final
from polls.kinds import KINDS, kind_of
from polls.models import Pair, Poll, Remark
from workshops.actions import skip

from ..ballots import stored_ballots
from ..evening import press

pytestmark = pytest.mark.django_db
ANSWERS = {
    "slider": {"value": 30},
    "single_choice": {"option": 1},
    "multiple_choice": {"options": [1]},
    "dots": {"dots": {"1": 3, "2": 1}},
    "resistance": {"resistance": {"1": 3, "2": 0, "3": 9}},
    "points": {"points": {"1": 60, "3": 40}},
    "budget": {"points": {"1": 60, "2": 30, "3": 10}},
    "ranking": {"order": [3, 1]},
    "criteria": {"weights": {"1": 4, "2": 1, "3": 0}, "scores": {"1": {"1": 7, "2": 3}}},
    "pairwise": {"pairs": [[3, 1], [1, 2]]},
    "statements": {"votes": {"1": 1, "3": -1}},
    "grid": {"x": 75, "y": 60},
    "knowledge": {"option": 1},
    "words": {"words": ["Nachtbus"]},
}


@pytest.mark.parametrize("slug", KINDS)
@pytest.mark.parametrize("n", [0, 4, 5])
def test_of_a_few_ballots_only_their_number_is_frozen(slug, n, open_poll, join, ben):
    poll = open_poll(slug)
    for _phone in range(n):
        assert join(poll.item.workshop).vote(poll, ANSWERS[slug])["status"] == "saved"
    answers = [ballot.answer for ballot in stored_ballots(poll)]
    press(poll.item.workshop, 2, by=ben)
    poll.refresh_from_db()
    assert len(answers) == n and not stored_ballots(poll)
    assert poll.tally == ({"n": n} if n < 5 else kind_of(poll).tally(poll, answers))
    assert poll.digest == actions_final.digest_of(poll)


def test_a_reason_below_the_floor_loses_its_side(open_poll, join, ben):
    poll = open_poll("slider")
    for _phone in range(4):
        join(poll.item.workshop).vote(poll, {"value": 100, "reason": "Schatten"})
    press(poll.item.workshop, 2, by=ben)
    assert set(Remark.objects.values_list("side", "text")) == {("", "Schatten")}


@pytest.mark.parametrize("few", ["before", "after"])
def test_nothing_is_said_of_how_a_few_have_moved(few, make_workshop, join, ben):
    workshop = make_workshop()
    pair = actions.add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Vorher?"})
    phones = [join(workshop) for _number in range(5)]
    press(workshop, 1, by=ben)
    for side in ("before", "after"):
        workshop = skip(workshop=workshop, revision=workshop.step, by=ben)
        press(workshop, 1, by=ben)
        poll = getattr(pair, side).polls.get()
        for phone in phones[few == side :]:
            assert phone.vote(poll, {"value": 30})["status"] == "saved"
        press(workshop, 2, by=ben)
        workshop.refresh_from_db()
    shift = Pair.objects.get().shift
    assert (shift["before"], shift["after"], shift["shift"]) == (pair.before.polls.get().pk, pair.after.polls.get().pk, None)
    assert sorted(poll.tally["n"] for poll in Poll.objects.exclude(tally=None)) == [4, 5]
