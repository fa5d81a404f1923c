"""An evening with proposals: Amina and her friends hold phones, Ben releases, Clara answers."""

import secrets
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from participation.live.guards.identity import Identity, cookie_name, cookie_value, secret_of
from participation.proposals import actions
from participation.proposals.actions import lots, supporting
from workshops.actions import create_workshop
from workshops.models import Participant, Workshop


@pytest.fixture
def workshop(town, tradeoff, ben):
    evening = create_workshop(
        municipality=town,
        by=ben,
        tradeoff=tradeoff,
        title={"de": "Windkraft in Auental", "en": "Wind power in Auental"},
        starts_at=timezone.now() - timedelta(hours=1),
        place="Bürgerhaus",
    )
    Workshop.objects.filter(pk=evening.pk).update(state=Workshop.State.RUNNING)
    evening.refresh_from_db()
    return evening


@pytest.fixture
def make_phone(workshop):
    """make_phone() → the identity of one more participant in the room."""

    def make():
        evening, number, nonce = workshop, workshop.participants.count(), secrets.token_hex(16)
        digest = secrets.token_bytes(32)
        participant = Participant.objects.create(workshop=evening, pseudonym=f"{number}-{number}", nonce_digest=digest)
        return Identity(evening.room.slug, participant.pk, secret_of(nonce))

    return make


@pytest.fixture
def amina(make_phone):
    return make_phone()


@pytest.fixture
def browser_of():
    """browser_of(amina) → a test client that carries her cookie."""

    def make(identity):
        client = Client()
        client.cookies[cookie_name(identity.room)] = cookie_value(identity)
        return client

    return make


@pytest.fixture
def write(workshop):
    """write(amina, title="…") → what `create` gives."""

    def make(identity, title="Ein Windrad, das uns mitgehört", what="Wer näher wohnt, zahlt weniger.", why="", nonce=None):
        nonce = nonce or secrets.token_urlsafe(16)
        return actions.create(identity=identity, workshop=workshop, nonce=nonce, title=title, what=what, why=why)

    return make


@pytest.fixture
def proposal(write, amina):
    return write(amina).proposal


@pytest.fixture
def released(proposal, ben):
    actions.transition(proposal=proposal, verb="release", by=ben)
    return proposal


@pytest.fixture
def offer(workshop):
    """offer() → what waits reaches the facilitator, as a chore of the server does it."""
    return lambda: lots._offer([workshop.pk])


@pytest.fixture(autouse=True)
def just_begun(monkeypatch):
    """Every test looks for supports that nobody has seen as if for the first time."""
    monkeypatch.setattr(supporting, "_looked_at", -100.0)


@pytest.fixture
def handed_over(released, workshop):
    """After the end of the evening: public, with a date."""
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED, ended_at=timezone.now())
    workshop.refresh_from_db()
    with transaction.atomic():
        actions.hand_over(workshop)
    released.refresh_from_db()
    return released
