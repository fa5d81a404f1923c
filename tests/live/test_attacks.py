"""People who mean harm, and programs that never read the contract: they get an answer or a closed door, never a traceback."""

import json
import logging
import re
import time
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from participation.live.guards.limits import SOCKETS_PER_PERSON
from participation.logs import WithoutPath
from polls.models import Poll
from workshops.models import Participant

from ..ballots import stored_ballots
from ..e2e.conftest import session_cookie
from ..evening import press
from ..waiting import PATIENCE
from .raw import RawSocket

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def no_traceback(server, transactional_db):
    """Whatever is thrown at it: the server's log stays empty, until the tables are emptied under its feet."""
    before = len(server.log)
    yield
    assert not [line for line in list(server.log)[before:] if "Traceback" in line or " ERROR " in line], "".join(server.log)


def post(phone, path, **values):
    """A form with its token, as a page of ours sends it."""
    page = phone.request("GET", path)[2]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    body = urlencode({"csrfmiddlewaretoken": token} | values).encode()
    return phone.request("POST", path, body, Content_Type=FORM, Origin=phone.base.geturl())


def said(phone, *texts, kind=("ack", "error", "beat", "welcome")):
    """What the server answers to each of these texts."""
    answers = []
    for text in texts:
        phone.socket.send(text)
        while (frame := phone.read())["t"] not in kind:
            pass
        answers.append(frame)
        phone.quiet(0.2)
    return answers


NO_FRAMES = ['{"t":[]}', '{"t":{}}', '{"t":null}', "{}", "[]", '{"t":1e999}', '{"t":"vote","poll":9223372036854775808}']


def test_a_frame_of_the_wrong_type_is_an_error_and_no_more(make_phone, make_workshop):
    amina = make_phone(make_workshop())
    for frame in NO_FRAMES:
        amina.open().until("mine")
        assert [answer["t"] for answer in said(amina, frame, '{"t":"beat"}')] == ["error", "beat"], frame
        amina.close()


def test_an_unknown_language_is_german(make_phone, make_workshop):
    amina = make_phone(make_workshop()).open()
    german = amina.shows("step")["html"]
    for language in ("[]", "{}", "7", "null", '"xx"', "true"):
        amina.slots.clear()
        assert said(amina, f'{{"t":"hello","lang":{language}}}')[0]["t"] == "welcome", language
        assert amina.shows("step")["html"] == german, language


def test_frames_are_text(make_phone, make_workshop):
    amina = make_phone(make_workshop()).open()
    amina.until("mine")
    assert said(amina, b'{"t":"beat"}')[0]["t"] == "error"
    assert said(amina, iter(['{"t":', '"be', 'at"}']))[0]["t"] == "beat"  # in pieces it is one frame still


def test_greeting_again_and_again_is_over_the_rate_too(make_phone, make_workshop, in_one_go):
    amina = make_phone(make_workshop()).open()
    amina.until("mine")
    with in_one_go():
        for _time in range(60):
            amina.send({"t": "hello"})
    with pytest.raises(ConnectionClosed):
        while True:
            amina.socket.recv(timeout=PATIENCE)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["vote", "hello", "beat", "value"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["t", "poll", "seq", "value", "é"]), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(answer=ANY, seq=ANY, poll=ANY)
def test_any_vote_by_http_is_answered_in_json(amina_by_http, answer, seq, poll):
    amina, present = amina_by_http
    body = json.dumps({"t": "vote", "poll": present if poll in (None, True) else poll, "seq": seq, "answer": answer}).encode()
    status, headers, text = amina.request("POST", f"/live/{amina.room}/vote", body, Content_Type="application/json")
    assert status in {200, 400, 429}
    assert json.loads(text)["t"] == ("error" if status == 400 else "ack")
    assert headers["Cache-Control"] == "no-store"


@pytest.fixture
def amina_by_http(make_phone, make_workshop, ben):
    workshop = press(make_workshop(), times=2, by=ben)
    return make_phone(workshop), Poll.objects.get().pk


def test_an_origin_is_ours_to_the_letter(make_phone, make_workshop):
    amina = make_phone(make_workshop())
    for origin in ("http://[", "null", "{ours}/", "{ours}.evil.example", "http://evil@{host}", "//{host}", "http://"):
        origin = origin.format(ours=amina.base.geturl(), host=amina.base.netloc)
        status = amina.request("POST", f"/live/{amina.room}/vote", b"{}", Content_Type="application/json", Origin=origin)[0]
        assert status == 403, origin


def test_headers_that_only_the_server_s_own_parts_would_read_do_nothing(make_phone, make_workshop):
    amina = make_phone(make_workshop())
    for value in ("/elsewhere", "\xe4"):
        status, _headers, page = amina.request("GET", "/accounts/login/", Daphne_Root_Path=value)
        assert (status, "elsewhere" in page) == (200, False)
        with RawSocket(amina.base.geturl(), f"/live/{amina.room}/", amina.cookie_header, Sec_WebSocket_Protocol=value) as socket:
            assert socket.is_open and b"Sec-WebSocket-Protocol" not in socket.answer


FORMS_NOBODY_WROTE = [
    {"poll": "9" * 5000, "int.value": "5"},
    {"poll": "²", "int.value": "5"},
    {"support": "9" * 5000},
    {"support": "-1"},
    {"int.value": "5", "int.value.1": "3"},
    {"int.value": "9" * 40},
    {"text.reason.a": "x", "text.reason": "y" * 10_000},
]


def test_a_form_nobody_wrote_is_refused_with_a_sentence(amina_by_http):
    amina, poll = amina_by_http
    for fields in FORMS_NOBODY_WROTE:
        fields = {"do": "vote", "poll": poll} | fields if "support" not in fields else fields
        assert post(amina, f"/w/{amina.room}/", **fields)[0] in {303, 409}, fields


def test_who_has_erased_everything_is_gone_in_every_tab(make_phone, make_workshop, ben):
    workshop = press(make_workshop(), times=2, by=ben)
    poll = Poll.objects.get().pk
    amina, tab = make_phone(workshop), make_phone()
    tab.cookies, tab.room = dict(amina.cookies), amina.room
    tab.open().until("mine")
    assert tab.vote(poll, 1, {"value": 30})["status"] == "saved"
    assert post(amina, f"/w/{amina.room}/erase/")[0] == 200
    assert tab.until("mine")["removed"] is True
    assert tab.until("bye") == {"t": "bye"}

    tab.open()  # the cookie lives on in a program that keeps it
    tab.send({"t": "vote", "poll": poll, "seq": 2, "answer": {"value": 95}})
    tab.until("mine", removed=True)
    vote = json.dumps({"t": "vote", "poll": poll, "seq": 3, "answer": {"value": 95}}).encode()
    assert tab.request("POST", f"/live/{tab.room}/vote", vote, Content_Type="application/json")[0] == 403
    assert tab.request("GET", f"/live/{tab.room}/state")[0] == 403
    assert not stored_ballots() and not Participant.objects.exclude(pseudonym=None).exists()


def test_who_was_sent_out_casts_no_ballot_in_the_moment_of_coming_back(make_phone, make_workshop, ben):
    from workshops.actions import remove_participant

    workshop = press(make_workshop(), times=2, by=ben)
    dev = make_phone(workshop)
    remove_participant(workshop=workshop, participant_id=Participant.objects.get().pk, by=ben)
    dev.open()
    dev.send({"t": "vote", "poll": Poll.objects.get().pk, "seq": 1, "answer": {"value": 95}})
    dev.until("bye")
    assert len(stored_ballots()) == 0


def test_a_ballot_by_http_or_form_is_told_to_the_other_tab(make_phone, make_workshop, ben):
    workshop = press(make_workshop(), times=2, by=ben)
    poll = Poll.objects.get().pk
    amina, tab = make_phone(workshop), make_phone()
    tab.cookies, tab.room = dict(amina.cookies), amina.room
    tab.open().until("mine")
    vote = json.dumps({"t": "vote", "poll": poll, "seq": 1, "answer": {"value": 30}}).encode()
    assert amina.request("POST", f"/live/{amina.room}/vote", vote, Content_Type="application/json")[0] == 200
    assert tab.until("mine")["ballots"] == {str(poll): {"seq": 1, "answer": {"value": 30}}}
    assert post(amina, f"/w/{amina.room}/", **{"do": "vote", "poll": poll, "int.value": "70"})[0] == 303
    assert tab.until("mine")["ballots"] == {str(poll): {"seq": 2, "answer": {"value": 70}}}


def test_without_script_the_next_page_shows_what_was_just_pressed(make_phone, make_workshop, ben):
    """The second ballot comes within the fifth of a second in which the shared picture waits."""
    workshop = press(make_workshop(), times=2, by=ben)
    poll, phones = Poll.objects.get().pk, [make_phone(workshop) for _phone in range(4)]
    for number, phone in enumerate(phones, start=1):
        assert post(phone, f"/w/{phone.room}/", **{"do": "vote", "poll": poll, "int.value": "70"})[0] == 303
        assert f"{number} von 4 haben abgestimmt" in phone.request("GET", f"/w/{phone.room}/")[2].replace(
            "hat abgestimmt", "haben abgestimmt"
        )


def test_a_cookie_opens_its_own_room_only(make_phone, make_workshop):
    here, there = make_workshop(), make_workshop()
    amina = make_phone(here)
    mine = amina.cookies[f"participant_{here.room.slug}"]
    dev = make_phone()
    for cookie in (mine, mine[:-1], "x", mine.replace(":", "")):
        dev.cookies = {f"participant_{there.room.slug}": cookie}
        assert dev.request("GET", f"/live/{there.room.slug}/state")[0] == 401


def test_a_console_whose_owner_lost_the_role_is_sent_away(make_phone, make_workshop, ben, live):
    workshop = press(make_workshop(), by=ben)
    cookie = session_cookie(ben, live)
    console = make_phone()
    console.cookies = {cookie["name"]: cookie["value"]}
    console.open(path=f"/live/{workshop.room.slug}/console/").until("slot", name="step")
    ben.memberships.all().delete()
    assert console.until("bye") == {"t": "bye"}


def test_who_opens_the_console_later_has_less_time_to_undo(make_phone, make_workshop, ben, live):
    workshop = press(make_workshop(), by=ben)
    cookie = session_cookie(ben, live)
    left = []
    for _console in range(2):
        console = make_phone()
        console.cookies = {cookie["name"]: cookie["value"]}
        console.open(path=f"/live/{workshop.room.slug}/console/")
        left.append(console.until("slot", name="step")["data"]["undo"]["left_ms"])
        time.sleep(0.5)
    assert left[0] - left[1] >= 500


def test_a_cookie_of_another_site_on_the_host_is_no_obstacle(make_phone, make_workshop):
    amina = make_phone(make_workshop())
    amina.cookies = {"theme[]": '{"a": 1, "b":;}'} | amina.cookies
    assert amina.open().until("welcome")


def test_one_phone_does_not_fill_the_room(make_phone, make_workshop):
    amina = make_phone(make_workshop())
    tabs = []
    for _tab in range(SOCKETS_PER_PERSON + 1):
        tab = make_phone()
        tab.cookies, tab.room = amina.cookies, amina.room
        tab.open().until("mine")
        tabs.append(tab)
    with pytest.raises(ConnectionClosed):
        while True:
            tabs[0].socket.recv(timeout=PATIENCE)
    tabs[-1].send({"t": "beat"})
    assert tabs[-1].until("beat")


def test_a_failure_is_logged_without_the_path(caplog):
    """The path of a receipt is a secret, and a request that fails is logged with its path by Django."""
    from django.conf import settings as site

    assert site.LOGGING["loggers"]["django.request"]["filters"] == ["without_path"]
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Internal Server Error", "/r/secret/"), None)
    assert WithoutPath().filter(record)
    assert record.getMessage() == "Internal Server Error"
