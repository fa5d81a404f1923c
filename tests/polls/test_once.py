"""Before, gains and losses together make what is after, but for those who answered only once: they must be none, or five."""

import pytest

from polls import actions
from polls.models import Pair
from workshops.actions import skip

from ..evening import QUESTIONS, press

pytestmark = pytest.mark.django_db
BOTH = 10


@pytest.fixture
def hold_pair(make_workshop, join, ben):
    """hold_pair("slider", late=1, gone=0) → the frozen shift of ten who answered both times, late-comers and those who left."""

    def hold(kind: str, first: list[dict], second: list[dict], *, late: int, gone: int):
        workshop = make_workshop()
        pair = actions.add_pair(workshop=workshop, kind=kind, by=ben, question={"de": "Vorher?"}, **QUESTIONS[kind])
        phones = [join(workshop) for _number in range(BOTH + late + gone)]
        press(workshop, 1, by=ben)
        for side, answers, present in (("before", first, phones[late:]), ("after", second, phones[: BOTH + late])):
            workshop = skip(workshop=workshop, revision=workshop.step, by=ben)
            press(workshop, 1, by=ben)
            poll = getattr(pair, side).polls.get()
            for number, phone in enumerate(present):
                assert phone.vote(poll, answers[number % len(answers)])["status"] == "saved"
            press(workshop, 2, by=ben)
            workshop.refresh_from_db()
        return Pair.objects.get().shift["shift"]

    return hold


@pytest.mark.parametrize(("late", "gone"), [(0, 0), (1, 0), (0, 1), (4, 5), (5, 0), (5, 5)])
def test_gains_and_losses_do_not_tell_what_a_late_comer_chose(hold_pair, late, gone):
    shift = hold_pair("single_choice", [{"option": 1}], [{"option": 2}], late=late, gone=gone)
    if {late, gone} <= {0, 5}:
        assert (shift["pairs"], shift["gains"]["2"], shift["losses"]["1"]) == (BOTH, BOTH, BOTH)
    else:
        assert shift is None


@pytest.mark.parametrize(("late", "gone"), [(0, 0), (1, 0), (0, 4), (5, 5), (5, 1)])
def test_if_nearly_all_have_moved_alike_nobody_learns_it_beside_a_few_who_answered_once(hold_pair, late, gone):
    """Else the two pictures would tell where each of the few stands."""
    shift = hold_pair("slider", [{"value": 20}], [{"value": 80}], late=late, gone=gone)
    assert shift["median_before"] == 20 and shift["median_after"] == 80
    assert shift["pairs"] == (BOTH if {late, gone} <= {0, 5} else 0)


def test_if_some_have_stayed_it_is_told_beside_a_few_who_answered_once(hold_pair):
    shift = hold_pair("slider", [{"value": 20}, {"value": 80}], [{"value": 80}], late=0, gone=1)
    assert (shift["pairs"], shift["to_b"], shift["stayed"]) == (BOTH, 5, 5)
