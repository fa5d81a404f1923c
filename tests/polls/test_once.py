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

    def hold(kind: str, first: dict, second: dict, *, late: int, gone: int):
        workshop = make_workshop()
        pair = actions.add_pair(workshop=workshop, kind=kind, by=ben, question={"de": "Vorher?"}, **QUESTIONS[kind])
        phones = [join(workshop) for _number in range(BOTH + late + gone)]
        press(workshop, 1, by=ben)
        for side, answer, present in (("before", first, phones[late:]), ("after", second, phones[: BOTH + late])):
            workshop = skip(workshop=workshop, revision=workshop.step, by=ben)
            press(workshop, 1, by=ben)
            poll = getattr(pair, side).polls.get()
            for phone in present:
                assert phone.vote(poll, answer)["status"] == "saved"
            press(workshop, 2, by=ben)
            workshop.refresh_from_db()
        return Pair.objects.get().shift["shift"]

    return hold


@pytest.mark.parametrize(("late", "gone"), [(0, 0), (1, 0), (0, 1), (4, 5), (5, 0), (5, 5)])
def test_gains_and_losses_do_not_tell_what_a_late_comer_chose(hold_pair, late, gone):
    shift = hold_pair("single_choice", {"option": 1}, {"option": 2}, late=late, gone=gone)
    if {late, gone} <= {0, 5}:
        assert (shift["pairs"], shift["gains"]["2"], shift["losses"]["1"]) == (BOTH, BOTH, BOTH)
    else:
        assert shift is None


def test_a_line_has_no_gains_that_could_tell(hold_pair):
    shift = hold_pair("slider", {"value": 20}, {"value": 80}, late=1, gone=1)
    assert (shift["pairs"], shift["to_b"]) == (BOTH, BOTH)
