"""The page of the evening works as a plain form."""

import re

import pytest

from participation.live.guards.identity import cookie_name
from polls import ballot_tables
from tests.ballots import stored_ballots
from tests.evening import press
from workshops.actions import remove_participant
from workshops.models import Participant

from .conftest import come_in, vote

pytestmark = pytest.mark.django_db(transaction=True)


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
    with django_assert_max_num_queries(42) as asked:
        amina.get(f"/w/{workshop.room.slug}/")
    staff = re.compile("django_session|accounts_user|accounts_membership")
    assert not [query["sql"] for query in asked.captured_queries if staff.search(query["sql"])]
    assert set(amina.cookies) == {"csrftoken", cookie_name(workshop.room.slug)}


def test_queries_do_not_grow_with_the_room(amina, workshop, ben, join, monkeypatch):
    monkeypatch.setattr("participation.live.database.version_cache.FRESH_SECONDS", 600)  # however slow the machine is
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
    assert ballot_tables.count(poll.pk) == 1


def test_a_plain_form_changes_the_same_ballot(amina, open_poll):
    poll = open_poll("slider")
    come_in(amina, poll.item.workshop)
    for value in ("30", "80", "80", "10"):
        assert vote(amina, poll, **{"int.value": value}).status_code == 303
    assert ballot_tables.count(poll.pk) == 1
    assert re.search(r'<input checked [^>]*value="10"', amina.get(f"/w/{poll.item.workshop.room.slug}/").content.decode())


def test_what_was_refused_comes_back_with_the_sentence_and_what_was_typed(amina, open_poll):
    poll = open_poll("points")
    come_in(amina, poll.item.workshop)
    answer = vote(amina, poll, **{"int.points.1": "60", "int.points.2": "", "int.points.3": "5"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "65" in page
    assert re.search(r'name="int.points.1"[^>]*value="60"', page)
    assert not ballot_tables.count(poll.pk)


def test_boxes_work_without_script_and_a_refusal_keeps_them_ticked(amina, open_poll):
    poll = open_poll("multiple_choice")  # at least one, at most two
    come_in(amina, poll.item.workshop)
    for ticked, status in ((["", "1", "2", "3"], 409), ([""], 409), (["", "1", "3"], 303)):
        answer = vote(amina, poll, **{"ints.options": ticked})
        assert answer.status_code == status
        page = (answer if status == 409 else amina.get(f"/w/{poll.item.workshop.room.slug}/")).content.decode()
        assert re.findall(r'<input checked [^>]*value="(\d+)"', page) == ticked[1:]
    assert [ballot.answer for ballot in stored_ballots(poll)] == [{"options": [1, 3]}]


def test_dots_work_without_script(amina, open_poll):
    poll = open_poll("dots")  # four, at most three for one option
    come_in(amina, poll.item.workshop)
    for given, status in ((("4", "0", "0"), 409), (("3", "2", "0"), 409), (("3", "", "1"), 303)):
        answer = vote(amina, poll, **{f"int.dots.{number}": dots for number, dots in enumerate(given, 1)})
        assert answer.status_code == status
        page = (answer if status == 409 else amina.get(f"/w/{poll.item.workshop.room.slug}/")).content.decode()
        assert re.findall(r'type="number"[^>]*value="(\d+)"', page) == [dots or "0" for dots in given]
    assert [ballot.answer for ballot in stored_ballots(poll)] == [{"dots": {"1": 3, "2": 0, "3": 1}}]


def test_resistance_is_a_number_for_each_option_without_script(amina, open_poll):
    poll = open_poll("resistance")
    come_in(amina, poll.item.workshop)
    for said, status in ((("3", "11", "0"), 409), (("3", "10", "0"), 303)):
        answer = vote(amina, poll, **{f"int.resistance.{number}": steps for number, steps in enumerate(said, 1)})
        assert answer.status_code == status
        page = (answer if status == 409 else amina.get(f"/w/{poll.item.workshop.room.slug}/")).content.decode()
        assert re.findall(r'<input value="(\d+)" type="number"', page) == list(said)
    assert [ballot.answer for ballot in stored_ballots(poll)] == [{"resistance": {"1": 3, "2": 10, "3": 0}}]


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


def test_two_goals_are_two_groups_of_places_without_script(amina, open_poll):
    poll = open_poll("grid")
    come_in(amina, poll.item.workshop)
    for said, status in (({"int.x": "70"}, 409), ({"int.x": "70", "int.y": "30"}, 303)):  # a goal that nobody touched is no answer
        answer = vote(amina, poll, **said)
        assert answer.status_code == status
        page = (answer if status == 409 else amina.get(f"/w/{poll.item.workshop.room.slug}/")).content.decode()
        assert re.findall(r'<input checked type="radio" name="(int\.\w)" value="(\d+)"', page) == list(said.items())
    assert [ballot.answer for ballot in stored_ballots(poll)] == [{"x": 70, "y": 30}]
