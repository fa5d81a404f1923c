"""Who erases what is theirs leaves nothing behind, also if another tab of the phone goes on voting."""

from dataclasses import replace

import pytest
from django.urls import reverse

from polls.models import Remark
from workshops.actions import end_workshop, erase_participant, forget
from workshops.extensions import OWN_DATA
from workshops.models import Participant

from ..ballots import stored_ballots

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = {"value": 30, "reason": "Schatten"}


@pytest.fixture
def poll(open_poll):
    return open_poll()


@pytest.fixture
def amina(poll, join):
    return join(poll.item.workshop)


def test_a_vote_between_erasing_ballots_and_name_is_erased_too(poll, amina, monkeypatch):
    entry, told = OWN_DATA["ballots"], []

    def erase(identity):
        entry.erase(identity)
        told.append(amina.vote(poll, ANSWER)["status"])  # the other tab

    monkeypatch.setitem(OWN_DATA, "ballots", replace(entry, erase=erase))
    assert amina.browser.post(reverse("phone_erase", args=[poll.item.workshop.room.slug])).status_code == 200
    assert told == ["saved", "invalid"]
    assert not Participant.objects.exclude(pseudonym=None).exists() and not stored_ballots() and not Remark.objects.exists()


def test_the_vote_of_somebody_who_was_erased_is_refused(poll, amina, join):
    bilal = join(poll.item.workshop)
    erase_participant(amina.identity)
    reply = amina.vote(poll, ANSWER)
    assert (reply["status"], reply["detail"]) == ("invalid", "Du bist nicht mehr in diesem Workshop.")
    assert bilal.vote(poll, {"value": 70})["status"] == "saved"
    assert [ballot.answer for ballot in stored_ballots()] == [{"value": 70}] and not Remark.objects.exists()


def test_what_is_taken_back_when_no_screen_is_connected_goes_with_forget(poll, amina, ben):
    """Lots are made for rooms with screens; who erases at home must not wait for the next evening."""
    amina.vote(poll, ANSWER)
    Remark.objects.update(state=Remark.State.RELEASED)
    end_workshop(workshop=poll.item.workshop, by=ben)
    assert amina.browser.post(reverse("phone_erase", args=[poll.item.workshop.room.slug])).status_code == 200
    forget()
    assert not Remark.objects.exists()
