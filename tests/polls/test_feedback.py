"""Feedback on the evening itself: three statements at the end, secret like every ballot, and never one of the results."""

import pytest
from django.urls import reverse

from polls.disclosure import shown_feedback
from polls.models import Poll
from workshops.actions import dump_agenda, end_workshop, go_to, load_agenda, rehearse
from workshops.models import AgendaItem
from workshops.plain_data import Entry, Fault

from ..ballots import stored_ballots
from ..evening import press
from ..workshops.conftest import as_typed

pytestmark = pytest.mark.django_db
END = {"kind": "end", "minutes": 5, "title": {"de": "Danke!"}}
YES = {"votes": {"1": 1, "2": 1, "3": 1}}
PARTLY = {"votes": {"2": -1}}


def add_end(workshop, by, **more):
    (item,) = load_agenda(workshop=workshop, agenda=[Entry(END | more)], by=by)
    return item


@pytest.fixture
def at_the_end(make_workshop, join, ben):
    """at_the_end(6) → (the feedback, six phones) of an evening that has reached its last item."""

    def make(people, **fields):
        workshop = press(make_workshop("words", **fields), 1, by=ben)
        phones = [join(workshop) for _phone in range(people)]
        item = add_end(workshop, ben)
        go_to(workshop=workshop, item=item, revision=workshop.step, by=ben)
        return Poll.objects.get(item=item), phones

    return make


def over(poll, by):
    end_workshop(workshop=poll.item.workshop, by=by)
    poll.refresh_from_db()
    return poll


def test_the_closing_item_asks_by_itself_and_the_end_closes_it(at_the_end, ben):
    poll, phones = at_the_end(6)
    assert poll.state == Poll.State.OPEN
    assert [phone.vote(poll, YES)["status"] for phone in phones[:5]] == ["saved"] * 5
    assert over(poll, ben).is_final and phones[5].vote(poll, YES)["status"] == "closed"
    assert shown_feedback(poll.item.workshop_id).tally["statements"]["2"]["agree"] == 5


def test_no_ballot_is_left_after_the_end(at_the_end, ben):
    poll, phones = at_the_end(5)
    for phone in phones:
        phone.vote(poll, YES)
    assert len(stored_ballots(poll)) == 5
    over(poll, ben)
    assert stored_ballots() == []


def test_three_taps_are_one_ballot_and_a_phone_that_says_nothing_is_not_counted(at_the_end, ben):
    poll, phones = at_the_end(6)
    for phone in phones[:5]:
        for answer in ({"votes": {"1": 1}}, {"votes": {"1": 1, "2": 0}}, {"votes": {"1": 1, "2": 0, "3": -1}}):
            assert phone.vote(poll, answer)["status"] == "saved"
    over(poll, ben)
    seen = shown_feedback(poll.item.workshop_id)
    assert seen.n == 5 and seen.tally["statements"]["3"] == {"agree": 0, "disagree": 5, "pass": 0, "divisive": 0}


@pytest.mark.parametrize(("people", "in_room", "in_public"), [(4, False, False), (5, True, False), (9, True, False), (10, True, True)])
def test_it_is_shown_from_the_floors_on(at_the_end, ben, people, in_room, in_public):
    poll, phones = at_the_end(people)
    for number, phone in enumerate(phones):
        phone.vote(poll, YES if number % 2 else PARTLY)
    assert shown_feedback(poll.item.workshop_id) is None, "not while it is open"
    over(poll, ben)
    assert bool(shown_feedback(poll.item.workshop_id, "room")) is in_room
    assert bool(shown_feedback(poll.item.workshop_id, "public")) is in_public


def test_if_almost_all_of_a_small_group_are_of_one_mind_the_public_gets_no_numbers(at_the_end, ben):
    poll, phones = at_the_end(12)
    for phone in phones:
        phone.vote(poll, YES)
    over(poll, ben)
    seen = shown_feedback(poll.item.workshop_id, "public")
    assert seen.tally is None and seen.summary and "12" not in seen.summary


def test_going_back_leaves_it_open_and_coming_again_opens_no_second_one(at_the_end, ben):
    poll, phones = at_the_end(1)
    phones[0].vote(poll, PARTLY)
    workshop = poll.item.workshop
    for item in (workshop.items.first(), poll.item):
        workshop.refresh_from_db()
        go_to(workshop=workshop, item=item, revision=workshop.step, by=ben)
    assert phones[0].vote(poll, YES)["status"] == "saved"
    assert Poll.objects.filter(is_feedback=True).count() == 1


def test_an_evening_that_ends_before_its_closing_item_has_none(make_workshop, ben):
    workshop = press(make_workshop("words"), 1, by=ben)
    poll = Poll.objects.get(item=add_end(workshop, ben))
    assert over(poll, ben).tally is None and shown_feedback(workshop.pk) is None


def test_the_phone_shows_three_statements_and_a_form_without_script_sends_them(at_the_end):
    poll, (amina,) = at_the_end(1)
    address = reverse("phone", args=[poll.item.workshop.room.slug])
    page = amina.browser.get(address).content.decode()
    assert "Ich konnte sagen, was ich denke." in page and page.count('type="radio"') == 9
    posted = amina.browser.post(address, {"poll": poll.pk, "do": "vote", "int.votes.2": "1"}, follow=True).content.decode()
    assert stored_ballots(poll)[0].answer == {"votes": {"2": 1}}
    assert "gespeichert" in posted and posted.count(" checked") == 1


def test_the_console_says_how_many_have_answered(at_the_end, as_user, ben):
    poll, phones = at_the_end(3)
    phones[0].vote(poll, YES)
    console = reverse("console", args=[poll.item.workshop_id])
    page = as_user(ben).get(console).content.decode()
    assert "1 von 3 hat geantwortet" in page and "abgestimmt" not in page.partition('data-slot="turnout"')[2][:900]
    over(poll, ben)
    assert "1 Person hat gesagt, wie es war" in as_user(ben).get(console).content.decode()


# -- switched off, copied, rehearsed -------------------------------------------------------
def test_switched_off_nobody_is_asked(make_workshop, ben, join):
    workshop = press(make_workshop("words"), 1, by=ben)
    amina = join(workshop)
    go_to(workshop=workshop, item=add_end(workshop, ben, feedback=False), revision=workshop.step, by=ben)
    assert not Poll.objects.filter(is_feedback=True).exists()
    page = amina.browser.get(reverse("phone", args=[workshop.room.slug])).content.decode()
    assert "Danke" in page and 'type="radio"' not in page


@pytest.mark.parametrize("is_asked", [True, False])
def test_the_form_switches_it_on_and_off(make_workshop, ben, as_user, is_asked):
    workshop, client = make_workshop("words"), as_user(ben)
    item = add_end(workshop, ben, feedback=not is_asked)
    address = reverse("item_edit", args=[workshop.pk, item.pk])
    typed = as_typed(client.get(address)) | {"feedback": "on"}
    if not is_asked:
        del typed["feedback"]
    client.post(address, typed)
    assert item.polls.exists() is is_asked
    preview = client.get(reverse("item_preview", args=[workshop.pk, "phone"]) + f"?item={item.pk}").content.decode()
    assert ("Ich würde wiederkommen." in preview) is is_asked


def test_once_the_item_has_begun_it_stays_as_it_was(at_the_end, ben, as_user):
    poll, _phones = at_the_end(1)
    client, address = as_user(ben), reverse("item_edit", args=[poll.item.workshop_id, poll.item_id])
    typed = as_typed(client.get(address), title_de="Bis bald!")
    del typed["feedback"]
    answer = client.post(address, typed)
    assert "hat schon begonnen" in answer.content.decode() and 'value="Bis bald!"' in answer.content.decode()
    poll.item.refresh_from_db()
    assert poll.item.polls.get() == poll and str(poll.item) == "Danke!", "nothing of it is saved"


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_file_a_copy_and_a_rehearsal_ask_as_the_evening_does(make_workshop, ben, is_asked):
    workshop = make_workshop("words")
    add_end(workshop, ben, feedback=is_asked)
    assert dump_agenda(workshop)[-1].get("feedback", True) is is_asked
    rehearsal = rehearse(workshop=workshop, by=ben)
    assert Poll.objects.filter(item__workshop=rehearsal, is_feedback=True).exists() is is_asked


@pytest.mark.parametrize("said", [0, 1.0, "nein", []])
def test_a_file_that_says_neither_true_nor_false_is_refused_with_the_place(make_workshop, ben, said):
    with pytest.raises(Fault, match="feedback"):
        add_end(make_workshop("words"), ben, feedback=said)
    assert not AgendaItem.objects.filter(kind="end").exists()
