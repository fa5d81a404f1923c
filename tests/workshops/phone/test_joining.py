"""Joining without script makes one person, and the door says why somebody stays outside."""

import re

import pytest
from django.test import Client

from participation.live.guards.identity import cookie_name
from workshops.actions import end_workshop, set_lock
from workshops.models import Participant, Workshop

from .conftest import come_in, nonce_in

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert not Participant.objects.exclude(pseudonym=None).exists()
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
    assert answer.status_code == 422
    assert nonce_in(answer)
    assert not Participant.objects.exclude(pseudonym=None).exists()


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


def test_who_comes_to_a_full_room_waits_at_its_door(make_workshop, amina):
    workshop = make_workshop(capacity=1)
    come_in(amina, workshop)
    answer = come_in(Client(), workshop)
    assert answer.status_code == 202
    assert "Einen Moment" in answer.content.decode()
    assert Participant.objects.count() == 1


def test_after_the_end_nobody_joins_and_those_who_were_there_see_the_end(amina, workshop, ben):
    come_in(amina, workshop)
    end_workshop(workshop=workshop, by=ben)
    page = amina.get(f"/w/{workshop.room.slug}/")
    assert page.status_code == 200
    assert "Jetzt ist das Rathaus dran" in page.content.decode() and f"/w/{workshop.room.slug}/evening/" in page.content.decode()


@pytest.mark.parametrize(
    ("notice", "path"), [(Workshop.Notice.NONE, "/m/auental/"), (Workshop.Notice.ANNOUNCED, "/m/auental/workshops/{}/")]
)
def test_a_code_from_a_poster_leads_to_what_everybody_may_read(workshop, ben, notice, path):
    """The room's own page shows results from five people on. Posters with the code hang in the whole town."""
    Workshop.objects.filter(pk=workshop.pk).update(notice=notice)
    end_workshop(workshop=workshop, by=ben)
    answer = Client().get(f"/j/{workshop.code}/")
    assert (answer.status_code, answer["Location"]) == (303, path.format(workshop.pk))
