"""No request costs the server more than an honest one of its size: four times as long is about four times the work, never sixteen."""

import json
import time
from urllib.parse import quote

import pytest
from django.http import HttpResponse, parse_cookie
from django.test import Client
from django.urls import reverse

from .dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db

MARKS = "\u0315\u0300\u0327"  # in an order that has to be sorted
LONG, TIMES = 12_000, 4
TRIES = 3
SLACK = 0.1  # seconds, below which nobody waits


def long(unit: str, length: int) -> str:
    return unit * (length // len(unit))


def work(do, tries=TRIES) -> float:
    """The processor time of one request; the least of a few tries."""
    spent = []
    for _try in range(tries):
        begun = time.process_time()
        response = do()
        spent.append(time.process_time() - begun)
        assert response.status_code < 500
    return min(spent)


def grows_with(ask, length=LONG, times=TIMES, told="") -> None:
    """`ask(length)` sends a request of about this length. Where even the long one costs nothing, nothing is compared."""
    if work(lambda: ask(times * length), tries=1) < SLACK:
        return
    short, longer = (work(lambda length=length: ask(length)) for length in (length, times * length))
    assert longer < 2 * times * short + SLACK, f"{told} {length} characters cost {short:.2f} s, {times} times as many {longer:.2f} s"


TEXTS = {
    "marks": MARKS,
    "an address of marks": "//" + MARKS,
    "digits": "9",
    "dots and zeros": ".0",
    "blanks": " ",
    "line ends": "\r\n",
    "quotes": '"',
    "brackets": "[",
    "tags": "<a",
    "entities": "&#",
    "addresses": "http://a.b@",
    "at": "a@",
    "percent": "%",
    "openers": "\u2067",
    "dashes": "-",
    "letters": "a",
}

# Staff have the longest forms. What is alike to read is tried in the long run.
ALIKE = {"an address of marks", "dots and zeros", "line ends", "entities", "at", "dashes", "openers", "tags"}
SOME_TEXTS = [pytest.param(what, marks=[pytest.mark.long] if what in ALIKE else []) for what in TEXTS]


def text(what: str, length: int) -> str:
    if what == "an address of marks":
        return "//" + long(MARKS, length)
    return long(TEXTS[what], length)


@pytest.mark.slow
@pytest.mark.parametrize("what", TEXTS)
def test_forms_of_strangers(what, make_proposal):  # noqa: F811
    proposal = make_proposal()

    def login(length):
        words = text(what, length)
        return Client().post(reverse("account_login"), {"login": words, "password": words, "next": words, "remember": words})

    def language(length):
        return Client().post(reverse("set_language"), {"language": text(what, length), "next": text(what, length)})

    def reset(length):
        return Client().post(reverse("account_reset_password"), {"email": text(what, length), "next": text(what, length)})

    def follow(length):
        return Client().post(reverse("follow", args=[proposal.pk]), {"address": text(what, length)})

    def confirm(length):
        return Client().post(f"/follow/{quote(text(what, length), safe='')}/")

    def stop(length):
        return Client().post(f"/follow/{quote(text(what, length), safe='')}/stop/")

    def code(length):
        return Client().post(reverse("join_code"), {"code": text(what, length)})

    for ask in (login, language, reset, code, follow, confirm, stop):
        grows_with(ask)


@pytest.mark.slow
@pytest.mark.parametrize("what", TEXTS)
def test_forms_of_phones(what, open_poll, join):
    poll = open_poll()
    workshop = poll.item.workshop
    browser = join(workshop).browser
    room = workshop.room.slug

    def vote(length):
        return browser.post(
            reverse("phone", args=[room]), {"poll": poll.pk, "int.value": text(what, length), "text.reason": text(what, length)}
        )

    def support(length):
        return browser.post(reverse("phone", args=[room]), {"support": text(what, length), "on": text(what, length)})

    def names(length):
        return browser.post(reverse("phone", args=[room]), {"poll": poll.pk, f"text.{text(what, length)}": "x"})

    def propose(length):
        words = text(what, length)
        return browser.post(reverse("phone_propose", args=[room]), dict.fromkeys(("title", "what", "why", "tradeoff", "nonce"), words))

    def join_by(length):
        return Client().post(reverse("join", args=[workshop.code]), {"nonce": text(what, length)})

    def frame(length):
        said = {"t": "vote", "poll": poll.pk, "seq": 1, "answer": {"value": 5, "reason": text(what, length)}}
        return browser.post(f"/live/{room}/vote", json.dumps(said), content_type="application/json")

    for ask in (vote, support, names, propose, join_by, frame):
        grows_with(ask)


@pytest.mark.slow
@pytest.mark.parametrize("what", SOME_TEXTS)
def test_forms_of_staff(what, open_poll, as_user, ben):
    poll = open_poll()
    workshop, browser = poll.item.workshop, as_user(ben)
    pages = {
        reverse("workshop_details", args=[workshop.pk]): [
            "title_0", "title_1", "place", "promise_0", "day", "begins", "ends", "expected", "influence", "tradeoff",
        ],
        reverse("workshop_edit", args=[workshop.pk]): ["do", "seen", "seen_agenda", "minutes"],
        reverse("item_preview", args=[workshop.pk, "phone"]): ["question_de", "hint_de", "minutes"],
        reverse("item_edit", args=[workshop.pk, poll.item_id]): ["question_0", "hint_0", "pole_a_0", "title_0", "minutes"],
        reverse("console_act", args=[workshop.pk]): ["do", "item", "minutes", "who", "revision"],
        reverse("console_decide", args=[workshop.pk]): ["decide", "shown"],
        reverse("tradeoff_new"): ["title_0", "core_question_0", "goals-0-text_0", "facts-0-as_of", "goals-TOTAL_FORMS"],
    }  # fmt: skip
    for address, fields in pages.items():
        for field in fields:
            grows_with(lambda length, address=address, field=field: browser.post(address, {field: text(what, length)}))


def test_rows_that_a_form_only_claims_to_have(as_user, ben, tradeoff):
    """A number costs nothing to write, and a row much to make."""
    browser = as_user(ben)

    def claim(rows):
        return browser.post(
            reverse("tradeoff_new"), {f"{name}-{of}_FORMS": rows for name in ("goals", "facts") for of in ("TOTAL", "INITIAL")}
        )

    claim(1)
    assert work(lambda: claim(900)) < 3 * work(lambda: claim(20)) + SLACK


HEADERS = {
    "Cookie": ['a="\\', "a=b; ", 'a="\\101', ";", "="],
    "Accept-Language": ["de,", "a-", "de;q=0.", "*,"],
    "Referer": ["http://a.b/", "@", "["],
    "Host": ["a.", "[", ":1", "-"],
    "If-None-Match": ['"a",', "W/", '"'],
    "If-Modified-Since": ["1 ", "Mon, ", "9"],
    "Range": ["bytes=0-1,", "-", "9"],
    "Content-Type": ["multipart/form-data; boundary=a;", 'a="', "a/b; charset=", "x*0=a;"],
    "X-Forwarded-Proto": ["https,", " "],
    "Origin": ["http://a", "["],
    "Accept": ["a/b,", "*/*;q=0.", "a;"],
}


@pytest.mark.parametrize("unit", ["\\\\", '\\\\"', "\\\\101", '"', "a=", ";", "=;"])
def test_a_cookie_that_is_quoted(unit):
    """Read on the event loop, where everybody waits."""
    grows_with(lambda length: parse_cookie(f'a="{long(unit, length)}"') and HttpResponse())


def test_a_quoted_cookie_says_what_it_said():
    assert parse_cookie(r'a="\"b\054 c\\d"; e="f') == {"a": '"b, c\\d', "e": '"f'}


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_headers(name, method, open_poll):
    """The server reads 16 KiB of them; a quarter of that and the whole are compared."""
    room = open_poll().item.workshop.room.slug
    for unit in HEADERS[name]:
        for address in (reverse("join_code"), f"/live/{room}/state", f"/live/{room}/vote"):

            def ask(length, unit=unit, address=address):
                value = {"CONTENT_TYPE" if name == "Content-Type" else f"HTTP_{name.upper().replace('-', '_')}": long(unit, length) or unit}
                return getattr(Client(), method)(address, **value)

            grows_with(ask, length=4_000, told=f"{unit} {address}")


BODIES = {
    "parts": '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n',
    "boundaries": "--b",
    "line ends": "\r\n",
    "headers of a part": "A: b\r\n",
    "parameters": 'Content-Disposition: form-data; a="',
    "fields": "a=b&",
    "percent": "%",
    "letters": "%CC%95%CC%80",
    "and": "&",
    "entities": 'Content-Disposition: form-data; name="a"; filename="&#x&amp',
}


@pytest.mark.slow
@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"])
def test_bodies(what, kind):
    def ask(length):
        return Client().post(reverse("join_code"), "--b\r\n" * (kind[0] == "m") + long(BODIES[what], length), content_type=kind)

    grows_with(ask, times=16)


@pytest.mark.parametrize("unit", ["[", '{"a":', "9", '"\\u0041', "1e9,", '{"a":1,', "\\", " "])
def test_frames(unit, open_poll, join):
    workshop = open_poll().item.workshop
    browser = join(workshop).browser
    grows_with(
        lambda length: browser.post(f"/live/{workshop.room.slug}/vote", unit * (length // len(unit)), content_type="application/json")
    )


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a=b&", "%CC%95%CC%80", "lang=de&", "have=step:1,", "%", "+", ";", "q=%22"])
def test_query_strings(unit, open_poll, join):
    workshop = open_poll().item.workshop
    browser = join(workshop).browser
    addresses = (reverse("join_code"), f"/live/{workshop.room.slug}/state", reverse("account_login"), reverse("home"))
    for start in (f"{address}?{name}" for address in addresses for name in ("", "lang=", "next=//", "code=", "have=", "epoch=")):
        grows_with(lambda length, start=start: browser.get(start + long(unit, length)), length=4_000, told=start)
