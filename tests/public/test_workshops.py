"""A workshop becomes public when Ben announces it: on the town's page, with a page and a calendar file of its own, later in the archive."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from participation.calendar_files import folded, text
from participation.documentation.actions import publish
from participation.public import workshop_pages
from workshops import actions
from workshops.models import Workshop
from workshops.refused import Refused

from ..evening import press
from .conftest import HOME, html

ALL = "/m/auental/workshops/"
TITLE = "Bäume, Parkplätze; oder beides?"


@pytest.fixture
def coming(make_workshop):
    return make_workshop(title={"de": TITLE}, starts_at=timezone.now() + timedelta(days=3), place="Jugendclub, Marktstraße 4")


def pages(workshop):
    """The addresses that only an announced workshop has."""
    place = [workshop.municipality.slug, workshop.pk]
    return [reverse("workshop", args=place), reverse("workshop_calendar", args=place)]


def test_only_an_announced_workshop_is_public(client, as_user, ben, coming):
    assert TITLE not in html(client, HOME) + html(client, ALL) and "steht kein Termin fest" in html(client, ALL)
    assert [client.get(page).status_code for page in pages(coming)] == [404, 404]
    as_user(ben).post(reverse("console_announce", args=[coming.pk]), {"on": "1"})
    assert TITLE in html(client, HOME) and TITLE in html(client, ALL)
    page = html(client, pages(coming)[0])
    assert "Mehr Bäume" in page and "Mehr Parkplätze" in page and "Jugendclub, Marktstraße 4" in page and coming.code not in page


def test_partners_stand_on_the_page_before_the_end_and_are_proposed_for_the_evening_s_page(client, as_user, ben, coming):
    actions.announce(workshop=coming, by=ben)
    assert "Getragen von" not in html(client, pages(coming)[0])
    actions.update_workshop(workshop=coming, by=ben, partners={"de": "Landjugend <Auental>"})
    page = html(client, pages(coming)[0])
    assert "Getragen von" in page and "Landjugend &lt;Auental&gt;" in page
    actions.end_workshop(workshop=press(coming, by=ben), by=ben)
    assert "Landjugend" not in html(client, pages(coming)[0]), "afterwards the evening's own page says it"
    assert "Landjugend" in html(as_user(ben), reverse("publication", args=[coming.pk]))


def test_nothing_that_is_announced_leads_into_the_room(client, coming, ben):
    """Whoever knows the room's address may read its page, which shows more than the public may see."""
    actions.announce(workshop=coming, by=ben)
    for page in (HOME, ALL, *pages(coming)):
        told = client.get(page).content.decode().replace("\r\n ", "")
        assert not [secret for secret in (coming.room.slug, coming.code, coming.stage_token) if secret in told], page


def test_withdrawn_it_is_gone_and_its_own_page_says_so(client, coming, ben):
    actions.announce(workshop=coming, by=ben)
    actions.withdraw(workshop=coming, by=ben)
    assert TITLE not in html(client, HOME) + html(client, ALL)
    for page in pages(coming):
        answer = client.get(page)
        assert answer.status_code == 410 and "nicht mehr angekündigt" in answer.content.decode()
    actions.announce(workshop=coming, by=ben)
    assert TITLE in html(client, ALL)


@pytest.mark.parametrize(("on", "before", "sentence"), [("1", "announced", "schon angekündigt"), ("0", "none", "nicht angekündigt")])
def test_a_second_press_changes_nothing_and_says_why(as_user, ben, coming, on, before, sentence):
    Workshop.objects.filter(pk=coming.pk).update(notice=before)
    answer = as_user(ben).post(reverse("console_announce", args=[coming.pk]), {"on": on}, follow=True)
    assert sentence in answer.content.decode()
    coming.refresh_from_db()
    assert coming.notice == before


def test_neither_a_rehearsal_nor_yesterday_can_be_announced(client, make_workshop, ben):
    with pytest.raises(Refused, match="Probe"):
        actions.announce(workshop=make_workshop(is_rehearsal=True), by=ben)
    with pytest.raises(Refused, match="vorbei"):
        actions.announce(workshop=make_workshop(starts_at=timezone.now() - timedelta(days=1)), by=ben)
    slipped_in = make_workshop(is_rehearsal=True, notice="announced", title={"de": TITLE})
    assert TITLE not in html(client, ALL) and client.get(pages(slipped_in)[0]).status_code == 404


def test_the_archive_leads_to_what_came_of_it(client, town, ben, reveal, make_evening):
    reveal([10, 20, 30, 35, 40, 50, 60, 70, 80, 90, 95, 100], workshop=make_evening(title={"de": TITLE}))
    quiet = make_evening(title={"de": "Nur für die Klasse"}, notice="none")
    reveal([0, 50, 100] * 5, workshop=quiet)
    archive = html(client, ALL)
    assert TITLE in archive and "Nur für die Klasse" not in archive
    page = html(client, pages(Workshop.objects.get(title__de=TITLE))[0])
    assert "So stand der Raum" in page and "In meinen Kalender" not in page and "/e/" not in page + archive
    evening = Workshop.objects.get(title__de=TITLE)
    publish(workshop=evening, by=ben, introduction="", partners="", reasons=[])
    assert all(reverse("evening", args=[evening.pk]) in html(client, address) for address in (ALL, pages(evening)[0]))


def test_an_upgrade_announces_what_has_already_run(town, make_evening, make_workshop):
    ran, rehearsed = make_evening(notice="none"), make_evening(notice="none", is_rehearsal=True)
    planned = make_workshop(starts_at=timezone.now() + timedelta(days=3))
    import_module("workshops.migrations.0006_notice").announce_what_has_run(apps, None)
    assert [Workshop.objects.get(pk=each.pk).notice for each in (ran, rehearsed, planned)] == ["announced", "none", "none"]


def test_the_calendar_file_has_time_place_and_page(client, coming, ben):
    begins = datetime(2027, 7, 1, 15, 30, tzinfo=UTC)
    actions.update_workshop(workshop=coming, by=ben, starts_at=begins, notice="announced")
    answer = client.get(pages(coming)[1])
    assert answer["Content-Type"] == "text/calendar; charset=utf-8" and answer["Content-Disposition"].endswith('.ics"')
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert "DTSTART:20270701T153000Z" in lines and "DTEND:20270701T173000Z" in lines
    assert r"SUMMARY:Bäume\, Parkplätze\; oder beides?" in lines and r"LOCATION:Jugendclub\, Marktstraße 4" in lines
    assert any(line.startswith("URL:http") and line.endswith(pages(coming)[0]) for line in lines)
    with translation.override("en"):
        assert "Trees" not in TITLE and client.get(pages(coming)[1]).status_code == 200


def test_what_a_calendar_file_can_t_hold_is_left_out():
    assert text("Bäume\x08\r\nBEGIN:VEVENT\x0boder\ufffe") == r"Bäume\nBEGIN:VEVENToder"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_no_line_of_it_is_too_long_and_no_character_is_torn(words):
    file = folded(f"SUMMARY:{text(words)}")
    lines = file.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines) and all(line.decode() is not None for line in lines)
    assert file.decode().replace("\r\n ", "").removesuffix("\r\n") == f"SUMMARY:{text(words)}"


def test_a_long_archive_has_pages(client, town, make_evening, monkeypatch):
    monkeypatch.setattr(workshop_pages, "ARCHIVED", 2)
    for days in (30, 60, 90):
        make_evening(title={"de": f"Vor {days} Tagen"}, starts_at=timezone.now() - timedelta(days=days))
    first, second = (client.get(f"{ALL}?page={page}").content.decode() for page in (1, 2))
    assert "Vor 60 Tagen" in first and "Vor 90 Tagen" not in first and "Seite 1 von 2" in first
    assert "Vor 90 Tagen" in second and "Vor 60 Tagen" not in second
    assert client.get(f"{ALL}?page=nonsense").status_code == 200
