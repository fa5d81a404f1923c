"""Before and after: the ballots of the before half wait for the after half, and for nothing else."""

import pytest

from participation.live.database import clock
from polls import actions
from polls.models import Pair, Poll
from workshops.actions import end_workshop, go_to, remove_item
from workshops.refused import Refused

from ..ballots import stored_ballots, waiting_ballots
from ..evening import press

pytestmark = pytest.mark.django_db
PEOPLE = 12


class Evening:
    def __init__(self, workshop, pair, phones, ben):
        self.workshop, self.pair, self.phones, self.ben = workshop, pair, phones, ben
        press(workshop, 1, by=ben)

    def hold(self, side: str, value: int = 30, people: int = PEOPLE, final: bool = True) -> Poll:
        """This half is asked, answered by so many, closed and shown."""
        item = getattr(self.pair, side)
        self.workshop.refresh_from_db()
        if self.workshop.item_id != item.pk:
            go_to(workshop=self.workshop, item=item, revision=self.workshop.step, by=self.ben)
        press(self.workshop, 1, by=self.ben)
        poll = actions.latest(item)
        for phone in self.phones[:people]:
            assert phone.vote(poll, {"value": value})["status"] == "saved"
        if final:
            press(self.workshop, 2, by=self.ben)
        return actions.latest(item)


@pytest.fixture
def evening(make_workshop, join, ben):
    workshop = make_workshop("words")
    pair = actions.add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Vorher?"})
    return Evening(workshop, pair, [join(workshop) for _number in range(PEOPLE)], ben)


def test_the_before_half_waits_without_seq_until_the_after_half_is_final(evening):
    before = evening.hold("before")
    amina = evening.phones[0].identity
    assert not stored_ballots() and set(waiting_ballots()) == {phone.identity.key("ballot", before.linkage) for phone in evening.phones}
    from polls.mine import ballots

    assert ballots(amina.room, [amina]) == [{str(before.pk): {"answer": {"value": 30}, "final": True}}]
    evening.hold("after", value=80)
    assert not waiting_ballots() and not stored_ballots()
    assert Pair.objects.get().shift["shift"]["to_b"] == PEOPLE
    assert ballots(amina.room, [amina]) == [{}]


def test_fewer_than_ten_never_wait(evening):
    evening.hold("before", people=9)
    assert not waiting_ballots()
    evening.hold("after", value=80)
    assert Pair.objects.get().shift["shift"]["pairs"] == 0


@pytest.mark.parametrize("half", ["before", "after"])
def test_what_is_asked_stays_the_same_in_both_halves(evening, ben, half):
    """Else nothing could be compared: once one half has been asked, the other keeps its options and settings, too."""
    first, second = (getattr(evening.pair, side) for side in ("before", "after"))
    question = actions.latest(first).question
    actions.set_poll(item=getattr(evening.pair, half), by=ben, question=question, settings={"reasons": True})
    assert actions.latest(first).settings == actions.latest(second).settings == {"reasons": True}
    evening.hold("before", final=False)
    with pytest.raises(Refused, match="Die andere Hälfte ist schon gefragt"):
        actions.set_poll(item=second, by=ben, question=question, settings={"reasons": False})
    actions.set_poll(item=second, by=ben, question={"de": "Und jetzt?"}, settings={"reasons": True})
    assert actions.latest(second).question == {"de": "Und jetzt?"} and actions.latest(first).question == question


def test_only_the_latest_round_waits(evening):
    first = evening.hold("before", value=0)
    actions.ask_again(item=evening.pair.before, by=evening.ben)
    second = evening.hold("before", value=100)
    assert not waiting_ballots(first) and len(waiting_ballots(second)) == PEOPLE
    evening.hold("after", value=0)
    assert (Pair.objects.get().shift["before"], Pair.objects.get().shift["shift"]["to_a"]) == (second.pk, PEOPLE)


def test_after_the_comparison_nothing_waits_any_more(evening):
    evening.hold("before")
    evening.hold("after")
    shift = Pair.objects.get().shift
    actions.ask_again(item=evening.pair.before, by=evening.ben)
    evening.hold("before", value=100)
    assert not waiting_ballots() and Pair.objects.get().shift == shift


def test_an_after_half_that_is_final_first_leaves_nothing_to_wait_for(evening):
    evening.hold("after")
    evening.hold("before")
    assert not waiting_ballots() and Pair.objects.get().shift is None


def test_who_takes_the_after_half_off_the_agenda_ends_the_waiting(evening):
    evening.hold("before")
    remove_item(item=evening.pair.after, by=evening.ben)
    assert not waiting_ballots() and not Poll.objects.filter(is_waiting=True).exists()


def test_the_end_of_the_workshop_ends_the_waiting(evening):
    evening.hold("before")
    end_workshop(workshop=evening.workshop, by=evening.ben)
    assert not waiting_ballots() and not stored_ballots()


def test_who_erases_leaves_no_gap_among_those_who_wait(evening):
    before = evening.hold("before")
    amina = evening.phones[0].identity
    assert actions.erase_own(amina) == 0
    assert amina.key("ballot", before.linkage) in waiting_ballots(before) and len(waiting_ballots(before)) == PEOPLE


def test_a_stopping_server_makes_closed_votes_final(evening):
    poll = evening.hold("before", final=False)
    press(evening.workshop, 1, by=evening.ben)
    assert len(stored_ballots(poll)) == PEOPLE and not poll.is_final
    assert actions.finalise_due() == 0
    actions.finalise_at_stop()
    poll.refresh_from_db()
    assert poll.final_at <= clock.now() and not stored_ballots()
