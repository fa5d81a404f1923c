"""The overview: rooms above the public floor, every proposal in its group, the days that answers took."""

from datetime import timedelta

import pytest
from django.utils import timezone

from participation.dashboard import overview
from participation.dashboard.overview import days_picture
from participation.proposals import actions

OVERVIEW = "/dashboard/overview/"


@pytest.fixture
def reveal(make_evening, slider_result):
    return lambda values, **fields: slider_result(make_evening(**fields), values)


def test_the_year_in_one_sentence(as_user, clara, reveal, make_proposal):
    reveal([5 * i for i in range(20)])
    reveal([10, 20, 30])
    make_proposal(days_ago=33)
    page = as_user(clara).get(OVERVIEW)
    assert (page.context["evening_count"], page.context["voters"], page.context["proposal_count"]) == (3, 20, 1)
    assert "einer davon überfällig" in page.content.decode() and "Ab 10 Stimmen" in page.content.decode()


def test_an_offer_waits_for_the_authors_and_not_for_the_town_hall(as_user, clara, make_proposal):
    make_proposal("Rufbus am Freitagabend")
    proposal, until = make_proposal("Ein Grillplatz"), timezone.localdate() + timedelta(days=9)
    words = {
        "reason": "Weil dort Fledermäuse jagen.",
        "who": "Olga",
        "by_when": until,
        "wording": "Ein Platz ohne Licht.",
        "open_until": until,
    }
    actions.draft_response(proposal=proposal, by=clara, verdict="changed", **words)
    actions.publish_response(proposal=proposal, by=clara)
    client = as_user(clara)
    page = client.get(OVERVIEW)
    assert [group.count for group in page.context["groups"]] == [2] and client.get("/dashboard/").context["figures"].open == 1
    assert "einer davon bei den Jugendlichen" in page.content.decode()


def test_how_fast_answers_came(as_user, clara, make_proposal):
    proposal = make_proposal(days_ago=20)
    actions.draft_response(proposal=proposal, by=clara, verdict="rejected", reason="Weil es den Haushalt sprengt.")
    actions.publish_response(proposal=proposal, by=clara)
    page = as_user(clara).get(OVERVIEW)
    assert page.context["days"]["median"] == 20
    assert "1 von 1 Antwort kam in der Frist." in page.content.decode()


def test_a_late_answer_is_hollow_and_none_leaves_the_picture():
    picture = days_picture([3, 3, 27, 28, 29, 400], 28)
    assert [dot["late"] for dot in picture["dots"]] == [False, False, False, False, True, True]
    assert picture["in_time"] == 4
    assert all(0 < dot["x"] < picture["width"] and 0 < dot["y"] < picture["base"] for dot in picture["dots"])
    assert len({(dot["x"], dot["y"]) for dot in picture["dots"]}) == 6


def test_roles(as_user, make_user, clara, emil, ben, olga, dev, make_proposal):
    make_proposal("Rufbus am Freitagabend")
    for user in (clara, emil, ben, olga):
        assert as_user(user).get(OVERVIEW).context["proposal_count"] == 1
    assert as_user(dev).get(OVERVIEW).context["proposal_count"] == 0
    assert as_user(make_user("Nobody")).get(OVERVIEW).status_code == 404
    assert as_user().get(OVERVIEW).status_code == 302
    assert as_user(clara).post(OVERVIEW).status_code == 405


def test_rows_cost_no_queries_and_pictures_are_few(as_user, clara, reveal, make_proposal, make_evening, count_queries):
    client, evening = as_user(clara), make_evening(starts_at=timezone.now() - timedelta(days=90))
    make_proposal(workshop=evening)
    for _evening in range(4):
        reveal([5 * i for i in range(20)])
    four = count_queries(lambda: client.get(OVERVIEW))
    make_proposal("Jugendraum im Bahnhof", workshop=evening)
    make_proposal("Bänke am Bolzplatz", workshop=evening)
    for _evening in range(3):
        reveal([5 * i for i in range(20)])
    assert count_queries(lambda: client.get(OVERVIEW)) == four


def test_very_many_answers_fit_the_picture():
    picture = days_picture([9] * 3000 + [10] * 2 + [40], 28)
    assert len(picture["dots"]) <= overview.HIGHEST + 2 and picture["each"] == 75 and picture["n"] == 3003
    assert days_picture([9] * 40, 28)["each"] == 1
