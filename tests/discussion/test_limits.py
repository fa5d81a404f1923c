"""A link that floods is slowed down, and nobody else with it."""

import pytest
from django.urls import reverse

from participation.discussion import actions, limits
from participation.discussion.models import Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """clock[0] → the second at which it is."""
    now = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def limiter(clock):
    """Two in a minute, three in an hour."""
    return limits.Limiter(((60, 2), (3600, 3)))


def test_each_window_has_its_own_number(limiter, clock):
    assert [limiter.admit(1) for _time in range(3)] == [True, True, False]
    clock[0] += 61
    assert [limiter.admit(1) for _time in range(2)] == [True, False], "the third of this hour"
    clock[0] += 3540
    assert limiter.admit(1), "the first two are an hour old"


def test_what_was_refused_does_not_count(limiter, clock):
    for _second in range(50):
        limiter.admit(1)
        clock[0] += 1
    clock[0] += 11
    assert limiter.admit(1)


def test_one_that_floods_slows_down_nobody_else(limiter):
    assert [limiter.admit(1) for _time in range(3)][-1] is False and limiter.admit(2)


def test_nothing_is_remembered_longer_than_it_counts(limiter, clock):
    for key in range(100):
        limiter.admit(key)
    for _hour in range(10):
        clock[0] += 3601
        limiter.admit(7)
    assert {key: len(times) for key, times in limiter._times.items()} == {7: 1}
    for _time in range(20):
        clock[0] += 1300
        limiter.admit(7)
    assert len(limiter._times[7]) <= 3


def test_a_link_is_slowed_down_although_its_replies_are_released(ben, question, answer_from_phone):
    for number in range(5):
        assert answer_from_phone(question, f"Antwort {number}").status_code == 303
        actions.decide(contribution=question.replies.get(text=f"Antwort {number}"), by=ben, verb="release")
    answer = answer_from_phone(question, "Antwort 5")
    assert answer.status_code == 429 and "Antwort 5" in answer.content.decode() and question.replies.count() == 5


def test_a_contribution_is_reported_twenty_times_an_hour_at_most(as_user, proposal, question, clock):
    for _minute in range(5):
        for _time in range(5):
            as_user().post(reverse("report", args=[proposal.pk, question.pk]))
        clock[0] += 61
    assert Report.objects.count() == 20


# -- How long a text may be -----------------------------------------------------------------
def test_what_is_too_long_is_said_and_kept(as_user, olga, ben, proposal, question, reply):
    presses = [
        (as_user(olga), reverse("conversation_say", args=[proposal.pk]), {"to": "comment"}, "text", 1000),
        (as_user(ben), reverse("conversation_decide", args=[reply.pk]), {"verb": "decline", "rule": "hurtful"}, "reason", 300),
        (as_user(), reverse("report", args=[proposal.pk, question.pk]), {}, "reason", 300),
    ]
    for client, address, fields, name, most in presses:
        answer = client.post(address, fields | {name: "a" * (most + 1)})
        assert answer.status_code == 422 and "a" * (most + 1) in answer.content.decode(), address
        assert client.post(address, fields | {name: "a" * most}).status_code in {200, 303}, address


def test_nobody_lets_a_reply_expire_by_hand(as_user, ben, reply):
    answer = as_user(ben).post(reverse("conversation_decide", args=[reply.pk]), {"verb": "expire"})
    assert answer.status_code == 422 and not reply.decisions.exists()
