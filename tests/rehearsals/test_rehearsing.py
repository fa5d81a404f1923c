"""Ben rehearses an evening in a copy with a code of its own. It can be deleted without a row left, and never touches the real evening."""

import secrets

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from participation.accounts.models import Municipality
from participation.proposals.actions import create, transition
from participation.rehearsals.views import goes_on
from participation.simulation import crowds
from polls.models import Pair, Poll
from workshops import actions
from workshops.models import Workshop
from workshops.refused import Refused

from ..evening import press

ANSWERS = {"slider": {"value": 20, "reason": "Schatten"}, "words": {"words": ["Bank"]}, "single_choice": {"option": 1}}
NO_ROWS_OF_PEOPLE = ("django_session", "sqlite_sequence")


@pytest.fixture
def brought(monkeypatch):
    """The crowds that came, instead of real threads: [(room, phones, seconds, stays)]."""
    here = []
    monkeypatch.setattr(crowds, "bring", lambda name, way, **how: here.append((name, way, how)))
    return here


@pytest.fixture
def evening(make_workshop, ben):
    """A prepared evening with a pair, a wall of words and a choice."""
    from polls.actions import add_pair

    workshop = make_workshop("words", "single_choice")
    poles = {"pole_a": {"de": "Mehr Bäume"}, "pole_b": {"de": "Mehr Parkplätze"}}
    add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Was kommt auf den Markt?"}, **poles)
    actions.add_item(workshop=workshop, kind="proposals", by=ben, title={"de": "Vorschläge"}, minutes=20)
    return workshop


def rows():
    """Every row of every table, but sessions and SQLite's own counters."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in NO_ROWS_OF_PEOPLE:
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def play(workshop, join, ben):
    """Up to the open after half: with ballots, waiting ballots, remarks, a released proposal and a support."""
    phones = [join(workshop) for _phone in range(12)]
    press(workshop, by=ben)
    while not (workshop.item.kind == "poll" and Pair.objects.filter(after=workshop.item).exists()):
        if workshop.item.kind == "poll" and (poll := workshop.item.polls.get()).state == Poll.State.OPEN:
            answer = {"slider": {"value": 20, "reason": "Schatten"}, "words": {"words": ["Bank"]}, "single_choice": {"option": 1}}[
                poll.kind
            ]
            assert all(phone.vote(poll, answer)["status"] == "saved" for phone in phones)
        press(workshop, by=ben)
    press(workshop, by=ben)
    assert phones[0].vote(workshop.item.polls.get(), {"value": 80})["status"] == "saved"
    words = {"title": "Nachtbus am Freitag", "what": "Er fährt bis eins.", "why": ""}
    proposal = create(identity=phones[0].identity, workshop=workshop, nonce="n" * 22, **words).proposal
    transition(proposal=proposal, verb="release", by=ben)


def arrive(workshop, **fields):
    """The form of the join page, sent by a phone that nobody has seen before."""
    return Client().post(reverse("join", args=[workshop.code]), {"nonce": secrets.token_hex(16)} | fields)


def test_it_is_a_copy_with_a_code_of_its_own(as_user, ben, evening, brought):
    answer = as_user(ben).post(reverse("rehearse", args=[evening.pk]), {"phones": "24", "speed": "3"})
    copy = Workshop.objects.get(rehearsal_of=evening)
    assert answer["Location"] == reverse("console", args=[copy.pk])
    assert copy.is_rehearsal and copy.code != evening.code and copy.room_id != evening.room_id
    assert [str(item) for item in copy.items.all()] == [str(item) for item in evening.items.all()]
    assert [item.minutes for item in copy.items.all()] == [-(-item.minutes // 3) for item in evening.items.all()]
    assert Pair.objects.filter(before__workshop=copy, after__workshop=copy).count() == 1
    ((room, way, how),) = brought
    assert room == copy.room.slug and copy.code in way.join and how["phones"] == 24 and goes_on(copy.pk)
    assert evening.participants.count() == 0


def test_clearing_it_leaves_no_row_and_the_evening_as_it_was(as_user, ben, evening, brought, join, django_capture_on_commit_callbacks):
    client = as_user(ben)
    before = rows()
    client.post(reverse("rehearse", args=[evening.pk]), {"phones": "12", "speed": "1"})
    copy = Workshop.objects.get(rehearsal_of=evening)
    play(copy, join, ben)
    assert len(rows()["polls_poll"]) > len(before["polls_poll"])
    answer = client.post(reverse("rehearsal_clear", args=[copy.pk]), follow=True)
    assert "Alles aus der Probe ist gelöscht." in answer.content.decode()
    after = rows()
    rooms = [table.pop("live_room") for table in (before, after)]  # the number of the evening's room rises, so that its screens look again
    assert after == before and len(rooms[0]) == len(rooms[1])
    assert not goes_on(copy.pk)


def test_it_is_deleted_when_the_evening_begins(ben, evening, join):
    copy = actions.rehearse(workshop=evening, by=ben)
    play(copy, join, ben)
    press(evening, by=ben)
    assert not Workshop.objects.filter(is_rehearsal=True).exists() and evening.state == Workshop.State.RUNNING


def test_a_second_press_leads_to_the_same_rehearsal(ben, evening):
    assert actions.rehearse(workshop=evening, by=ben) == actions.rehearse(workshop=evening, by=ben, speed=3)
    assert Workshop.objects.count() == 2


def test_nothing_but_a_prepared_evening_can_be_rehearsed(ben, make_workshop, evening):
    copy = actions.rehearse(workshop=evening, by=ben)
    running = press(make_workshop(), by=ben)
    empty = make_workshop()
    empty.items.all().delete()
    for workshop, sentence in ((copy, "noch nicht begonnen"), (running, "noch nicht begonnen"), (empty, "leer")):
        with pytest.raises(Refused, match=sentence):
            actions.rehearse(workshop=workshop, by=ben)


def test_simulated_phones_never_come_into_a_real_evening(as_user, ben, evening, brought, join):
    join(evening)
    client = as_user(ben)
    page = client.post(reverse("rehearsal_phones", args=[evening.pk]), {"phones": "12", "speed": "1"}, follow=True)
    assert "nur in eine Probe" in page.content.decode() and not brought
    page = client.post(reverse("rehearsal_clear", args=[evening.pk]), follow=True)
    assert Workshop.objects.filter(pk=evening.pk).exists() and evening.participants.count() == 1
    form = client.get(reverse("workshop_details", args=[evening.pk])).content.decode()
    assert "is_rehearsal" not in form


@pytest.mark.parametrize(("phones", "speed"), [("0", "1"), ("61", "1"), ("viele", "1"), ("", "1"), ("12", "9"), ("12", "x")])
def test_more_than_the_server_bears_is_refused_with_a_sentence(as_user, ben, evening, brought, phones, speed):
    page = as_user(ben).post(reverse("rehearse", args=[evening.pk]), {"phones": phones, "speed": speed}, follow=True)
    assert ("1 bis 60" in page.content.decode() or "einfach, doppelt oder dreifach" in page.content.decode()) and not brought
    assert not Workshop.objects.filter(is_rehearsal=True).exists()


def test_every_screen_wears_the_band(as_user, ben, evening, join, client):
    copy = actions.rehearse(workshop=evening, by=ben)
    amina = join(copy)
    screens = [
        as_user(ben).get(reverse("console", args=[copy.pk])),
        client.get(reverse("stage", args=[copy.stage_token])),
        amina.browser.get(reverse("phone", args=[copy.room.slug])),
        amina.browser.get(reverse("phone_mine", args=[copy.room.slug])),
    ]
    assert all('class="rehearsal"' in screen.content.decode() for screen in screens)
    assert amina.browser.get(reverse("phone_export", args=[copy.room.slug])).json()["rehearsal"] is True
    assert 'class="rehearsal"' not in as_user(ben).get(reverse("console", args=[evening.pk])).content.decode()


def test_the_console_marks_who_is_simulated(as_user, ben, evening, join):
    copy = actions.rehearse(workshop=evening, by=ben)
    console, client = reverse("console", args=[copy.pk]), as_user(ben)
    join(copy)
    assert "simuliert)" not in client.get(console).content.decode()
    assert arrive(copy, simulated="1").status_code == 303
    html = client.get(console).content.decode()
    assert "2 sind da" in html and "1 davon ist simuliert." in html and html.count("simuliert)") == 1


def test_nobody_in_a_real_evening_can_pass_for_simulated(as_user, ben, evening, town):
    Municipality.objects.update(is_invented=False)
    assert arrive(evening, simulated="1").status_code == 303
    html = as_user(ben).get(reverse("console", args=[evening.pk])).content.decode()
    assert "1 ist da" in html and "simuliert)" not in html


def test_the_agenda_is_corrected_in_the_evening_itself(as_user, ben, evening):
    copy = press(actions.rehearse(workshop=evening, by=ben), by=ben)
    html = as_user(ben).get(reverse("console", args=[copy.pk])).content.decode()
    assert f'href="{reverse("workshop_edit", args=[evening.pk])}"' in html
    assert not [name for name in ("workshop_edit", "item_add") if reverse(name, args=[copy.pk]) in html]


def test_the_lists_of_the_house_count_no_rehearsal(as_user, ben, evening):
    client = as_user(ben)
    actions.rehearse(workshop=evening, by=ben)
    assert "in 1 Workshop verwendet" in client.get(reverse("tradeoffs")).content.decode()
    assert client.get(reverse("workshops")).content.decode().count("Zur Lobby") == 1
