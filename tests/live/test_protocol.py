"""The wire contract (docs/protocol.md), told by phones that know nothing else. Amina votes, Ben leads, Dev has no business here."""

import json
import re
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from polls.models import Poll
from workshops.models import Participant

from ..ballots import stored_ballots
from ..evening import ask, press
from ..waiting import PATIENCE, until
from .phone import Http

pytestmark = pytest.mark.django_db(transaction=True)


def test_amina_joins_votes_is_acknowledged_and_changes_her_mind(make_phone, make_workshop, ben):
    workshop = make_workshop("slider")
    amina = make_phone(workshop).open()
    welcome = amina.until("welcome")
    assert (welcome["epoch"], welcome["beat"]) == (workshop.room.epoch, 15)
    mine = amina.until("mine")
    assert mine == {"t": "mine", "ballots": {}, "proposals": [], "supports": [], "me": mine["me"], "removed": False}
    other = make_phone(workshop).open().until("mine")["me"]
    assert re.fullmatch(r"[0-9a-f]{22}", other) and other != mine["me"]
    assert amina.until("slot", name="step")["data"]["poll"] is None

    press(workshop, times=2, by=ben)
    step = amina.until("slot", name="step", data__poll__state="open")
    poll = step["data"]["poll"]["id"]
    assert amina.vote(poll, 1, {"value": 30}) == {"t": "ack", "poll": poll, "seq": 1, "status": "saved"}
    assert amina.vote(poll, 2, {"value": 70}) == {"t": "ack", "poll": poll, "seq": 2, "status": "saved"}
    assert amina.shows("turnout", data__ballots=1)["data"] == {"poll": poll, "ballots": 1, "participants": 2}
    assert [(ballot.seq, ballot.answer) for ballot in stored_ballots()] == [(2, {"value": 70})]


def test_every_status_of_an_ack(make_phone, make_workshop, ben):
    workshop = press(make_workshop("slider", "single_choice"), times=2, by=ben)
    poll, other = Poll.objects.order_by("pk")
    amina = make_phone(workshop).open()
    amina.until("mine")
    saved = {"t": "ack", "poll": poll.pk, "seq": 3, "status": "saved"}
    assert amina.vote(poll.pk, 3, {"value": 30, "reason": "Schatten"}) == saved
    assert amina.vote(poll.pk, 3, {"value": 30, "reason": "Schatten"}) == saved
    stored = {"t": "ack", "poll": poll.pk, "seq": 3, "status": "stale", "answer": {"value": 30, "reason": "Schatten"}}
    assert amina.vote(poll.pk, 3, {"value": 35}) == stored
    assert amina.vote(poll.pk, 2, {"value": 30}) == stored
    for seq, answer in [(4, {"value": 31}), (4, {"value": True}), (4, {}), (0, {"value": 30}), (1_790_000_000_000, {"value": 30})]:
        ack = amina.vote(poll.pk, seq, answer)
        assert (ack["status"], bool(ack["detail"])) == ("invalid", True), ack
        amina.quiet(0.25)  # not faster than the rate
    assert amina.vote(999_999, 1, {"value": 30})["status"] == "invalid"
    amina.quiet(0.5)
    assert amina.vote(other.pk, 1, {"option": 1}) == {"t": "ack", "poll": other.pk, "seq": 1, "status": "closed", "closed_ago_ms": 0}
    press(workshop, by=ben)
    ack = amina.vote(poll.pk, 5, {"value": 50})
    assert (ack["status"], ack["closed_ago_ms"] >= 0) == ("closed", True)
    assert amina.vote(poll.pk, 3, {"value": 30, "reason": "Schatten"}) == saved


def test_who_comes_back_gets_only_what_changed(make_phone, make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    amina, bilal = make_phone(workshop), make_phone(workshop)
    amina.open().is_up_to_date()
    poll = amina.slots["step"]["data"]["poll"]["id"]
    amina.socket.close()
    bilal.open().until("mine")
    assert bilal.vote(poll, 1, {"value": 5})["status"] == "saved"
    bilal.shows("turnout", data__ballots=1)
    amina.inbox.clear()
    amina.open(hello={"epoch": workshop.room.epoch, "have": amina.have()}).is_up_to_date()
    amina.heard("slot", name="turnout")
    assert {frame["name"] for frame in amina.inbox if frame["t"] == "slot"} == {"turnout"}

    amina.socket.close()
    amina.inbox.clear()
    have = amina.have()
    amina.slots.clear()
    amina.open(hello={"epoch": "another", "have": have}).is_up_to_date()
    for name in ("step", "turnout"):
        amina.heard("slot", name=name)


def test_another_language_is_another_hello(make_phone, make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    amina = make_phone(workshop).open()
    assert "Was kommt auf den Markt?" in amina.until("slot", name="step")["html"]
    amina.send({"t": "hello", "lang": "en", "have": amina.have()})
    assert "What goes on the market square?" in amina.until("slot", name="step")["html"]


def test_one_form_makes_one_person_however_often_it_arrives(make_phone, make_workshop):
    workshop = make_workshop("slider")
    amina = make_phone(workshop)
    cookies = dict(amina.cookies)
    amina.submit(f"/j/{workshop.code}/", amina.fields)
    assert (amina.cookies, Participant.objects.count()) == (cookies, 1)


def test_two_tabs_share_one_ballot(make_phone, make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = Poll.objects.get()
    first = make_phone(workshop).open()
    second = make_phone()
    second.cookies, second.room = first.cookies, first.room
    second.open().until("mine")
    first.until("mine")
    assert first.vote(poll.pk, 1, {"value": 10})["status"] == "saved"
    assert second.until("mine")["ballots"] == {str(poll.pk): {"seq": 1, "answer": {"value": 10}}}


def test_malformed_frames_get_an_error_and_the_third_ends_the_socket(make_phone, make_workshop):
    amina = make_phone(make_workshop("slider")).open()
    amina.until("mine")
    for text in ("[" * 3000, '{"t":"vote","poll":NaN}', "nonsense"):
        amina.socket.send(text)
        assert amina.until("error")["detail"]
    amina.until("bye")
    with pytest.raises(ConnectionClosed):
        while True:
            amina.socket.recv(timeout=PATIENCE)


def test_over_the_rate_is_busy_and_three_times_ends_it(make_phone, make_workshop, ben, in_one_go):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = Poll.objects.get()
    amina = make_phone(workshop).open()
    amina.until("mine")
    with in_one_go():
        for seq in range(1, 40):
            amina.send({"t": "vote", "poll": poll.pk, "seq": seq, "answer": {"value": 10}})
    acks = []
    while (frame := amina.read())["t"] != "bye":
        acks += [frame] if frame["t"] == "ack" else []
    busy = [ack for ack in acks if ack["status"] == "busy"]
    assert (len(busy), all(ack["retry_ms"] > 0 for ack in busy)) == (3, True)


@pytest.mark.parametrize("origin", ["http://evil.example", "https://localhost", "null", "http://127.0.0.1:1"])
def test_a_foreign_origin_is_refused(make_phone, make_workshop, origin):
    phone = make_phone(make_workshop("slider"))
    with pytest.raises(InvalidStatus):
        phone.open(origin=origin)


def test_without_cookie_token_or_role_there_is_no_socket(make_phone, make_workshop, ben):
    workshop = make_workshop("slider")
    dev, slug = make_phone(), workshop.room.slug
    for path in (f"/live/{slug}/", f"/live/{slug}/stage/wrong/", f"/live/{slug}/console/", "/live/elsewhere/", "/anything/"):
        with pytest.raises(InvalidStatus):
            dev.open(path=path)
    stage = dev.open(path=f"/live/{slug}/stage/{workshop.stage_token}/")
    assert stage.until("slot", name="people")["data"] == {"joined": 0, "connected": 0}


def test_http_twins_say_the_same(make_phone, make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = Poll.objects.get()
    amina = make_phone(workshop)
    status, headers, text = amina.request("GET", f"/live/{amina.room}/state?lang=de")
    state = json.loads(text)
    assert (status, headers["Cache-Control"], state["poll_ms"], state["mine"]["ballots"]) == (200, "no-store", 2000, {})
    have = ",".join(f"{slot['name']}:{slot['rev']}" for slot in state["slots"])
    body = json.dumps({"t": "vote", "poll": poll.pk, "seq": 1, "answer": {"value": 5}}).encode()
    status, _headers, text = amina.request("POST", f"/live/{amina.room}/vote", body, Content_Type="application/json")
    assert (status, json.loads(text)) == (200, {"t": "ack", "poll": poll.pk, "seq": 1, "status": "saved"})
    epoch = state["welcome"]["epoch"]

    def news() -> dict | None:
        told = json.loads(amina.request("GET", f"/live/{amina.room}/state?lang=de&epoch={epoch}&have={have}")[2])
        return told if told["slots"] else None

    again = until(news, every=0.3)  # they reach phones five times a second, and more often nobody may ask
    assert ({slot["name"] for slot in again["slots"]}, again["mine"]["ballots"]) == (
        {"turnout"},
        {str(poll.pk): {"seq": 1, "answer": {"value": 5}}},
    )

    dev = make_phone()
    assert dev.request("GET", f"/live/{amina.room}/state")[0] == 401
    assert dev.request("GET", "/live/nowhere/state")[0] == 404
    assert amina.request("POST", f"/live/{amina.room}/vote", body, Content_Type="text/plain")[0] == 415
    foreign = {"Content_Type": "application/json", "Origin": "http://evil.example"}
    assert amina.request("POST", f"/live/{amina.room}/vote", body, **foreign)[0] == 403


def test_who_is_sent_out_hears_it_and_may_not_come_back(make_phone, make_workshop, ben):
    from workshops.actions import remove_participant

    workshop = press(make_workshop("slider"), times=2, by=ben)
    amina = make_phone(workshop).open()
    amina.until("mine")
    remove_participant(workshop=workshop, participant_id=Participant.objects.get().pk, by=ben)
    assert amina.until("mine")["removed"] is True
    assert amina.until("bye") == {"t": "bye"}
    assert amina.request("GET", f"/live/{amina.room}/state")[0] == 403


def test_a_final_poll_is_said_to_be_final_and_its_result_shows_from_five_on(make_phone, make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    ask(workshop, "single_choice", by=ben)
    poll = Poll.objects.order_by("pk").first()
    phones = [make_phone(workshop).open() for _phone in range(5)]
    for phone, value in zip(phones, (0, 10, 50, 90, 100), strict=True):
        phone.until("mine")
        assert phone.vote(poll.pk, 1, {"value": value})["status"] == "saved"
    press(workshop, times=2, by=ben)
    amina = phones[0]
    result = amina.until("slot", name="results", data__poll=poll.pk)["data"]
    assert (result["n"], result["a"], result["m"], result["b"], result["median"]) == (5, 2, 1, 2, 50)
    amina.heard("mine", ballots={})  # nobody can look it up any more; the phone remembers it
    assert amina.vote(poll.pk, 1, {"value": 0}) | {"closed_ago_ms": 0} == {
        "t": "ack",
        "poll": poll.pk,
        "seq": 1,
        "status": "closed",
        "closed_ago_ms": 0,
        "final": True,
    }
    assert not stored_ballots()


def test_who_leaves_is_not_counted_as_one_who_could_have_voted(make_phone, make_workshop, ben):
    """The test server forgets after two seconds who was not heard."""
    workshop = press(make_workshop("slider"), 2, by=ben)
    amina, bilal = make_phone(workshop).open(), make_phone(workshop).open()
    for phone in (amina, bilal):
        phone.until("mine")
    amina.vote(workshop.item.polls.get().pk, 1, {"value": 30})
    assert amina.shows("turnout", data__participants=2)
    bilal.socket.close()
    while (data := amina.until("slot", name="turnout")["data"])["participants"] != 1:
        pass
    assert data["ballots"] == 1


# -- the twins of stage and console ----------------------------------------------------
def state_of(visitor, path, **query):
    status, headers, text = visitor.request("GET", f"{path}state?{urlencode(query)}")
    assert headers["Cache-Control"] == "no-store"
    return status, json.loads(text) if status == 200 else None


def test_a_stage_without_sockets_asks_for_what_it_lacks(live, make_workshop, make_phone, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    path, stage = f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/", Http(live)
    status, told = state_of(stage, path, lang="de")
    names = {slot["name"] for slot in told["slots"]}
    assert status == 200 and {"step", "turnout", "curtain"} <= names and "mine" not in told
    assert (told["welcome"]["epoch"], told["poll_ms"] > 0) == (workshop.room.epoch, True)
    have = ",".join(f"{slot['name']}:{slot['rev']}" for slot in told["slots"])
    assert {slot["name"] for slot in state_of(stage, path, epoch=workshop.room.epoch, have=have)[1]["slots"]} <= {"people"}
    amina = make_phone(workshop).open()
    amina.until("mine")
    assert amina.vote(Poll.objects.get().pk, 1, {"value": 5})["status"] == "saved"
    turnout = amina.shows("turnout", data__ballots=1)["data"]

    def news() -> dict:
        return {slot["name"]: slot["data"] for slot in state_of(stage, path, epoch=workshop.room.epoch, have=have)[1]["slots"]}

    until(lambda: news().get("turnout") == turnout, every=0.3)  # more often than five times a second is refused
    assert "step" not in news()


def test_a_console_without_sockets_asks_too(live, make_workshop, ben, dev, as_user):
    workshop = press(make_workshop("slider"), times=1, by=ben)
    path = f"/live/{workshop.room.slug}/console/"
    console = as_cookie_holder(live, as_user(ben))
    told = state_of(console, path, lang="en")[1]
    assert {"step", "lane", "people"} <= {slot["name"] for slot in told["slots"]}
    assert state_of(as_cookie_holder(live, as_user(dev)), path)[0] == 404
    assert state_of(Http(live), path)[0] == 404
    ben.memberships.all().delete()
    assert state_of(console, path)[0] == 404


def as_cookie_holder(live, client):
    visitor = Http(live)
    visitor.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return visitor


def test_a_token_opens_its_own_room_and_no_other(live, make_workshop):
    workshop, other = make_workshop("slider"), make_workshop("slider")
    room = workshop.room.slug
    paths = (
        f"/live/{room}/stage/{other.stage_token}/",
        f"/live/{room}/stage/nonsense/",
        f"/live/{room}/stage/%00/",
        "/live/nowhere/console/",
    )
    assert [state_of(Http(live), path)[0] for path in paths] == [404] * 4
