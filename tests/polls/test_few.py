"""Below five ballots nothing is kept but how many there were."""

import pytest

from polls import actions
from polls.kinds import KINDS, kind_of
from polls.models import Pair, Poll
from workshops.actions import skip

from ..evening import press

pytestmark = pytest.mark.django_db
ANSWERS = {
    "slider": {"value": 30},
    "single_choice": {"option": 1},
    "points": {"points": {"1": 60, "3": 40}},
    "words": {"words": ["Nachtbus"]},
}


@pytest.mark.parametrize("slug", KINDS)
@pytest.mark.parametrize("n", [0, 4, 5])
def test_of_a_few_ballots_only_their_number_is_frozen(slug, n, open_poll, join, ben):
    poll = open_poll(slug)
    for _phone in range(n):
        assert join(poll.item.workshop).vote(poll, ANSWERS[slug])["status"] == "saved"
    press(poll.item.workshop, 2, by=ben)
    poll.refresh_from_db()
    answers = [ballot.answer for ballot in poll.final_ballots.all()]
    assert len(answers) == n
    assert poll.tally == ({"n": n} if n < 5 else kind_of(poll).tally(poll, answers))
    assert poll.digest == actions.digest_of(poll)


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
