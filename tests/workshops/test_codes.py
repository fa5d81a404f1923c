"""The code: guessed too often it is refused, a right one never; written or pasted in any way it leads in, but not days before."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from participation.live.actions import raise_version
from workshops import join_pages
from workshops.models import Participant, Workshop

from ..evening import press

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workshop(make_workshop):
    return make_workshop("slider")


@pytest.fixture
def amina():
    return Client()


@pytest.fixture(autouse=True)
def no_misses():
    join_pages._misses.clear()


def come_in(browser, workshop):
    form = browser.get(f"/j/{workshop.code}/")
    return browser.post(f"/j/{workshop.code}/", {"nonce": re.search(r'name="nonce" value="(\w+)"', form.content.decode())[1]})


# -- guessing ------------------------------------------------------------------------


@pytest.fixture
def guessed_out():
    """Somebody has typed so many wrong codes within this minute that no more are looked at."""
    for _guess in range(join_pages.FREE_MISSES):
        assert Client().get("/j/AAAAAA/").status_code == 404


def test_beyond_three_hundred_a_minute_a_wrong_code_is_refused(amina, guessed_out):
    for answer in (amina.get("/j/AAAAAA/"), amina.post("/j/", {"code": "BBB BBB"}), amina.get("/j/?code=x")):
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 61
        assert "Gerade werden sehr viele falsche Codes eingetippt" in answer.content.decode()
    assert 'value="BBB BBB"' in amina.post("/j/", {"code": "BBB BBB"}).content.decode()


def test_a_right_code_is_never_refused(amina, workshop, guessed_out):
    assert amina.post("/j/", {"code": workshop.code}).status_code == 303
    assert come_in(amina, workshop).status_code == 303


def test_after_a_minute_one_may_guess_on(amina, guessed_out, monkeypatch):
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + join_pages.MISS_SECONDS)
    assert amina.get("/j/AAAAAA/").status_code == 404


# -- how a code is written -----------------------------------------------------------

WRITTEN = [
    "{code}", "{lower}", " {code} ", "{a} {b}", "{a}-{b}", "{a}\u00a0{b}", "{a}\u202f{b}", "{a}.{b}", "({code})", "{code}.",
    "https://augenhoehe.example/j/{code}/", "http://testserver/j/{lower}", "augenhoehe.example/J/{code}/?utm_source=chat#x",
    "Komm in den Workshop: https://augenhoehe.example/j/{code}/ bis gleich!", "<https://augenhoehe.example/j/{code}>", "/j/{code}/)",
    "https://augenhoehe.example/j/{a}%20{b}/",
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_a_code_may_be_typed_or_pasted_in_many_ways(amina, workshop, written):
    code = workshop.code
    typed = written.format(code=code, lower=code.lower(), a=code[:3], b=code[3:])
    field = re.search(r'<input class="code"[^>]*>', amina.get("/j/").content.decode())[0]
    assert len(typed) <= int(re.search(r'maxlength="(\d+)"', field)[1])
    answer = amina.post("/j/", {"code": typed})
    assert (answer.status_code, answer["Location"]) == (303, f"/j/{code}/")


@pytest.mark.parametrize(
    "address",
    ["/j/{code}", "/j/{code}/%20", "/j/{code}/)", "/j/{code})", "/J/{code}/", "/J/{code}", "/j/{lower}/", "/j/{code}./", "/j/{code}/,"],
)
def test_a_link_with_something_after_it_leads_in(amina, workshop, address):
    answer = amina.get(address.format(code=workshop.code, lower=workshop.code.lower()))
    assert (answer.status_code, answer["Location"]) == (303, f"/j/{workshop.code}/")


@pytest.mark.parametrize("address", ["/j/", "/J/", "/j", "/J"])
def test_without_a_code_there_is_the_field_for_it(amina, address):
    answer = amina.get(address, follow=True)
    assert answer.status_code == 200 and 'name="code"' in answer.content.decode()


# -- when the door opens ----------------------------------------------------------------


def early(workshop, **change):
    change = {"starts_at": timezone.now() + timedelta(hours=2, minutes=10)} | change
    Workshop.objects.filter(pk=workshop.pk).update(**change)
    raise_version(workshop.room_id)
    workshop.refresh_from_db()
    return workshop


def test_a_draft_lets_nobody_in_until_two_hours_before(amina, make_workshop):
    """Who guesses its code days before finds nothing."""
    workshop = early(make_workshop())
    opens = timezone.localtime(workshop.starts_at - timedelta(hours=2))
    form = {"nonce": "a" * 32}
    for answer in (amina.get(f"/j/{workshop.code}/"), amina.post(f"/j/{workshop.code}/", form)):
        said = answer.content.decode()
        assert answer.status_code == 409 and "Du kannst ab" in said and f"{opens:%H:%M}" in said and 'name="nonce"' not in said
    assert not Participant.objects.exists()
    early(workshop, starts_at=timezone.now() + timedelta(hours=1, minutes=59))
    assert amina.post(f"/j/{workshop.code}/", form).status_code == 303


def test_a_workshop_that_has_begun_early_or_is_a_rehearsal_is_open(make_workshop, ben):
    early(press(make_workshop(), by=ben))
    rehearsal = early(make_workshop(), is_rehearsal=True)
    for workshop in Workshop.objects.all():
        assert come_in(Client(), workshop).status_code == 303
    assert rehearsal.state == Workshop.State.DRAFT
