"""The home page: the last question with its room, dates, the code, and what the town hall owes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.models import Pair, Poll

from .conftest import HOME, html


def test_the_last_question_stands_at_the_top_with_its_room(client, town, reveal):
    reveal([10, 20, 30, 35, 40, 50, 60, 70, 80, 90, 95, 100])
    page = html(client, HOME)
    assert "Was kommt auf den Markt?" in page and "Mehr Bäume" in page and "Mehr Parkplätze" in page
    assert "So stand der Raum" in page


@pytest.mark.parametrize("n", [0, 5, 9])
def test_below_ten_the_room_is_not_shown(client, town, reveal, n):
    reveal([10 * i for i in range(n)])
    page = html(client, HOME)
    assert "Was kommt auf den Markt?" in page and "So stand der Raum" not in page


@pytest.mark.parametrize(("alike", "others", "named"), [(11, 1, False), (12, 0, False), (9, 1, True), (10, 2, True), (20, 0, True)])
def test_a_small_room_of_one_mind_is_not_given_away(client, town, reveal, alike, others, named):
    """More than nine tenths of fewer than twenty, wherever on their side they stand."""
    reveal([10 + 5 * (number % 3) for number in range(alike)] + [90] * others)
    page = html(client, HOME)
    assert ("Fast alle sind sich einig." in page) is not named and ("Siegel" in page) is named
    assert ("näher bei" in page) is named


@pytest.mark.parametrize(("values", "named"), [([10] * 12, False), ([10] * 10 + [90] * 2, True)])
def test_nor_by_how_it_moved_since(client, town, reveal, make_evening, values, named):
    workshop = make_evening()
    before = reveal(values, workshop=workshop)
    after = reveal([10, 90] * 6, workshop=workshop)
    Poll.objects.filter(pk=after.pk).update(final_at=timezone.now() + timedelta(minutes=1))
    shift = {"pairs": 12, "to_a": 0, "to_b": 6, "stayed": 6, "median_before": 10, "median_after": 50}
    Pair.objects.create(before=before.item, after=after.item, shift={"before": before.pk, "after": after.pk, "shift": shift})
    page = html(client, HOME)
    assert "So stand der Raum" in page and "Siegel" in page
    assert ("sind zu „Mehr Parkplätze“ gerückt" in page) is named


def test_what_is_not_revealed_or_still_running_is_not_shown(client, town, reveal, make_evening):
    values = list(range(0, 100, 5))
    reveal(values, state=Poll.State.CLOSED)
    reveal(values, workshop=make_evening(state="running"))
    assert "So stand der Raum" not in html(client, HOME)


def test_a_rehearsal_is_no_date(client, town, reveal, make_evening):
    later = timezone.now() + timedelta(days=3)
    make_evening(title={"de": "Eine Probe"}, state="draft", starts_at=later, is_rehearsal=True)
    make_evening(title={"de": "Der echte Abend"}, state="draft", starts_at=later)
    page = html(client, HOME)
    assert "Eine Probe" not in page and "Der echte Abend" in page


def test_the_join_code_of_a_workshop_is_not_public(client, town, make_evening):
    workshop = make_evening(state="running", starts_at=timezone.now())
    page = html(client, HOME)
    assert "läuft gerade" in page and workshop.code not in page and workshop.stage_token not in page


def test_the_code_goes_to_the_join_page(client, town):
    page = html(client, HOME)
    assert f'action="{reverse("join_code")}"' in page and 'name="code"' in page


def test_influence_and_time_are_said_before_anything_is_asked(client, town):
    town.answer_days = 21
    town.save()
    page = html(client, HOME)
    assert "innerhalb von 21 Tagen" in page and "Es entscheidet der Gemeinderat" in page


def test_the_oldest_debt_of_the_town_hall_is_on_the_home_page(client, town, make_proposal):
    make_proposal("Alt und überfällig", days_ago=40)
    for number in range(4):
        make_proposal(f"Neuer Vorschlag {number}", days_ago=number)
    page = client.get(HOME)
    titles = [row.proposal.title for row in page.context["news"]]
    assert titles == ["Alt und überfällig", "Neuer Vorschlag 0", "Neuer Vorschlag 1"]
    assert "Antwort seit 12 Tagen überfällig" in page.content.decode()
