"""Proposals that were handed over some days ago, and the roles that read or answer them."""

import secrets
from datetime import timedelta

import pytest
from django.utils import timezone

from participation.live.models import Room
from participation.proposals.actions.indexing import index
from participation.proposals.models import Proposal, ProposalEvent, State
from polls.kinds import KINDS
from polls.models import Poll
from workshops.models import AgendaItem, Workshop


@pytest.fixture
def make_evening(town, tradeoff):
    """make_evening() → a workshop of last month that has ended; no facilitator is needed for it."""

    def make(municipality=None, **fields):
        start = timezone.now() - timedelta(days=30)
        values = {"municipality": municipality or town, "tradeoff": tradeoff, "title": {"de": "Bäume oder Parkplätze"}, "starts_at": start}
        values |= {"place": "Jugendclub", "state": Workshop.State.ENDED, "notice": Workshop.Notice.ANNOUNCED}
        return Workshop.objects.create(room=Room.objects.create(), **values | fields)

    return make


@pytest.fixture
def make_proposal(make_evening):
    """make_proposal("Rufbus am Freitag", days_ago=33) → public since 33 days, an answer is due after 28."""

    def make(title="Rufbus am Freitagabend", days_ago=10, supports=0, workshop=None, **fields):
        workshop = workshop or make_evening()
        since = timezone.now() - timedelta(days=days_ago)
        proposal = Proposal.objects.create(
            municipality=workshop.municipality,
            workshop=workshop,
            tradeoff=workshop.tradeoff,
            **{
                "year": timezone.localdate().year,
                "number": Proposal.objects.count() + 1,
                "title": title,
                "what": "Ein Kleinbus fährt bis ein Uhr in alle Ortsteile.",
                "state": State.PUBLISHED,
                "state_since": since,
                "published_at": since,
                "handed_over_at": since,
                "answer_by": timezone.localdate() + timedelta(days=28 - days_ago),
                "receipt_digest": secrets.token_bytes(32),
                "room_supports": supports,
                "total_supports": supports,
            }
            | fields,
        )
        ProposalEvent.objects.create(
            proposal=proposal, number=1, verb="hand_over", from_state=State.PUBLISHED, to_state=State.PUBLISHED, role="system", at=since
        )
        index(proposal)
        return proposal

    return make


@pytest.fixture
def olga(make_user, town):
    return make_user("Olga", town, "officer")


@pytest.fixture
def emil(make_user, town):
    return make_user("Emil", town, "council")


@pytest.fixture
def answer():
    """What Clara sends; a test changes one part of it."""
    reason = "Der Bus fährt ab dem Frühjahr auf Probe, erst am Freitag und dann auch am Samstag."
    return {"verdict": "accepted", "reason": reason, "who": "Jonas Ritter, Hauptamt", "by_when": "2030-05-01", "cost": "9.000 € im Jahr"}


@pytest.fixture
def count_queries():
    """count_queries(lambda: client.get("/")) → how many queries it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(action):
        with CaptureQueriesContext(connection) as queries:
            action()
        return len(queries)

    return count


@pytest.fixture
def slider_result():
    """slider_result(workshop, [5, 10, …]) → the revealed poll of these votes."""

    def make(workshop, values):
        item = AgendaItem.objects.create(workshop=workshop, position=1, kind="poll", title={"de": "Vorher"})
        poll = Poll(item=item, kind="slider", question={"de": "Was kommt auf den Markt?"}, state=Poll.State.REVEALED)
        poll.pole_a, poll.pole_b = {"de": "Mehr Bäume"}, {"de": "Mehr Parkplätze"}
        poll.tally = KINDS["slider"].tally(poll, [{"value": value} for value in values])
        poll.closed_at = poll.final_at = timezone.now()
        poll.save()
        return poll

    return make
