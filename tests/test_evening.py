"""One evening from the first press to the last, without a browser: the fixtures of all other tests hold together."""

import pytest

from polls.models import Poll

from .ballots import stored_ballots
from .evening import press

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_slider_is_opened_answered_closed_and_shown(open_poll, join, ben):
    poll = open_poll("slider")
    workshop = poll.item.workshop
    phones = [join(workshop) for _number in range(6)]
    assert [phone.vote(poll, {"value": 20})["status"] for phone in phones] == ["saved"] * 6
    assert phones[0].vote(poll, {"value": 80})["status"] == "saved"  # Amina changes her mind
    assert len(stored_ballots()) == 6
    press(workshop, 2, by=ben)
    poll.refresh_from_db()
    assert poll.state == Poll.State.REVEALED and poll.is_final
    assert (poll.tally["n"], poll.tally["a"], poll.tally["b"]) == (6, 5, 1)
    assert not stored_ballots()
    assert phones[1].vote(poll, {"value": 0})["status"] == "closed"


def test_everybody_in_the_room_is_somebody_else(make_workshop, join):
    workshop = make_workshop()
    phones = [join(workshop) for _number in range(5)]
    assert len({phone.participant.pseudonym for phone in phones}) == 5
    assert len({phone.identity.secret for phone in phones}) == 5
