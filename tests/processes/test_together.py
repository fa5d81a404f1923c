"""One evening on three processes without sticky sessions: whoever asks gets the same answer."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from polls.actions import set_poll
from polls.models import Poll
from workshops.models import Participant, Step

from ..ballots import stored_ballots
from ..evening import ask, press
from .conftest import serving


def test_joined_on_one_page_on_another_socket_on_a_third(servers, make_phone, make_workshop, ben):
    first, second, third = servers
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    amina = make_phone(first, workshop)
    status, _headers, page = amina.at(second).request("GET", f"/w/{amina.room}/")
    assert (status, "Was kommt auf den Markt?" in page) == (200, True)
    amina.at(third).open().owns()
    assert amina.at(first).post_vote(poll, 1, {"value": 30}) == (200, {"t": "ack", "poll": poll, "seq": 1, "status": "saved"})
    assert amina.shows("turnout", data__ballots=1)["data"] == {"poll": poll, "ballots": 1, "participants": 1}

    cookies = dict(amina.cookies)
    amina.at(second).submit(f"/j/{workshop.code}/", amina.fields)
    assert (amina.cookies, Participant.objects.count()) == (cookies, 1)


def test_the_same_form_on_every_process_at_once_makes_one_person(servers, make_phone, make_workshop):
    workshop = make_workshop("slider")
    amina = make_phone(servers[0], workshop)
    Participant.objects.all().delete()
    tabs = [make_phone(server).becomes(amina) for server in servers for _tap in range(3)]
    for tab in tabs:
        del tab.cookies[f"participant_{amina.room}"]
    with ThreadPoolExecutor(len(tabs)) as pool:
        list(pool.map(lambda tab: tab.submit(f"/j/{workshop.code}/", amina.fields), tabs))
    assert Participant.objects.count() == 1
    assert len({tab.cookies[f"participant_{amina.room}"] for tab in tabs}) == 1


def test_opened_and_closed_on_one_is_opened_and_closed_on_all(servers, make_phone, make_console, make_workshop, ben):
    workshop = press(make_workshop("slider"), by=ben)
    poll = workshop.item.polls.get().pk
    consoles = [make_console(server, workshop).open() for server in servers]
    stages = [make_phone(server).open(path=f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/") for server in servers]
    phones = [make_phone(server, workshop).open() for server in servers * 2]
    for phone in phones:
        phone.owns()
    screens = [*consoles, *stages, *phones]

    assert consoles[0].press(1) == 204
    for screen in screens:
        screen.shows("step", data__poll__state="open")
    for phone, value in zip(phones, (0, 10, 50, 90, 100, 100), strict=True):
        assert phone.vote(poll, 1, {"value": value})["status"] == "saved"

    assert consoles[1].press(2) == 204
    for phone, server in zip(phones, cycle(servers[1:] + servers[:1])):
        assert phone.vote(poll, 2, {"value": 5})["status"] == "closed"
        assert phone.at(server).post_vote(poll, 2, {"value": 5})[1]["status"] == "closed"
    assert consoles[2].press(3) == 204
    final = Poll.objects.get()
    shown = [screen.shows("results", data__poll=poll) for screen in screens]
    assert all(each["data"] == {"poll": poll, "salt": final.salt, "digest": final.digest} | final.tally for each in shown)
    assert {each["rev"] for each in shown} == {shown[0]["rev"]}
    assert (final.tally["n"], final.tally["median"], len(stored_ballots())) == (6, 70, 0)
    for phone in phones:
        phone.owns(ballots={})


def test_a_question_corrected_on_one_is_answered_as_it_stands_on_all(servers, make_phone, make_workshop, ben):
    """Corrected and opened where nobody tells the others: they would find out two seconds later."""
    workshop = press(make_workshop("single_choice"), by=ben)
    poll = workshop.item.polls.get()
    phones = [make_phone(server, workshop).open() for server in servers]
    for phone in phones:
        phone.shows("step", data__poll__state="ready")
    labels = [{"id": number, "label": {"de": name}} for number, name in ((2, "Parkplätze"), (3, "Beides"))]
    set_poll(item=workshop.item, by=ben, question=poll.question, options=labels)
    press(workshop, by=ben)
    for phone in phones:
        assert phone.vote(poll.pk, 1, {"option": 1})["status"] == "invalid"
        assert phone.vote(poll.pk, 1, {"option": 3})["status"] == "saved"
    assert [ballot.answer for ballot in stored_ballots()] == [{"option": 3}] * 3


def test_who_reconnects_elsewhere_is_sent_only_what_changed(servers, make_phone, make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    amina, bilal = (make_phone(servers[0], workshop) for _phone in range(2))
    others = [bilal.open(), *(make_phone(server, workshop).open() for server in servers[1:])]
    for other in others:
        other.owns()
    amina.open().is_up_to_date()
    for seq, server in enumerate(servers[1:] + servers + servers, start=1):
        amina.socket.close()
        assert bilal.vote(poll, seq, {"value": 5 * seq})["status"] == "saved"
        news = {frame["name"] for frame in comes_back(amina, server) if frame["t"] == "slot"}
        # A process that first drew a slot later than another may send it once more.
        assert news <= ({"turnout", "proposals"} if seq < 3 else {"turnout"})
    amina.socket.close()
    press(workshop, by=ben)
    for other in others:
        other.shows("step", data__poll__state="closed")
        other.shows("turnout")
    comes_back(amina, servers[2])
    amina.heard("slot", name="step")
    amina.heard("slot", name="turnout")
    assert {frame["name"] for frame in amina.inbox if frame["t"] == "slot"} == {"step", "turnout"}


def comes_back(amina, server) -> list[dict]:
    """Everything that she is sent there."""
    amina.inbox.clear()
    amina.at(server).open(again=True).is_up_to_date()
    return amina.inbox


def test_the_stage_of_one_is_told_of_the_ballots_of_another(database, redis, make_phone, make_workshop, ben):
    """At once: these servers look into the database by themselves every ten minutes only."""
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    with serving(2, database, redis, REREAD_SECONDS="600") as servers:
        here, there = (make_phone(server).open(path=f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/") for server in servers)
        for number in range(1, 8):
            phone = make_phone(servers[0], workshop).open()
            assert phone.vote(poll, 1, {"value": 30})["status"] == "saved"
            for stage in (here, there):
                stage.shows("turnout", data__ballots=number)


def test_presence_adds_up(servers, make_phone, make_workshop):
    workshop = make_workshop("slider")
    stages = [make_phone(server).open(path=f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/") for server in servers]
    phones = [make_phone(server, workshop).open() for server in servers * 2]
    for phone in phones:
        phone.owns()
    for stage in stages:
        stage.shows("people", data={"joined": 6, "connected": 6})
    phones[0].socket.close()
    phones[1].socket.close()
    for stage in stages:
        stage.shows("people", data={"joined": 6, "connected": 4})


def test_one_phone_in_two_places_is_one_phone(servers, make_phone, make_workshop):
    workshop = make_workshop("slider")
    stage = make_phone(servers[0]).open(path=f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/")
    amina = make_phone(servers[0], workshop).open()
    tab = make_phone(servers[1]).becomes(amina).open()
    tab.owns()
    stage.shows("people", data={"joined": 1, "connected": 1})
    assert not [frame for frame in stage.quiet(2.5) if frame["t"] == "slot" and frame["data"]["connected"] > 1]


def test_one_step_however_many_press_at_once(servers, make_console, make_workshop, ben):
    workshop = make_workshop("slider", "single_choice", "points")
    consoles = [make_console(server, workshop) for server in servers]
    for revision in range(9):
        with ThreadPoolExecutor(len(consoles)) as pool:
            answers = sorted(pool.map(lambda console, revision=revision: console.press(revision), consoles))
        assert answers == [204, 409, 409]
    workshop.refresh_from_db()
    assert (workshop.step, list(Step.objects.values_list("number", flat=True))) == (9, list(range(1, 10)))


def test_who_is_sent_out_on_one_is_out_on_all(servers, make_phone, make_console, make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    amina = make_phone(servers[1], workshop).open()
    amina.owns()
    console = make_console(servers[0], workshop)
    assert console.act("remove", who=Participant.objects.get().pk) == 204
    assert amina.until("mine")["removed"] is True
    assert amina.until("bye") == {"t": "bye"}
    for server in servers:
        assert amina.at(server).post_vote(poll, 1, {"value": 5})[0] == 403
        assert make_phone(server).becomes(amina).open().until("mine")["removed"] is True
    assert len(stored_ballots()) == 0


def test_the_end_on_one_ends_it_for_all(servers, make_phone, make_console, make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    ask(workshop, by=ben)
    phones = [make_phone(server, workshop).open() for server in servers]
    for phone in phones:
        phone.owns()
        phone.until("slot", name="step")
    assert make_console(servers[2], workshop).act("end", at_once=1) == 204
    for phone in phones:
        assert phone.until("slot", name="step")["data"]["item"] is None
        assert phone.vote(Poll.objects.first().pk, 1, {"value": 5})["status"] == "closed"
    assert Poll.objects.exclude(final_at=None).count() == 1


def test_a_restore_sends_everybody_away_and_back(servers, make_phone, make_workshop, ben):
    from participation.live.actions import renew_epochs

    workshop = press(make_workshop("slider"), times=2, by=ben)
    phones = [make_phone(server, workshop).open() for server in servers]
    for phone in phones:
        phone.owns()
    renew_epochs()
    for phone in phones:
        assert phone.until("bye")["retry_ms"] > 0
        phone.socket.close()
        before = phone.epoch
        phone.open(again=True)
        assert phone.until("welcome")["epoch"] != before
        phone.until("slot", name="step")


def test_everybody_who_came_just_now_is_sent_out_on_every_process(servers, make_phone, make_console, make_workshop):
    workshop = make_workshop("slider")
    phones = [make_phone(server, workshop).open() for server in servers]
    for phone in phones:
        phone.owns()
    stage = make_phone(servers[0]).open(path=f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/")
    assert make_console(servers[0], workshop).act("send_out", minutes=5) in {204, 303}
    stage.shows("people", data={"joined": 0, "connected": 0})
