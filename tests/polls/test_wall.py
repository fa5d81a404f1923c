"""The wall of words grows while the facilitator reads: nobody may call it final before."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from participation.live.database.room_numbers import read_numbers
from participation.live.database.snapshots import read_snapshot
from participation.live.guards import scrub
from participation.live.rooms import slot_cache
from polls.models import Remark

from ..evening import press
from ..waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def seen(workshop, audience) -> str:
    _numbers, pictures = slot_cache.render_slots(workshop.room.slug, audience, ["de"], ["step", "wall", "results"])
    return "".join(pictures["de", name].html for name in ("step", "wall", "results"))


def read_all() -> None:
    Remark.objects.update(state=Remark.State.RELEASED)


@pytest.fixture
def evening(open_poll, join, ben):
    """Five have written, the words are revealed, and nothing has been read yet."""
    poll = open_poll("words")
    for number in range(5):
        assert join(poll.item.workshop).vote(poll, {"words": [f"Wort {number}"]})["status"] == "saved"
    return press(poll.item.workshop, 2, by=ben)


def test_while_answers_are_read_phone_and_stage_say_so_and_neither_says_final(evening):
    for audience in ("phone", "stage"):
        assert "5 Antworten werden noch gelesen" in seen(evening, audience), audience
    assert "steht fest" not in seen(evening, "phone")


def test_when_all_is_read_neither_waits_for_more(evening):
    read_all()
    for audience in ("phone", "stage"):
        assert "gelesen" in seen(evening, audience)
        assert "noch gelesen" not in seen(evening, audience)


def test_a_line_that_has_been_shown_is_final(open_poll, join, ben):
    poll = open_poll()
    for value in (0, 20, 40, 60, 80):
        assert join(poll.item.workshop).vote(poll, {"value": value})["status"] == "saved"
    assert "Das Ergebnis steht fest" in seen(press(poll.item.workshop, 2, by=ben), "phone")


def rewrite_remarks() -> None:
    try:
        scrub.rewrite(Remark._meta.db_table)
    finally:
        connection.close()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer, and readers of its log see no truncation")
def test_who_reads_never_finds_the_table_empty_that_is_written_anew(evening):
    with read_snapshot():
        assert read_numbers([evening.room.slug])
        with ThreadPoolExecutor(1) as other, pytest.raises(OperationalError):
            other.submit(rewrite_remarks).result(PATIENCE)
        assert Remark.objects.count() == 5
    rewrite_remarks()
    assert Remark.objects.count() == 5
