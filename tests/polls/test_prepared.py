"""What is slow to compute is computed before the transaction that freezes it, and nothing stale is ever frozen."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from participation.live.database import writer
from participation.live.extensions import SLOTS
from polls import actions, ballot_tables, prepared
from polls.kinds import KINDS
from polls.models import Pair, Poll
from workshops.refused import Refused

from ..ballots import put, stored_ballots
from ..evening import press

pytestmark = pytest.mark.django_db
PEOPLE = 6


@pytest.fixture
def closed(make_workshop, join, ben):
    """A closed vote of six: three on each side."""
    workshop = make_workshop("slider")
    phones = [join(workshop) for _number in range(PEOPLE)]
    press(workshop, 2, by=ben)
    poll = Poll.objects.get()
    for number, phone in enumerate(phones):
        assert phone.vote(poll, {"value": 100 * (number % 2)})["status"] == "saved"
    press(workshop, by=ben)
    return Poll.objects.get()


@pytest.fixture
def on_writer(monkeypatch):
    """Where each tally is computed: True for on the writer. `on_writer.before` runs first there, as what others were faster with."""

    class Recorded(list):
        before = None

    recorded, depth = Recorded(), []
    call, tally = writer.call, KINDS["slider"].tally

    def calling(job):
        def first():
            depth.append(job)
            try:
                if recorded.before:
                    recorded.before()
                return job()
            finally:
                depth.pop()

        return call(first)

    def counting(poll, answers):
        recorded.append(bool(depth))
        return tally(poll, answers)

    monkeypatch.setattr(writer, "call", calling)
    monkeypatch.setattr(KINDS["slider"], "tally", counting)
    return recorded


def reveal(poll, ben):
    press(poll.item.workshop, by=ben)


def peek(poll, ben):
    actions.peek(poll=poll, by=ben)


def again(poll, ben):
    actions.ask_again(item=poll.item, by=ben)


def wait(poll, ben):
    Poll.objects.update(closed_at=timezone.now() - timedelta(seconds=11))
    assert actions.finalise_due() == 1


def stop(poll, ben):
    actions.finalise_at_stop()


@pytest.mark.parametrize("make_final", [reveal, peek, again, wait, stop])
def test_the_writer_computes_no_tally(closed, ben, on_writer, make_final):
    make_final(closed, ben)
    closed.refresh_from_db()
    assert (on_writer, closed.tally["n"], closed.tally["a"], closed.tally["b"]) == ([False], PEOPLE, 3, 3)
    assert not prepared._tallies and not stored_ballots()


def change(poll):
    """Reopened, changed and closed again by somebody who was faster: as many ballots as before."""
    first = next(ballot for ballot in stored_ballots(poll) if ballot.answer["value"] == 0)
    put(poll, first.key, first.seq + 1, '{"value":100}')


def erase(poll):
    first = next(ballot for ballot in stored_ballots(poll) if ballot.answer["value"] == 0)
    ballot_tables.erase(poll.pk, first.key)


@pytest.mark.parametrize(("meanwhile", "counts"), [(change, (6, 2, 4)), (erase, (5, 2, 3))])
def test_what_changes_in_between_is_counted(closed, ben, on_writer, meanwhile, counts):
    on_writer.before = lambda: meanwhile(closed)
    reveal(closed, ben)
    closed.refresh_from_db()
    assert (on_writer, (closed.tally["n"], closed.tally["a"], closed.tally["b"])) == ([False, True], counts)


def test_a_tally_for_another_wording_is_computed_anew(closed, ben, on_writer):
    on_writer.before = lambda: Poll.objects.update(options=[{"id": 1, "label": {"de": "Bäume"}}])
    reveal(closed, ben)
    assert on_writer == [False, True]


def test_nothing_stays_in_memory_after_a_refusal(closed, ben, on_writer):
    def refuse():
        raise Refused

    on_writer.before = refuse
    with pytest.raises(Refused):
        reveal(closed, ben)
    assert on_writer == [False] and not prepared._tallies


def test_both_halves_of_a_pair_are_prepared(make_workshop, join, ben, on_writer):
    workshop = make_workshop("words")
    pair = actions.add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Vorher?"})
    phones = [join(workshop) for _number in range(10)]
    press(workshop, 4, by=ben)  # the first question is over
    for half, value in ((pair.before, 20), (pair.after, 80)):
        press(workshop, 2, by=ben)
        for phone in phones:
            assert phone.vote(actions.latest(half), {"value": value})["status"] == "saved"
        press(workshop, 2, by=ben)
    assert on_writer == [False, False] and Pair.objects.get().shift["shift"]["to_b"] == 10


@contextmanager
def no_tally(monkeypatch):
    with monkeypatch.context() as patch:
        for kind in KINDS.values():
            patch.setattr(kind, "tally", lambda *_args: pytest.fail("a tally was computed for a screen"))
        yield


@pytest.mark.parametrize("presses", [0, 1])
def test_no_screen_computes_a_tally_before_the_result(make_workshop, join, ben, monkeypatch, presses):
    workshop = make_workshop("slider")
    press(workshop, 2, by=ben)
    join(workshop).vote(Poll.objects.get(), {"value": 30})
    press(workshop, presses, by=ben)
    with no_tally(monkeypatch):
        for slot in SLOTS.values():
            for audience in slot.audiences:
                slot.render(workshop.room.slug, audience)
