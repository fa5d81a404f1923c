"""Support on the public page: everybody once, and no more of it than people bring."""

import re
import time

import pytest
from django.test import Client
from django.urls import reverse

from participation.proposals import actions, queries
from participation.proposals.models import Support
from participation.public import proposal_page, support_limits, supporters

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """clock(5) → five seconds later."""
    passed = [0.0]
    real = time.time

    def later(seconds):
        passed[0] += seconds

    monkeypatch.setattr(supporters.time, "time", lambda: real() + passed[0])
    monkeypatch.setattr(support_limits.time, "monotonic", lambda: 1000 + passed[0])
    monkeypatch.setattr(proposal_page, "limiter", support_limits.SupportLimiter())
    return later


@pytest.fixture
def address(handed_over):
    return reverse("proposal", args=[handed_over.pk])


def reader(address):
    """A browser that has opened the page."""
    client = Client()
    client.get(address)
    return client


def test_one_browser_counts_once_and_may_take_it_back(address, clock):
    client = reader(address)
    clock(5)
    for _again in range(3):
        assert client.post(address, {"on": "1"}).status_code == 303
    assert [support.place for support in Support.objects.all()] == ["public"]
    assert "Unterstützt, danke." in client.get(address).content.decode()
    clock(40 * supporters.DAY_SECONDS)
    assert "Unterstützt, danke." in client.get(address).content.decode()
    assert client.post(address, {"on": "0"}).status_code == 303
    assert not Support.objects.exists()


def test_lists_are_sorted_by_a_number_that_every_support_changes(handed_over, address, clock):
    before = handed_over.total_supports
    client = reader(address)
    clock(5)
    for on, total in (("1", before + 1), ("1", before + 1), ("0", before)):
        client.post(address, {"on": on})
        handed_over.refresh_from_db()
        assert handed_over.total_supports == total == queries.supports_of([handed_over])[handed_over.pk].total


def test_no_number_moves_with_a_tap_before_the_hand_over(workshop, released, make_phone):
    for _phone in range(2):
        actions.support(identity=make_phone(), proposal_id=released.pk)
    released.refresh_from_db()
    assert released.total_supports == 0
    actions.hand_over(workshop)
    released.refresh_from_db()
    assert released.total_supports == 2


def test_the_server_stores_the_key_alone(address, clock):
    client = reader(address)
    clock(5)
    client.post(address, {"on": "1"})
    (row,) = Support.objects.values()
    assert set(row) == {"proposal_id", "key", "place"} and len(bytes(row["key"])) == 32


def test_who_only_reads_keeps_a_cookie_until_the_browser_is_closed(address, clock):
    client = reader(address)
    cookie = client.cookies["supporter"]
    assert (cookie["max-age"], cookie["path"], cookie["httponly"], cookie["samesite"]) == ("", address, True, "Lax")
    clock(5)
    client.post(address, {"on": "1"})
    assert client.cookies["supporter"]["max-age"] == supporters.YEAR_SECONDS


@pytest.mark.parametrize(
    ("age", "said"), [(0, "Das ging sehr schnell."), (supporters.DAY_SECONDS + 1, "Diese Seite war sehr lange offen.")]
)
def test_a_cookie_counts_between_some_seconds_and_a_day(address, clock, age, said):
    client = reader(address)
    clock(age)
    answer = client.post(address, {"on": "1"})
    assert answer.status_code == 429 and said in answer.content.decode() and not Support.objects.exists()
    clock(5)
    assert client.post(address, {"on": "1"}).status_code == 303


@pytest.mark.parametrize("cookie", ["", "00" * 32 + ":forged", "x", "eyJzIjoiMDAifQ:forged"])
def test_without_a_cookie_of_this_page_nothing_counts(address, cookie, clock):
    client = Client()
    if cookie:
        client.cookies["supporter"] = cookie
    answer = client.post(address, {"on": "1"})
    assert answer.status_code == 429 and not Support.objects.exists()
    clock(5)
    assert client.post(address, {"on": "1"}).status_code == 303


def test_a_cookie_of_another_proposal_is_none(address, clock, write, make_phone, workshop, ben):
    type(workshop).objects.update(state="running")
    workshop.refresh_from_db()
    other = write(make_phone(), title="Ein Windrad für alle").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    actions.hand_over(workshop)
    client = reader(reverse("proposal", args=[other.pk]))
    value = client.cookies["supporter"].value
    client.cookies.clear()
    client.cookies["supporter"] = value
    clock(5)
    assert client.post(address, {"on": "1"}).status_code == 429
    assert not Support.objects.exists()


def test_two_hundred_collected_cookies_bring_no_more_than_a_crowd(address, clock):
    collected = [reader(address) for _cookie in range(200)]
    clock(5)
    answers = [client.post(address, {"on": "1"}) for client in collected]
    assert Support.objects.count() <= 34
    assert "Gerade unterstützen das sehr viele." in answers[-1].content.decode() and answers[-1].status_code == 429
    waiting = [client for client, answer in zip(collected, answers, strict=True) if answer.status_code == 429]
    for _minute in range(20):
        clock(60)
        while waiting and waiting[-1].post(address, {"on": "1"}).status_code != 429:
            waiting.pop()
    assert waiting and Support.objects.count() <= 125


def test_a_class_may_come_at_once_to_what_many_support(address, handed_over, clock, make_phone):
    for _phone in range(100):
        actions.support(identity=make_phone(), proposal_id=handed_over.pk)
    clients = [reader(address) for _pupil in range(30)]
    clock(5)
    assert {client.post(address, {"on": "1"}).status_code for client in clients} == {303}


def test_to_and_fro_takes_nobodys_place(address, clock):
    client, other = reader(address), reader(address)
    clock(5)
    for number in range(60):
        assert client.post(address, {"on": str(number % 2)}).status_code == 303
    assert other.post(address, {"on": "1"}).status_code == 303


def test_the_sentence_stands_beside_the_button(address, clock):
    page = reader(address).post(address, {"on": "1"}).content.decode()
    assert re.search(r'<p class="notice bad" role="alert">[^<]+</p>\s*<form', page)
