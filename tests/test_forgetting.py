"""How long things stay: a day after the workshop no participant and no single ballot is left, and the results still stand."""

import re
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation.live.guards import health, scrub
from participation.live.wire import server
from participation.proposals.models import Proposal
from polls.models import Poll, Remark
from workshops.actions import end_workshop, forget, forgetting
from workshops.models import Participant, Workshop

from .ballots import stored_ballots, waiting_ballots
from .evening import Phone, press

pytestmark = pytest.mark.django_db(transaction=True)
VALUES = (0, 10, 50, 90, 100)


@pytest.fixture
def evening(make_workshop, ben):
    """An evening of five phones that has ended; one reason was released, one was not."""
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = Poll.objects.get()
    for number, value in enumerate(VALUES):
        assert Phone(workshop, f"{number:032x}").vote(poll, {"value": value, "reason": f"Grund {number}"})["status"] == "saved"
    Remark.objects.filter(text="Grund 0").update(state=Remark.State.RELEASED)
    end_workshop(workshop=workshop, by=ben)
    return workshop


def left() -> dict[str, int]:
    rows = {model.__name__: model.objects.count() for model in (Participant, Remark)}
    return rows | {"ballots": len(stored_ballots()) + len(waiting_ballots())}


def test_until_then_everything_is_there(evening):
    forget(timezone.now() + timedelta(hours=23))
    assert left() == {"Participant": 5, "Remark": 5, "ballots": 0}


def test_a_day_later_only_counts_and_what_was_released_are_left(evening):
    before = Poll.objects.get()
    assert forget(timezone.now() + timedelta(hours=25))["ballots"] == 4
    after = Poll.objects.get()
    assert left() == {"Participant": 0, "Remark": 1, "ballots": 0}
    assert (Remark.objects.get().text, Remark.objects.get().owner) == ("Grund 0", None)
    assert (after.tally, after.digest, after.tally["n"]) == (before.tally, before.digest, 5)


@pytest.mark.parametrize(("ends_after", "hours", "left_then"), [(2, 37, 1), (2, 39, 0), (None, 35, 1), (None, 37, 0)])
def test_who_waited_for_an_evening_that_never_began_is_forgotten(make_workshop, join, ben, ends_after, hours, left_then):
    workshop, running = make_workshop(), press(make_workshop(), by=ben)
    start = timezone.now()
    Workshop.objects.update(
        starts_at=start, ends_at=ends_after and start + timedelta(hours=ends_after), last_step_at=start + timedelta(days=9)
    )
    amina, _bilal = join(workshop), join(running)
    words = {"title": "Bäume auf den Markt", "municipality": workshop.municipality, "tradeoff": workshop.tradeoff, "state_since": start}
    Proposal.objects.create(workshop=workshop, owner=b"k" * 32, receipt_digest=b"r" * 32, **words)
    forget(start + timedelta(hours=hours))
    assert workshop.participants.count() == left_then and running.participants.count() == 1
    assert (Proposal.objects.get().owner is not None) == bool(left_then)
    assert amina.browser.get(reverse("phone", args=[workshop.room.slug])).status_code == (200 if left_then else 303)
    join(workshop)  # if it begins after all
    forget(start + timedelta(hours=40))
    assert workshop.participants.count() == 0


def test_what_is_forgotten_is_left_alone_from_then_on(evening):
    later = timezone.now() + timedelta(hours=25)
    forget(later)
    with CaptureQueriesContext(connection) as seen:
        forget(later + timedelta(hours=1))
    writes = [query["sql"] for query in seen if re.match(r"(INSERT|UPDATE|DELETE).*polls_", query["sql"])]
    assert not writes and left()["Remark"] == 1


def test_an_owner_that_turns_up_later_is_forgotten_too(evening):
    later = timezone.now() + timedelta(hours=25)
    forget(later)
    Remark.objects.update(owner=b"k" * 32)
    forget(later)
    assert [(remark.text, remark.owner) for remark in Remark.objects.all()] == [("Grund 0", None)]


def test_the_command_does_the_same(evening):
    Workshop.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    call_command("forget")
    assert left() == {"Participant": 0, "Remark": 1, "ballots": 0}


def test_a_workshop_that_nobody_ended_ends_by_itself(make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    Workshop.objects.update(last_step_at=timezone.now() - timedelta(hours=13))
    forget()
    workshop.refresh_from_db()
    assert (workshop.state, Poll.objects.get().is_final) == (Workshop.State.ENDED, True)


def test_a_vote_closed_for_more_than_ten_seconds_becomes_final(make_workshop, ben):
    press(make_workshop("slider"), times=3, by=ben)
    forget()
    assert not Poll.objects.get().is_final
    Poll.objects.update(closed_at=timezone.now() - timedelta(seconds=11))
    forget()
    assert Poll.objects.get().is_final


def test_health_complains_when_forgetting_is_late(client, monkeypatch, db):
    assert client.get("/healthz").status_code == 200
    monkeypatch.setattr(health, "forgot_at", -health.FORGET_LIMIT_SECONDS - 1.0)
    monkeypatch.setattr(health.time, "monotonic", lambda: 10.0)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["forget"]) == (503, "late")


def run_hourly(monkeypatch, forget, times):
    """The server's own thread, without the hours between, until `forget` has been called so often."""
    calls = []

    def counted():
        calls.append(connection.connection)
        if len(calls) > times:
            raise KeyboardInterrupt
        forget()

    def until_then():
        with suppress(KeyboardInterrupt):
            server._run_hourly(counted)

    monkeypatch.setattr(health, "forgot_at", None)
    monkeypatch.setattr(server, "HOUR", 0)
    thread = threading.Thread(target=until_then, daemon=True)
    thread.start()
    thread.join(timeout=20)
    assert len(calls) == times + 1
    return calls


def test_between_two_hours_no_connection_waits_for_the_database_to_restart(monkeypatch, db):
    def forget_and_restart():
        assert forget()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor, suppress(OperationalError):
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert run_hourly(monkeypatch, forget_and_restart, times=2) == [None] * 3


def test_health_complains_when_forgetting_has_failed_from_the_start(client, monkeypatch, caplog):
    def fail():
        raise OperationalError("the database is away")

    run_hourly(monkeypatch, fail, times=1)
    assert "hourly work failed" in caplog.text and client.get("/healthz").json()["forget"] == "on time"
    later = time.monotonic() + health.FORGET_LIMIT_SECONDS + 1
    monkeypatch.setattr(health.time, "monotonic", lambda: later)
    assert client.get("/healthz").json()["forget"] == "late"


def test_what_another_process_forgets_is_forgotten(monkeypatch):
    monkeypatch.setattr(health, "forgot_at", None)
    monkeypatch.setattr(forgetting, "_take_lock", lambda: False)
    assert forget() == {} and health.forgot_at is not None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own file")
def test_what_was_forgotten_is_not_left_in_the_file(evening):
    key = bytes(Remark.objects.first().owner)
    forget(timezone.now() + timedelta(hours=25))
    deadline = time.monotonic() + 10
    while not scrub.run_once() and time.monotonic() < deadline:  # the background thread may be at it
        time.sleep(0.05)
    file = Path(connection.settings_dict["NAME"])
    log = file.with_name(file.name + "-wal")
    assert key not in file.read_bytes() + (log.read_bytes() if log.exists() else b"")
