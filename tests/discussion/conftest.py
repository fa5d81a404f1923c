"""A proposal at the town hall: Amina holds its private link, Olga asks, Ben facilitates, Clara answers, Emil sits in the council."""

import secrets

import pytest
from django.test import Client
from django.urls import reverse

from participation.discussion import actions, limits
from participation.proposals import receipts

from ..dashboard.conftest import count_queries, emil, make_evening, make_proposal, olga  # noqa: F401 (fixtures)


@pytest.fixture
def link():
    """The token of Amina's private link."""
    return secrets.token_urlsafe(16)


@pytest.fixture
def proposal(make_proposal, link):  # noqa: F811
    return make_proposal("Rufbus am Freitagabend", receipt_digest=receipts.digest_of(link))


@pytest.fixture
def ada(make_user, town):
    return make_user("Ada", town, "admin")


@pytest.fixture(autouse=True)
def nothing_lately(monkeypatch):
    """Every test begins as if nobody had replied or reported before."""
    monkeypatch.setattr(limits, "replies", limits.Limiter(limits.REPLIES))
    monkeypatch.setattr(limits, "reports", limits.Limiter(limits.REPORTS))


@pytest.fixture
def question(proposal, olga):  # noqa: F811
    return actions.say(proposal=proposal, by=olga, kind="question", text="Reicht euch der Freitag?")


@pytest.fixture
def answer_from_phone(link, proposal):
    """answer_from_phone(question, "Ja.") → the response to a browser that has nothing but the private link."""

    def send(question, text, **more):
        return Client().post(reverse("receipt_reply", args=[link, question.pk]), {"text": text, **more})

    return send


@pytest.fixture
def reply(question, answer_from_phone):
    """Amina's reply, which waits for release."""
    assert answer_from_phone(question, "Ja, wenn er bis eins fährt.").status_code == 303
    return question.replies.get()


@pytest.fixture
def page(as_user):
    """page(clara, "dashboard_proposal", pk) → the HTML that she sees."""
    return lambda user, name, *args: as_user(user).get(reverse(name, args=args)).content.decode()
