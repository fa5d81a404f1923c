"""Two pages of Auental, and what stands on them."""

import pytest
from django.utils import timezone

from polls.kinds import KINDS
from polls.models import Poll
from workshops.models import AgendaItem

from ..dashboard.conftest import count_queries, make_evening, make_proposal  # noqa: F401 (fixtures)

HOME, STATUS = "/m/auental/", "/m/auental/status/"


def html(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def reveal(make_evening):  # noqa: F811
    """reveal([0, 100, …]) → a revealed slider of an ended workshop."""

    def make(values, workshop=None, state=Poll.State.REVEALED):
        workshop = workshop or make_evening()
        item = AgendaItem.objects.create(workshop=workshop, position=1, kind="poll", title={"de": "Vorher"})
        poll = Poll(item=item, kind="slider", question={"de": "Was kommt auf den Markt?"}, state=state)
        poll.pole_a, poll.pole_b = {"de": "Mehr Bäume"}, {"de": "Mehr Parkplätze"}
        poll.tally = KINDS["slider"].tally(poll, [{"value": value} for value in values])
        poll.closed_at = poll.final_at = timezone.now()
        poll.save()
        return poll

    return make
