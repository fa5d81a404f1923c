"""A phone asks no faster than its socket might: by whatever way, out of one allowance. So do stage and console."""

from functools import partial
from types import SimpleNamespace

import pytest

from participation.live.database.writer import writer
from participation.live.guards import limits
from participation.live.guards.limits import BURST

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch):
    """No allowance grows while a slow machine works through the presses."""
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: 1000.0))


@pytest.fixture
def amina(open_poll, join):
    return join(open_poll().item.workshop)


@pytest.fixture(autouse=True)
def writing(amina):
    """As on a server: a vote by a program is taken in an event loop, where nothing may be written in place."""
    writer.start()
    yield
    writer.stop()


def until_refused(ask):
    """What became of as many presses as the allowance holds, and the answer to the next one."""
    return {ask().status_code for _press in range(BURST)}, ask()


def ways(phone):
    room = phone.workshop.room.slug
    page, poll = f"/w/{room}/", phone.workshop.item.polls.get()
    form = {"do": "vote", "poll": poll.pk, "int.value": "5", "text.reason": "weil"}
    frame = {"t": "vote", "poll": poll.pk, "seq": 1, "answer": {"value": 5}}
    return {
        "state": lambda: phone.browser.get(f"/live/{room}/state"),
        "vote by a program": lambda: phone.browser.post(f"/live/{room}/vote", frame, content_type="application/json"),
        "vote by the form": lambda: phone.browser.post(page, form),
        "support": lambda: phone.browser.post(page, {"support": "1", "on": "1"}, headers={"X-Requested-With": "fetch"}),
    }


@pytest.mark.parametrize(("way", "usual"), [("state", 200), ("vote by a program", 200), ("vote by the form", 303), ("support", 409)])
def test_too_often_is_too_often_by_every_way(amina, way, usual):
    asked = ways(amina)
    served, refused = until_refused(asked[way])
    assert served == {usual} and refused.status_code == 429 and int(refused["Retry-After"]) >= 1
    assert {name: ask().status_code for name, ask in asked.items()} == dict.fromkeys(asked, 429), "one allowance for all"


def test_what_was_typed_stays_and_the_neighbour_is_served(amina, join):
    _served, refused = until_refused(ways(amina)["vote by the form"])
    page = refused.content.decode()
    assert "Gerade ist viel los. Drück bitte noch einmal." in page and ">weil</textarea>" in page
    neighbours = ways(join(amina.workshop))
    assert [neighbours[way]().status_code for way in ("state", "vote by the form", "support")] == [200, 303, 409]


def test_a_stage_and_a_console_may_not_ask_too_often_either(amina, client, as_user, ben):
    workshop = amina.workshop
    room = workshop.room.slug
    stage, console = f"/live/{room}/stage/{workshop.stage_token}/state", f"/live/{room}/console/state"
    for browser, address in ((client, stage), (as_user(ben), console)):
        served, refused = until_refused(partial(browser.get, address))
        assert served == {200} and refused.status_code == 429 and refused.json()["poll_ms"] >= 200
        assert int(refused["Retry-After"]) >= 1
    assert as_user(ben).get(console).status_code == 200, "another session has an allowance of its own"
    assert ways(amina)["state"]().status_code == 200


def test_a_stranger_who_guesses_tokens_takes_nobody_s_allowance(amina, client):
    room = amina.workshop.room.slug
    guesses = [client.get(f"/live/{room}/stage/guess-{number}/state").status_code for number in range(2 * BURST)]
    assert set(guesses) == {404}
    assert client.get(f"/live/{room}/stage/{amina.workshop.stage_token}/state").status_code == 200
