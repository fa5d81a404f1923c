"""Forty phones tap at once: on the writer's thread, in few commits, each counted exactly once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from participation.live.database.writer import writer
from participation.proposals import actions
from participation.proposals.actions import supporting
from participation.proposals.models import Proposal, Support

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running_writer():
    writer.start()
    yield writer
    writer.stop()


def test_forty_at_once(released, make_phone, running_writer, workshop):
    phones = [make_phone() for _phone in range(40)]
    before = running_writer.batches

    def tap(phone):
        try:
            for on in (True, True, False, True):
                actions.support(identity=phone, proposal_id=released.pk, on=on)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tap, phones))
    assert Support.objects.filter(proposal=released, place="room").count() == 40
    workshop.room.refresh_from_db()
    assert workshop.room.counted <= running_writer.batches - before


def test_one_bad_tap_spoils_no_neighbour(released, amina, running_writer):
    tap = actions.SupportChange(released.pk, amina.key("support", released.uuid), Support.Place.ROOM, True)
    gone = actions.SupportChange(999_999, b"k" * 32, Support.Place.ROOM, True)
    futures = [running_writer.submit(supporting._store_changes, each) for each in (gone, tap)]
    for future in futures:
        future.result(timeout=10)
    assert Support.objects.get().proposal == released


def test_the_table_keeps_no_order(db):
    if connection.vendor != "sqlite":
        pytest.skip("row ids are SQLite's")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'proposals_support'")
        assert "WITHOUT ROWID" in cursor.fetchone()[0]


def test_a_form_that_comes_eight_times_at_once_is_one_proposal(amina, workshop):
    def send(_time):
        try:
            return actions.create(identity=amina, workshop=workshop, nonce="n" * 22, title="Ein Windrad für alle", what="Bald.").receipt
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(send, range(8)))
    assert len(receipts) == Proposal.objects.count() == 1
    assert Proposal.objects.get().events.count() == 1
