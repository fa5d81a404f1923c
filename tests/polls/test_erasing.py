"""Who erases what is theirs leaves nothing behind, also if another tab of the phone goes on voting."""

from dataclasses import replace

import pytest
from django.urls import reverse

from polls.models import Ballot, Remark
from workshops.actions import erase_participant
from workshops.models import Participant
from workshops.registers import OWN

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = {"value": 30, "reason": "Schatten"}


@pytest.fixture
def poll(open_poll):
    return open_poll()


@pytest.fixture
def amina(poll, join):
    return join(poll.item.workshop)


def test_a_vote_between_erasing_ballots_and_name_is_erased_too(poll, amina, monkeypatch):
    entry, told = OWN["ballots"], []

    def erase(identity):
        entry.erase(identity)
        told.append(amina.vote(poll, ANSWER)["status"])  # the other tab

    monkeypatch.setitem(OWN, "ballots", replace(entry, erase=erase))
    assert amina.browser.post(reverse("phone_erase", args=[poll.item.workshop.room.slug])).status_code == 200
    assert told == ["saved", "invalid"]
    assert not Participant.objects.exists() and not Ballot.objects.exists() and not Remark.objects.exists()


def test_the_vote_of_somebody_who_was_erased_is_refused(poll, amina, join):
    bilal = join(poll.item.workshop)
    erase_participant(amina.identity)
    reply = amina.vote(poll, ANSWER)
    assert (reply["status"], reply["detail"]) == ("invalid", "Du bist nicht mehr in diesem Workshop.")
    assert bilal.vote(poll, {"value": 70})["status"] == "saved"
    assert [ballot.answer for ballot in Ballot.objects.all()] == [{"value": 70}] and not Remark.objects.exists()
