"""The phone without script: joining makes one person, the page works as a plain form, and what is mine can be seen and erased."""

import re
import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from participation.live.identity import cookie_name
from polls import ballot_box
from tests.evening import press
from workshops import joining
from workshops.actions import end_workshop, remove_participant, set_lock
from workshops.fields import answer_from, fields_of, filled
from workshops.models import Participant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workshop(make_workshop):
    return make_workshop("slider")


@pytest.fixture
def amina():
    return Client()


@pytest.fixture(autouse=True)
def no_misses():
    joining._misses.clear()
    cache.clear()


def nonce_in(page) -> str:
    return re.search(r'name="nonce" value="(\w+)"', page.content.decode())[1]


def come_in(browser, workshop):
    form = browser.get(f"/j/{workshop.code}/")
    return browser.post(f"/j/{workshop.code}/", {"nonce": nonce_in(form)})


def vote(browser, poll, **fields):
    return browser.post(f"/w/{poll.item.workshop.room.slug}/", {"do": "vote", "poll": poll.pk, **fields})


# -- the way in ---------------------------------------------------------------------


def test_a_typed_code_leads_to_the_welcome(amina, workshop):
    typed = f" {workshop.code[:3].lower()} {workshop.code[3:].lower()} "
    answer = amina.post("/j/", {"code": typed})
    assert (answer.status_code, answer.url) == (303, f"/j/{workshop.code}/")


@pytest.mark.parametrize("typed", ["K7E 2MX", "abc", '"><b>'])
def test_a_wrong_code_stays_in_the_field(amina, workshop, typed):
    answer = amina.post("/j/", {"code": typed})
    assert answer.status_code == 404
    assert "Diesen Code gibt es gerade nicht." in answer.content.decode()
    assert answer.context["typed"] == typed
    assert "<b>" not in answer.content.decode()


def test_reading_the_form_creates_nobody(amina, workshop):
    for path in ("/j/", f"/j/?code={workshop.code}", f"/j/{workshop.code}/", f"/w/{workshop.room.slug}/"):
        amina.get(path)
        amina.head(path)
    assert not Participant.objects.exists()
    assert cookie_name(workshop.room.slug) not in amina.cookies


def test_joining_sets_a_cookie_for_this_evening_that_no_script_can_read(amina, workshop):
    answer = come_in(amina, workshop)
    assert (answer.status_code, answer.url) == (303, f"/w/{workshop.room.slug}/")
    cookie = answer.cookies[cookie_name(workshop.room.slug)]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", 36 * 3600)
    assert Participant.objects.count() == 1


def test_a_double_tap_makes_one_person_with_one_cookie(workshop):
    one, other = Client(), Client()
    nonce = nonce_in(one.get(f"/j/{workshop.code}/"))
    answers = [browser.post(f"/j/{workshop.code}/", {"nonce": nonce}) for browser in (one, other)]
    assert len({answer.cookies[cookie_name(workshop.room.slug)].value for answer in answers}) == 1
    assert Participant.objects.count() == 1


def test_every_delivery_of_the_form_has_its_own_nonce_and_shows_its_name(amina, workshop):
    first, second = amina.get(f"/j/{workshop.code}/"), amina.get(f"/j/{workshop.code}/")
    assert nonce_in(first) != nonce_in(second)
    assert re.fullmatch("[0-9a-f]{32}", nonce_in(first))
    amina.post(f"/j/{workshop.code}/", {"nonce": nonce_in(second)})
    assert second.context["pseudonym"] in amina.get(f"/w/{workshop.room.slug}/").content.decode()


def test_a_form_without_nonce_makes_nobody_and_comes_back(amina, workshop):
    answer = amina.post(f"/j/{workshop.code}/", {"nonce": "short"})
    assert answer.status_code == 200
    assert nonce_in(answer)
    assert not Participant.objects.exists()


def test_who_is_in_already_is_sent_on_without_a_word(amina, workshop):
    come_in(amina, workshop)
    for answer in (amina.get(f"/j/{workshop.code}/"), amina.post(f"/j/{workshop.code}/", {"nonce": "a" * 32})):
        assert (answer.status_code, answer.url) == (303, f"/w/{workshop.room.slug}/")
    assert Participant.objects.count() == 1


def test_a_locked_room_says_so_and_lets_those_in_who_are_in(amina, workshop, ben):
    come_in(amina, workshop)
    form = nonce_in(Client().get(f"/j/{workshop.code}/"))
    set_lock(workshop=workshop, locked=True, by=ben)
    for answer in (Client().get(f"/j/{workshop.code}/"), Client().post(f"/j/{workshop.code}/", {"nonce": form})):
        assert answer.status_code == 409
        assert "gesperrt" in answer.content.decode() or "geschlossen" in answer.content.decode()
    assert amina.get(f"/w/{workshop.room.slug}/").status_code == 200
    assert Participant.objects.count() == 1


def test_a_full_room_says_so(make_workshop, amina):
    workshop = make_workshop(capacity=1)
    come_in(amina, workshop)
    answer = come_in(Client(), workshop)
    assert answer.status_code == 409
    assert "voll" in answer.content.decode()
    assert Participant.objects.count() == 1


def test_after_the_end_nobody_joins_and_those_who_were_there_see_the_end(amina, workshop, ben):
    come_in(amina, workshop)
    end_workshop(workshop=workshop, by=ben)
    answer = Client().get(f"/j/{workshop.code}/")
    assert answer.status_code == 410
    assert "/m/auental/" in answer.content.decode()
    page = amina.get(f"/w/{workshop.room.slug}/")
    assert page.status_code == 200
    assert "Jetzt ist das Rathaus dran" in page.content.decode()


def test_guessing_codes_gets_slow_but_mistyping_does_not(amina, workshop, monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    for _guess in range(joining.FREE_MISSES):
        joining._count_miss()
    assert not slept
    amina.get("/j/AAAAAA/")
    assert slept == [joining.MISS_SECONDS]
    amina.get(f"/j/{workshop.code}/")
    assert len(slept) == 1


def test_a_crowd_of_guessers_keeps_nobody_from_being_answered(workshop, monkeypatch):
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) < 20:
            joining._count_miss()  # the next one comes while this one waits

    monkeypatch.setattr(time, "sleep", sleep)
    for _guess in range(joining.FREE_MISSES):
        joining._count_miss()
    joining._count_miss()
    assert slept == [joining.MISS_SECONDS] * joining.MOST_WAITING
    joining._count_miss()  # nobody waits any more: so this one does
    assert len(slept) > joining.MOST_WAITING


# -- the page of the evening -----------------------------------------------------------


def test_without_cookie_the_page_leads_to_the_door(amina, workshop):
    answer = amina.get(f"/w/{workshop.room.slug}/")
    assert (answer.status_code, answer.url) == (303, f"/j/{workshop.code}/")
    assert amina.get("/w/nowhere/").status_code == 404


def test_a_cookie_of_another_room_opens_nothing(amina, workshop, make_workshop):
    other = make_workshop()
    come_in(amina, workshop)
    amina.cookies[cookie_name(other.room.slug)] = amina.cookies[cookie_name(workshop.room.slug)].value
    assert amina.get(f"/w/{other.room.slug}/").url == f"/j/{other.code}/"


def test_who_was_sent_out_is_told_and_cannot_come_back(amina, workshop, ben):
    come_in(amina, workshop)
    remove_participant(workshop=workshop, participant_id=Participant.objects.get().pk, by=ben)
    page = amina.get(f"/w/{workshop.room.slug}/")
    assert page.status_code == 403
    assert "nicht mehr in diesem Workshop" in page.content.decode()
    assert amina.get(f"/j/{workshop.code}/").status_code == 303
    assert Participant.objects.count() == 1
    assert amina.get(f"/w/{workshop.room.slug}/mine.json").status_code == 200
    assert amina.post(f"/w/{workshop.room.slug}/erase/").status_code == 200


def test_the_page_asks_for_no_session_and_no_user(amina, workshop, ben, django_assert_max_num_queries):
    come_in(amina, workshop)
    press(workshop, 2, by=ben)
    with django_assert_max_num_queries(39) as asked:
        amina.get(f"/w/{workshop.room.slug}/")
    staff = re.compile("django_session|accounts_user|accounts_membership")
    assert not [query["sql"] for query in asked.captured_queries if staff.search(query["sql"])]
    assert set(amina.cookies) == {"csrftoken", cookie_name(workshop.room.slug)}


def test_queries_do_not_grow_with_the_room(amina, workshop, ben, join, monkeypatch):
    monkeypatch.setattr("participation.live.memory.FRESH_SECONDS", 600)  # however slow the machine is
    come_in(amina, workshop)
    press(workshop, 2, by=ben)
    poll = workshop.item.polls.get()

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            amina.get(f"/w/{workshop.room.slug}/")
        return len(asked)

    join(workshop).vote(poll, {"value": 5})
    count()  # what does not change with a ballot is kept from here on
    before = count()
    for value in (10, 20, 30):
        join(workshop).vote(poll, {"value": value})
    assert count() == before


def test_a_vote_by_plain_form_is_counted_and_shown_again(amina, open_poll):
    poll = open_poll("slider")
    come_in(amina, poll.item.workshop)
    answer = vote(amina, poll, **{"int.value": "30", "text.reason": 'Wegen "Lärm" & Wind'})
    assert answer.status_code == 303
    page = amina.get(answer.url).content.decode()
    assert "Deine Antwort ist gespeichert." in page
    assert re.search(r'<input checked [^>]*value="30"', page)
    assert "Wegen &quot;Lärm&quot; &amp; Wind</textarea>" in page
    assert ballot_box.count(poll.pk) == 1


def test_a_plain_form_changes_the_same_ballot(amina, open_poll):
    poll = open_poll("slider")
    come_in(amina, poll.item.workshop)
    for value in ("30", "80", "80", "10"):
        assert vote(amina, poll, **{"int.value": value}).status_code == 303
    assert ballot_box.count(poll.pk) == 1
    assert re.search(r'<input checked [^>]*value="10"', amina.get(f"/w/{poll.item.workshop.room.slug}/").content.decode())


def test_what_was_refused_comes_back_with_the_sentence_and_what_was_typed(amina, open_poll):
    poll = open_poll("points")
    come_in(amina, poll.item.workshop)
    answer = vote(amina, poll, **{"int.points.1": "60", "int.points.2": "", "int.points.3": "5"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "65" in page
    assert re.search(r'name="int.points.1"[^>]*value="60"', page)
    assert not ballot_box.count(poll.pk)


def test_a_vote_after_the_end_is_not_lost_in_silence(amina, open_poll, ben):
    poll = open_poll("slider")
    come_in(amina, poll.item.workshop)
    press(poll.item.workshop, by=ben)
    answer = vote(amina, poll, **{"int.value": "30"})
    assert answer.status_code == 409
    assert "Die Abstimmung war schon zu." in answer.content.decode()


def test_own_words_are_escaped_on_the_way_back(amina, open_poll):
    poll = open_poll("words")
    come_in(amina, poll.item.workshop)
    page = vote(amina, poll, **{"texts.words": ['<script>alert("x")</script>' + "x" * 40, "Ruhe"]}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_in_english_the_same_page_speaks_english(amina, workshop):
    come_in(amina, workshop)
    page = amina.get(f"/w/{workshop.room.slug}/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en"' in page
    assert "You’re in" in page


# -- what is mine ------------------------------------------------------------------------


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
    assert ballot_box.count(poll.pk) == 1
    answer = amina.post(f"{room}erase/")
    assert "Alles von dir ist gelöscht." in answer.content.decode()
    assert answer.cookies[cookie_name(poll.item.workshop.room.slug)]["max-age"] == 0
    assert not ballot_box.count(poll.pk)
    assert not Participant.objects.exists()
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


# -- the grammar of fields ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("posted", "answer"),
    [
        ("int.value=40&text.reason=+so+", {"value": 40, "reason": "so"}),
        ("text.reason=&int.option=3", {"option": 3}),
        ("int.points.31=20&int.points.32=", {"points": {"31": 20, "32": 0}}),
        ("texts.words=a&texts.words=&texts.words=b", {"words": ["a", "b"]}),
        ("ints.options=1&ints.options=2", {"options": [1, 2]}),
        ("int.value=4x", {"value": "4x"}),
        ("int.value=-5", {"value": -5}),
        ("csrfmiddlewaretoken=x&do=vote&poll=7&float.x=1&int.=2", {}),
    ],
)
def test_field_names_say_how_they_are_read(posted, answer):
    from django.http import QueryDict

    assert answer_from(QueryDict(posted)) == answer


def test_answers_go_back_into_the_fields_they_came_from():
    html = (
        '<input type="radio" name="int.option" value="3"><input type="radio" name="int.option" value="4">'
        '<input name="texts.words" type="text"><input name="texts.words" type="text"><input name="int.points.31" type="number" value="0">'
        '<textarea name="text.reason"></textarea><input type="range" name="int.value" value="50">'
    )
    answer = {"option": 4, "words": ["a", '"b"'], "points": {"31": 20}, "reason": "<so>", "value": 5}
    with translation.override("de"):
        assert filled(html, fields_of(answer)) == (
            '<input type="radio" name="int.option" value="3"><input checked type="radio" name="int.option" value="4">'
            '<input value="a" name="texts.words" type="text"><input value="&quot;b&quot;" name="texts.words" type="text">'
            '<input name="int.points.31" type="number" value="20">'
            '<textarea name="text.reason">&lt;so&gt;</textarea><input type="range" name="int.value" value="50">'
        )
