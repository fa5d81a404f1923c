"""What the town hall reads at a proposal of the evening it comes from."""

import pytest
from django.utils import timezone

from polls.kinds import KINDS
from polls.models import Poll, Remark
from workshops.models import AgendaItem

pytestmark = pytest.mark.django_db


def test_the_town_hall_reads_what_the_room_said(make_proposal, make_evening, clara, page):
    def evening(votes):
        item = AgendaItem.objects.create(workshop=make_evening(), position=1, kind="poll", title={"de": "Vorher"})
        poll = Poll(item=item, kind="slider", question={"de": "Was kommt auf den Markt?"}, state=Poll.State.REVEALED)
        poll.pole_a, poll.pole_b = {"de": "Mehr Bäume"}, {"de": "Mehr Parkplätze"}
        poll.tally = KINDS["slider"].tally(poll, [{"value": value} for value in votes])
        poll.closed_at = poll.final_at = timezone.now()
        poll.save()
        Remark.objects.create(poll=poll, side="a", text="Schatten im Sommer", state=Remark.State.RELEASED)
        Remark.objects.create(poll=poll, side="b", text="Noch nicht gelesen", state=Remark.State.OFFERED)
        Remark.objects.create(poll=poll, side="b", text="Doch lieber nicht", state=Remark.State.RELEASED, is_withdrawn=True)
        return make_proposal(workshop=item.workshop)

    desk = page(clara, "dashboard_proposal", evening([0, 25, 50, 75, 100] * 4).pk)
    assert "Schatten im Sommer" in desk and "Noch nicht gelesen" not in desk and "Doch lieber nicht" not in desk
    assert "Schatten im Sommer" not in page(clara, "dashboard_proposal", evening([0, 50, 100]).pk), "too few voted"
