"""Counted exactly once, whatever arrives: a model of what the ballot box promises, against the real one."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.live.database.writer import Busy, Writer
from participation.live.guards.identity import Identity, secret_of
from polls import actions, actions_final, ballot_box, ballot_tables, specs, vote_message
from polls.models import Poll, Remark
from workshops.moderation import digest_of

from ..ballots import stored_ballots
from ..evening import press

pytestmark = pytest.mark.django_db
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def poll(make_workshop, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    return Poll.objects.select_related(*specs.WITH_ROOM).get(item__workshop=workshop)


@pytest.fixture
def phones(poll):
    return [Identity(poll.item.workshop.room.slug, number, secret_of(f"phone {number}")) for number in range(5)]


def cast(phone, poll, seq, value, reason=""):
    answer = {"value": value} | ({"reason": reason} if reason else {})
    return vote_message.read(phone, specs.load([poll.pk])[poll.pk], {"t": "vote", "poll": poll.pk, "seq": seq, "answer": answer})


votes = st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from([0, 50, 100]), st.sampled_from(["", "Schatten", "Lärm"]))


@SLOW
@given(batches=st.lists(st.lists(votes, min_size=1, max_size=6), max_size=6))
def test_the_highest_seq_stands_within_a_batch_and_across_batches(poll, phones, batches):
    ballot_tables.destroy(poll.pk)
    ballot_tables.create(poll.pk)
    Remark.objects.all().delete()
    model: dict[int, tuple[int, int, str]] = {}
    for batch in batches:
        expected = []
        for phone, seq, value, reason in batch:
            stored = model.get(phone, (0, None, None))
            if seq > stored[0]:
                model[phone] = (seq, value, reason)
                expected.append("saved")
            else:
                expected.append("saved" if (seq, value, reason) == stored else "stale")
        outcomes = ballot_box.store([cast(phones[phone], poll, seq, value, reason) for phone, seq, value, reason in batch])
        assert [outcome["status"] for outcome in outcomes] == expected
    keys = {phones[number].key("ballot", poll.linkage): stored for number, stored in model.items()}
    assert {b.key: (b.seq, b.answer["value"]) for b in stored_ballots()} == {key: s[:2] for key, s in keys.items()}
    assert sorted(remark.text for remark in Remark.objects.all()) == sorted(s[2] for s in model.values() if s[2])


def test_after_closing_nothing_enters_and_the_ack_says_so(poll, phones, ben):
    assert ballot_box.store([cast(phones[0], poll, 1, 0)]) == [{"status": "saved"}]
    actions.close_poll(poll)
    (outcome,) = ballot_box.store([cast(phones[1], poll, 1, 0)])
    assert (outcome["status"], outcome["closed_ago_ms"] >= 0, len(stored_ballots())) == ("closed", True, 1)


def test_a_ballot_that_is_in_is_saved_also_after_closing(poll, phones):
    """Its ack was lost; whoever is told "closed" would believe that it does not count."""
    ballot_box.store([cast(phones[0], poll, 3, 30, "Schatten"), cast(phones[1], poll, 3, 30)])
    actions.close_poll(poll)
    others = [
        cast(phones[0], poll, 3, 30),
        cast(phones[0], poll, 3, 30, "Lärm"),
        cast(phones[0], poll, 3, 35, "Schatten"),
        cast(phones[2], poll, 3, 30),
    ]
    same = [cast(phones[0], poll, 3, 30, "Schatten"), cast(phones[1], poll, 3, 30)]
    assert [outcome["status"] for outcome in ballot_box.store([*same, *others])] == ["saved"] * 2 + ["closed"] * 4
    actions.finalise(poll.pk)  # a final ballot has no number any more; `mine` tells it
    assert [outcome["status"] for outcome in ballot_box.store([*same, *others])] == ["closed"] * 6
    assert not stored_ballots()


def test_one_poll_closed_in_a_batch_does_not_spoil_the_other(poll, phones, make_workshop, ben):
    other = press(make_workshop("slider"), times=2, by=ben).items.get().polls.get()
    elsewhere = Identity(other.item.workshop.room.slug, 9, secret_of("phone 9"))
    actions.close_poll(poll)
    outcomes = ballot_box.store([cast(phones[0], poll, 1, 0), cast(elsewhere, other, 1, 100)])
    assert [outcome["status"] for outcome in outcomes] == ["closed", "saved"]


def test_final_means_counted_sealed_and_destroyed(poll, phones):
    ballot_box.store([cast(phone, poll, 1, value) for phone, value in zip(phones, (0, 0, 50, 50, 100), strict=True)])
    actions.close_poll(poll)
    assert (actions.finalise(poll.pk), actions.finalise(poll.pk)) == (True, False)
    poll.refresh_from_db()
    assert (len(stored_ballots()), poll.tally["n"], poll.tally["a"]) == (0, 5, 2)
    assert actions_final.digest_of(poll) == poll.digest
    poll.tally["a"] += 1
    assert actions_final.digest_of(poll) != poll.digest


def test_a_changed_reason_has_to_be_read_again_and_a_kept_one_stays_released(poll, phones, ben):
    ballot_box.store([cast(phones[0], poll, 1, 0, "Schatten")])
    remark = Remark.objects.get()
    actions.decide_remark(workshop=poll.item.workshop, id=remark.pk, seen=digest_of("", remark.text), verb="release", by=ben)
    ballot_box.store([cast(phones[0], poll, 2, 100, "Schatten")])
    assert [(r.text, r.side, r.state) for r in Remark.objects.all()] == [("Schatten", "b", "released")]
    ballot_box.store([cast(phones[0], poll, 3, 100, "Lärm")])
    assert {(r.text, r.state, r.is_withdrawn, r.owner is None) for r in Remark.objects.all()} == {
        ("Lärm", "waiting", False, False),
        ("Schatten", "released", True, True),  # whose it was nobody can tell any more; it goes with the next lot
    }
    actions._offer([poll.pk])
    assert [(r.text, r.state) for r in Remark.objects.all()] == [("Lärm", "offered")]


def test_nobody_is_linked_to_a_ballot(poll, phones):
    with connection.cursor() as cursor:
        table, _mine = ballot_tables.place(ballot_tables.OPEN, poll.pk)
        columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    assert columns - {"poll_id"} == {"key", "seq", "answer", "groups"}
    keys = {phones[0].key(purpose, poll.uuid) for purpose in ("ballot", "remark", "support", "proposal")}
    assert len(keys) == 4


# -- the writer ---------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_one_bad_job_never_rejects_its_neighbours():
    def handler(items):
        if "bad" in items:
            raise ValueError("bad")
        return [item.upper() for item in items]

    writer = Writer()
    writer.start()
    try:
        futures = [writer.submit(handler, item) for item in ("a", "bad", "b")]
        assert [future.exception(timeout=5) is None for future in futures] == [True, False, True]
        assert (futures[0].result(0), futures[2].result(0)) == ("A", "B")
    finally:
        writer.stop()


@pytest.mark.django_db(transaction=True)
def test_a_job_inside_a_transaction_is_refused():
    from django.db import transaction

    with transaction.atomic(), pytest.raises(RuntimeError):
        Writer().submit(lambda items: items, 1)


@pytest.mark.django_db(transaction=True)
def test_a_full_queue_says_busy(monkeypatch):
    monkeypatch.setattr("participation.live.database.writer.QUEUE_LIMIT", 0)
    writer = Writer()
    writer.start()
    try:
        assert isinstance(writer.submit(lambda items: items, 1).exception(timeout=5), Busy)
    finally:
        writer.stop()
