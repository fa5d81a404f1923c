"""Words wait on the console: each is decided as it was read, and in its own room."""

import re

import pytest

from polls.models import Remark
from tests.evening import press
from workshops.extensions import MODERATION_QUEUES
from workshops.moderation import digest_of

from .conftest import page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def words_waiting(make_workshop, join):
    """A room in which five words wait for the facilitator."""
    from polls.actions import offer_lots

    workshop = press(make_workshop("words"), 2)
    poll = workshop.item.polls.get()
    for number, phone in enumerate(join(workshop) for _number in range(5)):
        phone.vote(poll, {"words": [f"Nachtbus {number}"]})
    offer_lots([workshop.room.slug])
    return workshop


def test_a_word_is_released_by_a_press(words_waiting, console, as_user, ben):
    client, remark = as_user(ben), Remark.objects.first()
    (button,) = re.findall(rf'value="(\w+:{remark.pk}:\w+:release)"', page(client, words_waiting))
    assert console(words_waiting, "decide", client, decide=button, fetch=True).status_code == 204
    states = dict(Remark.objects.values_list("pk", "state"))
    assert states.pop(remark.pk) == Remark.State.RELEASED and set(states.values()) == {Remark.State.OFFERED}


def test_the_words_on_the_screen_are_released_together_and_no_others(words_waiting, console, as_user, ben):
    shown = re.findall(r'name="shown" value="([^"]+)"', page(as_user(ben), words_waiting))
    assert len(shown) == 5
    console(words_waiting, "decide", decide="shown", shown=shown[:3])
    assert Remark.objects.filter(state=Remark.State.RELEASED).count() == 3


@pytest.mark.parametrize("verb", ["release", "return", "hide"])
def test_a_word_that_is_not_the_one_that_was_read_is_not_decided(verb, words_waiting, console, as_user, ben):
    client, remark = as_user(ben), Remark.objects.first()
    (button,) = re.findall(rf'value="(\w+:{remark.pk}:\w+:{verb})"', page(client, words_waiting))
    Remark.objects.filter(pk=remark.pk).update(text="Schimpfwort")
    late = console(words_waiting, "decide", client, decide=button, fetch=True)
    assert late.status_code == 409 and "noch einmal" in late.json()["detail"]
    assert console(words_waiting, "decide", client, decide=f"remarks:{remark.pk}:{verb}", fetch=True).status_code == 409
    assert set(Remark.objects.values_list("state", flat=True)) == {Remark.State.OFFERED}


def test_the_words_on_the_screen_are_released_as_they_were_read(words_waiting, console, as_user, ben):
    shown = re.findall(r'name="shown" value="([^"]+)"', page(as_user(ben), words_waiting))
    changed = Remark.objects.order_by("pk").first()
    Remark.objects.filter(pk=changed.pk).update(text="Schimpfwort")
    answer = console(words_waiting, "decide", decide="shown", shown=shown, fetch=True)
    assert answer.status_code == 409 and "1 davon" in answer.json()["detail"]
    assert set(Remark.objects.exclude(state=Remark.State.RELEASED)) == {changed}


def test_what_one_console_has_hidden_an_older_page_does_not_release(words_waiting, console, as_user, ben):
    remark = Remark.objects.first()
    seen = digest_of("", remark.text)
    assert console(words_waiting, "decide", decide=f"remarks:{remark.pk}:{seen}:hide", fetch=True).status_code == 204
    assert console(words_waiting, "decide", decide=f"remarks:{remark.pk}:{seen}:release", fetch=True).status_code == 409
    remark.refresh_from_db()
    assert remark.state == Remark.State.HIDDEN


def test_words_of_another_room_can_not_be_decided(words_waiting, make_workshop, console):
    elsewhere, remark = press(make_workshop()), Remark.objects.first()
    for lane in MODERATION_QUEUES:
        console(elsewhere, "decide", decide=f"{lane}:{remark.pk}:{digest_of('', remark.text)}:release")
    assert not Remark.objects.filter(state=Remark.State.RELEASED).exists()


@pytest.mark.parametrize("decide", ["", "remarks", "remarks:1:x:explode", "nowhere:1:x:release", "remarks:gone:x:release"])
def test_a_decision_that_makes_no_sense_is_refused(decide, make_workshop, console):
    assert console(press(make_workshop()), "decide", decide=decide, fetch=True).status_code == 409
