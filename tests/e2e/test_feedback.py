"""Three taps at the end: each is saved at once, can be changed, and is still there after a reload."""

import pytest
from playwright.sync_api import expect

from polls.models import Poll
from workshops.actions import end_workshop, go_to, load_agenda
from workshops.plain_data import Entry

from ..ballots import stored_ballots
from ..evening import press
from ..waiting import until
from .conftest import PHONE
from .screens import SIDEWAYS, join

pytestmark = pytest.mark.slow


@pytest.fixture
def workshop(make_workshop, ben):
    """At its last item."""
    workshop = press(make_workshop("words"), 1, by=ben)
    (end,) = load_agenda(workshop=workshop, agenda=[Entry({"kind": "end", "minutes": 5, "title": {"de": "Danke!"}})], by=ben)
    return go_to(workshop=workshop, item=end, revision=workshop.step, by=ben)


def test_every_tap_is_saved_and_can_be_changed(new_page, workshop, ben):
    poll = Poll.objects.get(is_feedback=True)
    amina = join(new_page, workshop, by_code=False, **PHONE | {"viewport": {"width": 320, "height": 640}})
    for name, votes in (("agree-1", {"1": 1}), ("disagree-3", {"1": 1, "3": -1}), ("pass-1", {"1": 0, "3": -1})):
        amina.locator(f"#{name}").tap()
        expect(amina.locator("#sent.saved")).to_be_visible()
        expect(amina.locator(f"#{name}")).to_be_checked()
        until(lambda wanted=votes: [ballot.answer["votes"] for ballot in stored_ballots(poll)] == [wanted], page=amina)
    amina.reload()
    expect(amina.locator("#pass-1")).to_be_checked()
    assert amina.evaluate(SIDEWAYS) <= 0
    end_workshop(workshop=workshop, by=ben)
    expect(amina.locator("input[type=radio]")).to_have_count(0)
    assert stored_ballots() == []
