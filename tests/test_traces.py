"""What is left beside the tables: the write-ahead log would tell who came after whom, and what was deleted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from participation.live.guards import scrub
from participation.proposals import actions as proposals
from participation.proposals.models import Support
from polls.models import KeyedTable, Remark
from workshops.actions import end_workshop, forget

from .ballots import stored_ballots
from .evening import press

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own files")


def on_disk(key: bytes) -> str:
    """In which of the database's files this stands, once nobody scrubs any more."""
    scrub.wait(seconds=10)
    file = Path(connection.settings_dict["NAME"])
    log = file.with_name(file.name + "-wal")
    places = {"table": file.read_bytes(), "log": log.read_bytes() if log.exists() else b""}
    return " ".join(name for name, content in places.items() if key in content)


@pytest.fixture(autouse=True)
def quiet():
    """What an earlier test has begun to scrub is over before this one looks."""
    scrub.wait(seconds=10)


@pytest.fixture
def evening(make_workshop, join, ben):
    """A vote is over, and since then Bilal supports Amina's proposal and says another reason."""
    workshop = press(make_workshop("slider", "words"), times=4, by=ben)
    amina, bilal = join(workshop), join(workshop)
    words = {"title": "Bäume auf den Markt", "what": "Zwölf Linden", "nonce": "n" * 22}
    proposal = proposals.create(identity=amina.identity, workshop=workshop, **words).proposal
    proposals.transition(proposal=proposal, verb="release", by=ben)
    press(workshop, times=2, by=ben)
    assert bilal.vote(workshop.items.last().polls.get(), {"words": ["Linden"]})["status"] == "saved"
    press(workshop, times=2, by=ben)
    scrub.wait(seconds=10)
    proposals.support(identity=bilal.identity, proposal_id=proposal.pk)
    return workshop


@on_sqlite
def test_when_the_workshop_ends_the_log_tells_nothing_of_what_came_last(evening, ben):
    key = bytes(Support.objects.get().key)
    assert on_disk(key) == "log"
    end_workshop(workshop=evening, by=ben)
    assert on_disk(key) == "table"


@on_sqlite
def test_what_a_phone_erases_is_on_the_disk_no_more(make_workshop, join, ben):
    workshop = press(make_workshop("slider"), times=2, by=ben)
    amina, poll = join(workshop), workshop.item.polls.get()
    assert amina.vote(poll, {"value": 30, "reason": "Schatten"})["status"] == "saved"
    keys = [stored_ballots()[0].key, bytes(Remark.objects.get().owner)]
    assert [on_disk(key) for key in keys] == ["log", "log"]
    assert amina.browser.post(reverse("phone_erase", args=[workshop.room.slug])).status_code == 200
    assert [on_disk(key) for key in keys] == ["", ""]


@on_sqlite
def test_what_is_forgotten_is_on_the_disk_no_more(evening, ben):
    end_workshop(workshop=evening, by=ben)
    keys = [bytes(Support.objects.get().key), bytes(Remark.objects.get().owner)]
    assert [on_disk(key) for key in keys] == ["table", "table"]
    forget(timezone.now() + timedelta(hours=25))
    assert [on_disk(key) for key in keys] == ["", ""]


# Words of public texts alone: they have no key of a person, and the numbers of the proposals tell their order anyway.
PUBLIC_WORDS = {"proposals_searchword", "proposals_searchentry"}


def test_every_table_with_a_key_is_scrubbed():
    assert set(scrub.tables) | PUBLIC_WORDS >= {model._meta.db_table for model in apps.get_models() if issubclass(model, KeyedTable)}


def test_scrubbing_works_on_this_database():
    scrub.wait(seconds=10)
    assert scrub.run_once()
