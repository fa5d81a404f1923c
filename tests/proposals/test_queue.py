"""The facilitator's queue is fair: one phone that writes and writes waits behind those who have written once."""

import pytest

from participation.live.rooms.slot_cache import render_slots
from participation.proposals.models import Proposal
from participation.proposals.same_phone import _phones
from workshops.extensions import MODERATION_QUEUES
from workshops.refused import Refused

pytestmark = pytest.mark.django_db
NOISE = [f"Lärm Nummer {number} von einem" for number in range(5)]


def titles(workshop):
    return [entry.title for entry in MODERATION_QUEUES["proposals"].waiting(workshop)]


def decide(workshop, title, by, verb):
    entry = next(each for each in MODERATION_QUEUES["proposals"].waiting(workshop) if each.title == title)
    MODERATION_QUEUES["proposals"].decide(
        workshop=workshop, id=entry.id, seen=entry.seen, verb=verb, by=by, reason="Bitte nicht.", rule="advertising"
    )


@pytest.fixture
def crowd(write, make_phone, amina, offer):
    """One phone fills the queue, and three others have written once."""
    for title in NOISE:
        write(amina, title=title)
    honest = [f"Ein ehrlicher Vorschlag {number}" for number in range(3)]
    for title in honest:
        write(make_phone(), title=title)
    offer()
    return honest


def test_the_first_of_each_phone_comes_before_the_second_of_any(workshop, crowd):
    first = titles(workshop)[:4]
    assert set(crowd) < set(first) and len(set(first) & set(NOISE)) == 1
    html = render_slots(workshop.room.slug, "console", ["de"], ["lane"])[1]["de", "lane"].html
    assert all(title in html for title in crowd)  # six are shown, and these are among them


def test_when_the_first_is_decided_the_next_one_of_this_phone_has_its_turn(workshop, crowd, ben):
    (shown,) = set(titles(workshop)[:4]) & set(NOISE)
    decide(workshop, shown, ben, "hide")
    assert len(set(titles(workshop)[:4]) & set(NOISE)) == 1


def test_nothing_that_is_stored_or_shown_says_whose_they_are(workshop, crowd, amina):
    rows = str(list(Proposal.objects.values()))
    assert amina.key("queue", amina.room).hex() not in rows and str(amina.key("queue", amina.room)) not in rows
    assert not {"phone", "turn"} & {field.name for field in Proposal._meta.get_fields()}
    html = render_slots(workshop.room.slug, "console", ["de"], ["lane"])[1]["de", "lane"].html
    assert amina.key("queue", amina.room).hex() not in html


def test_after_a_restart_all_are_first_ones(workshop, crowd):
    _phones.clear()
    assert sorted(titles(workshop)) == sorted([*NOISE, *crowd])


def test_five_of_one_phone_may_wait(write, amina, make_phone, workshop, ben, offer):
    for title in NOISE:
        write(amina, title=title)
    with pytest.raises(Refused, match="warten"):
        write(amina, title="Und noch einer obendrauf")
    assert write(make_phone(), title="Die anderen dürfen weiter").created
    offer()
    decide(workshop, NOISE[0], ben, "release")
    assert write(amina, title="Und noch einer obendrauf").created
