"""No word that stays inside the town hall reaches a feed, a calendar or a mail."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.discussion.actions import reply, say
from participation.following.actions import tell
from participation.proposals import actions, receipts

from .conftest import morning

pytestmark = pytest.mark.django_db
INSIDE = "Geheimwort"


def test_no_internal_or_unreleased_word_leaves(followed, clara, olga):
    say(proposal=followed, by=olga, kind="note", text=f"{INSIDE} in der Notiz")
    question = say(proposal=followed, by=olga, kind="question", text="Auch am Samstag?")
    reply(proposal=followed, question=question, text=f"{INSIDE} in der Antwort, die niemand freigegeben hat")
    actions.assess(
        proposal=followed,
        by=olga,
        seen="",
        office="Hauptamt",
        feasibility="feasible",
        explanation="Es geht.",
        cost_from=None,
        cost_to=None,
        assigned_to=clara,
        reasoning=f"{INSIDE} Begründung",
    )
    actions.draft_response(
        proposal=followed,
        by=clara,
        verdict="accepted",
        reason=f"{INSIDE} im Entwurf",
        who=f"{INSIDE} wer",
        by_when=timezone.localdate(),
        cost=f"{INSIDE} Kosten",
    )
    followed.refresh_from_db()
    token = receipts.reading_token(followed.uuid, bytes(followed.receipt_digest))
    pages = [
        reverse("proposal_feed", args=[followed.pk]),
        reverse("town_feed", args=[followed.municipality.slug]),
        reverse("authors_feed", args=[followed.pk, token]),
        reverse("authors_calendar", args=[followed.pk, token]),
    ]
    everything = [Client().get(page).content.decode() for page in pages]
    assert tell(morning()) == 1
    everything += [str(message.message()) + message.body for message in mail.outbox]
    assert "Auch am Samstag?" in everything[0] and INSIDE not in "".join(everything)
