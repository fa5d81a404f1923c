"""A proposal of Auental that is public, and Nora, a neighbour who wants to hear what becomes of it."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.following import views
from participation.following.actions import follow
from participation.following.subjects import FollowedProposal
from participation.proposals import actions

from ..accounts.conftest import mail_server, queue  # noqa: F401 (fixtures)
from ..dashboard.conftest import count_queries, emil, make_evening, make_proposal, olga  # noqa: F401 (fixtures)

NORA = "nora@example.org"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    views.asked._times.clear()


@pytest.fixture
def proposal(make_proposal):  # noqa: F811
    return make_proposal("Rufbus am Freitagabend")


@pytest.fixture
def followed(proposal):
    """The proposal, which Nora follows since yesterday, in German."""
    follow(subject=FollowedProposal(proposal), address=NORA, language="de")
    return proposal


def ask(proposal, address=NORA, language="de"):
    return Client(headers={"Accept-Language": language}).post(reverse("follow", args=[proposal.pk]), {"address": address})


def link_in(message) -> str:
    """The path of the first link of a mail that leads to /follow/."""
    return re.search(r"https?://[^/]+(/follow/\S+)", message.body)[1]


def morning(days=1):
    """Eight o'clock, in so many days."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(8)))


def publish_answer(proposal, by, reason="Der Bus fährt ab dem Frühjahr auf Probe."):
    actions.draft_response(
        proposal=proposal, by=by, verdict="accepted", reason=reason, who="Hauptamt", by_when=timezone.localdate() + timedelta(days=90)
    )
    actions.publish_response(proposal=proposal, by=by)


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]
