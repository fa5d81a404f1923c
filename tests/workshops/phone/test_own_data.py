"""What is mine can be seen, taken and erased."""

import pytest
from django.test import Client

from participation.live.guards.identity import cookie_name
from polls import ballot_tables
from workshops.models import Participant

from .conftest import come_in, vote

pytestmark = pytest.mark.django_db(transaction=True)


def test_own_data_can_be_seen_and_taken(amina, open_poll):
    poll = open_poll("slider")
    come_in(amina, poll.item.workshop)
    vote(amina, poll, **{"int.value": "30", "text.reason": "Lärm"})
    room = f"/w/{poll.item.workshop.room.slug}/"
    assert "Was von dir gespeichert ist" in amina.get(f"{room}mine/").content.decode()
    file = amina.get(f"{room}mine.json")
    assert file["Content-Disposition"].startswith("attachment")
    assert "30" in file.content.decode()
    assert "Lärm" in file.content.decode()


def test_erasing_asks_first_and_then_leaves_nothing(amina, open_poll):
    poll = open_poll("slider")
    come_in(amina, poll.item.workshop)
    vote(amina, poll, **{"int.value": "30", "text.reason": "Lärm"})
    room = f"/w/{poll.item.workshop.room.slug}/"
    amina.get(f"{room}erase/")
    assert ballot_tables.count(poll.pk) == 1
    answer = amina.post(f"{room}erase/")
    assert "Alles von dir ist gelöscht." in answer.content.decode()
    assert answer.cookies[cookie_name(poll.item.workshop.room.slug)]["max-age"] == 0
    assert not ballot_tables.count(poll.pk)
    assert not Participant.objects.exclude(pseudonym=None).exists()
    assert not poll.remarks.exists()
    assert amina.get(room).url == f"/j/{poll.item.workshop.code}/"


def test_nobody_sees_what_is_somebody_elses(workshop, amina):
    come_in(amina, workshop)
    for path in ("mine/", "mine.json", "erase/"):
        assert Client().get(f"/w/{workshop.room.slug}/{path}").status_code == 303


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(workshop, amina, method):
    assert getattr(amina, method)(f"/w/{workshop.room.slug}/").status_code == 405
    assert getattr(amina, method)(f"/j/{workshop.code}/").status_code == 405
