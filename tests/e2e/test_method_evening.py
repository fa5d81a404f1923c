"""The evenings that the methods prepare, untouched, with 24 simulated phones: from the lobby to the published page."""

import pytest
from django.utils import timezone

from participation.documentation.actions import publish
from participation.proposals.actions import lots
from participation.simulation import crowds
from polls.actions import offer_lots
from polls.models import Poll
from workshops.actions import compose_workshop
from workshops.extensions import MODERATION_QUEUES
from workshops.methods import methods

from ..ballots import stored_ballots
from ..evening import press
from ..waiting import PATIENCE, until

pytestmark = pytest.mark.slow
PHONES, LENGTH = 24, 90
VOTES = 20  # the others are still thinking
MOST = 60  # presses of the main button in one evening


@pytest.fixture
def phones(live):
    """phones(workshop) brings 24 of them into the room."""
    brought = []

    def bring(workshop) -> None:
        host, _colon, port = live.removeprefix("http://").partition(":")
        way = crowds.Way(live, f"/j/{workshop.code}/", (host, int(port)))
        brought.append(crowds.Crowd(way, PHONES, 1.0, lambda: True))
        brought[-1].start()
        until(lambda: workshop.participants.count() == PHONES)

    yield bring
    for crowd in brought:
        crowd.stop()
        crowd.join(PATIENCE)
        assert not crowd.is_alive()


def release(workshop, by) -> None:
    """What waits for moderation."""
    offer_lots([workshop.room.slug])
    lots._offer([workshop.pk])
    for queue in MODERATION_QUEUES.values():
        for entry in queue.waiting(workshop):
            queue.decide(workshop=workshop, id=entry.id, seen=entry.seen, verb="release", by=by)


@pytest.mark.parametrize("method", methods())
def test_from_the_lobby_to_the_published_page(method, phones, town, tradeoff, ben, new_page):
    workshop = compose_workshop(method=methods()[method], length=LENGTH, tradeoff=tradeoff, starts_at=timezone.now(), by=ben)
    phones(workshop)
    for _press in range(MOST):
        press(workshop, by=ben)
        if workshop.state == workshop.State.ENDED:
            break
        poll = Poll.objects.filter(item=workshop.item, state=Poll.State.OPEN).first()
        if poll:
            until(lambda poll=poll: len(stored_ballots(poll)) >= VOTES, lambda poll=poll: f"{poll.kind}: {len(stored_ballots(poll))}")
        release(workshop, ben)
    assert workshop.state == workshop.State.ENDED
    publish(workshop=workshop, by=ben, introduction={"de": "Ein Abend über den Markt."}, partners={"de": "Jugendring"}, reasons=[])
    page = new_page()
    page.goto(f"/e/{workshop.pk}/")
    told = page.locator("main").inner_text()
    for poll in Poll.objects.filter(item__workshop=workshop, is_feedback=False):
        assert str(poll.question) in told and poll.tally["n"] >= VOTES
    assert all(page.request.get(f"/e/{workshop.pk}/results.{ending}").ok for ending in ("pdf", "csv", "xlsx", "ods", "json"))
