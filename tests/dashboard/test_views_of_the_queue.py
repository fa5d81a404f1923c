"""Filters stand in the address; a person's own views; how the room stood; from one proposal to the next."""

import pytest
from django.urls import reverse

from participation.dashboard.actions import VIEWS_MAX
from participation.dashboard.models import SavedView
from participation.proposals import actions
from participation.proposals.models import Response, State
from polls.disclosure import shown_to_public

QUEUE = "/dashboard/"


def titles(response):
    return [row.proposal.title for row in response.context["rows"]]


@pytest.fixture
def three(make_proposal):
    return [
        make_proposal("Schon zu spät dran", days_ago=40),
        make_proposal("Diese Woche noch", days_ago=24),
        make_proposal("Hat noch Zeit", days_ago=2),
    ]


def test_late_and_soon_due(as_user, clara, three):
    client = as_user(clara)
    assert titles(client.get(QUEUE, {"state": "overdue"})) == ["Schon zu spät dran"]
    assert titles(client.get(QUEUE, {"state": "soon"})) == ["Diese Woche noch"]
    page = client.get(QUEUE)
    numbers = {str(view.name): view.number for view in page.context["views"]}
    assert numbers == {"Wartet auf Antwort": 3, "Überfällig": 1, "Fällig in einer Woche": 1, "Meilenstein überfällig": 0}
    assert "Drei Vorschläge warten, einer davon zu lange." in page.content.decode()


def test_an_answered_one_is_not_late(as_user, clara, make_proposal):
    make_proposal(days_ago=40, state=State.ANSWERED)
    assert titles(as_user(clara).get(QUEUE, {"state": "overdue"})) == []


def test_by_workshop(as_user, clara, make_proposal, make_evening):
    evening = make_evening(title={"de": "Bus oder Auto"})
    make_proposal("Rufbus am Freitagabend", workshop=evening)
    make_proposal("Jugendraum im Bahnhof")
    page = as_user(clara).get(QUEUE, {"workshop": evening.pk})
    assert titles(page) == ["Rufbus am Freitagabend"] and "Bus oder Auto" in page.content.decode()


def test_a_view_is_saved_by_name_and_shows_the_same_list(as_user, clara, olga, three):
    client = as_user(clara)
    saved = client.post(reverse("dashboard_save_view") + "?state=soon&sort=support&page=2", {"name": "Diese  Woche"}, follow=True)
    assert saved.redirect_chain[-1][0] == f"{QUEUE}?state=soon&sort=support&page=2"
    assert SavedView.objects.get().way == "?state=soon&sort=support", "a view begins with its first page"
    assert saved.context["view"].name == "Diese Woche" and titles(saved) == ["Diese Woche noch"]
    client.post(reverse("dashboard_save_view") + "?state=all", {"name": "Diese Woche"})
    assert [view.way for view in SavedView.objects.all()] == ["?state=all"]
    assert "Diese Woche</bdi>" not in as_user(olga).get(QUEUE).content.decode()


def test_somebody_else_s_view_cannot_be_deleted(as_user, clara, olga):
    as_user(clara).post(reverse("dashboard_save_view") + "?state=soon", {"name": "Bald"})
    address = reverse("dashboard_delete_view", args=[SavedView.objects.get().pk])
    as_user(olga).post(address)
    assert SavedView.objects.count() == 1
    as_user(clara).post(address)
    assert SavedView.objects.count() == 0


def test_a_view_needs_a_name_and_there_are_twelve_at_most(as_user, clara, three):
    client = as_user(clara)
    wrong = client.post(reverse("dashboard_save_view") + "?state=soon", {"name": " "})
    assert wrong.status_code == 422 and "Die Ansicht braucht einen Namen." in wrong.content.decode()
    for number in range(VIEWS_MAX + 1):
        last = client.post(reverse("dashboard_save_view"), {"name": f"Ansicht {number}"})
    assert last.status_code == 409 and "Vorher muss eine weg." in last.content.decode()
    assert SavedView.objects.count() == VIEWS_MAX


def test_the_line_says_how_the_room_stood(as_user, clara, make_proposal, make_evening, slider_result):
    evening = make_evening()
    slider_result(evening, [5 * i for i in range(20)])
    make_proposal(workshop=evening)
    make_proposal("Aus einem kleinen Raum", workshop=(small := make_evening()))
    slider_result(small, [10, 20, 30])
    lines = {line.row.proposal.title: line.room for line in as_user(clara).get(QUEUE).context["lines"]}
    assert lines["Rufbus am Freitagabend"] == shown_to_public(evening.pk).summary != "" and lines["Aus einem kleinen Raum"] == ""


def test_from_one_to_the_next_along_the_list(as_user, clara, three):
    client = as_user(clara)
    late, soon, later = three

    def along(proposal, **way):
        found = client.get(reverse("dashboard_proposal", args=[proposal.pk]), way).context["neighbours"]
        return found.preceding, found.following

    assert along(late) == (None, soon) and along(soon) == (late, later) and along(later) == (soon, late)
    assert along(later, sort="newest") == (None, soon)
    assert along(soon, state="overdue")[1] == late


def test_the_next_waiting_one_is_offered_after_an_answer(as_user, clara, three, answer):
    client = as_user(clara)
    late, soon, _later = three
    saved = client.post(reverse("dashboard_proposal", args=[late.pk]) + "?sort=support", answer)
    assert saved.url.endswith("/publish/?sort=support")
    seen = Response.objects.get(proposal=late).fingerprint
    page = client.post(saved.url, {"seen": seen}, follow=True)
    assert page.redirect_chain[-1][0].endswith("?sort=support") and "Die Antwort ist jetzt öffentlich." in page.content.decode()
    assert page.context["neighbours"].following == soon


def test_equal_support_keeps_the_order_of_the_list(as_user, clara, make_proposal):
    for number in range(4):
        make_proposal(f"Vorschlag Nummer {number}", supports=number // 2)
    client = as_user(clara)
    rows = [row.proposal for row in client.get(QUEUE, {"sort": "support"}).context["rows"]]
    for here, following in zip(rows, rows[1:], strict=False):
        assert client.get(reverse("dashboard_proposal", args=[here.pk]), {"sort": "support"}).context["neighbours"].following == following


def test_a_long_list_has_pages(as_user, clara, make_proposal, make_evening, monkeypatch):
    monkeypatch.setattr("participation.dashboard.queue.PAGE", 2)
    evening = make_evening()
    for number in range(3):
        make_proposal(f"Vorschlag Nummer {number}", workshop=evening)
    client = as_user(clara)
    assert len(titles(client.get(QUEUE))) == 2 and len(titles(client.get(QUEUE, {"page": "2", "state": "all"}))) == 1
    assert len(titles(client.get(QUEUE, {"page": "nonsense"}))) == 2


def test_searching_costs_as_many_queries_in_three_rows_as_in_one(as_user, clara, make_proposal, count_queries):
    client = as_user(clara)
    make_proposal()
    one = count_queries(lambda: client.get(QUEUE, {"q": "Kleinbus"}))
    make_proposal("Jugendraum im Bahnhof")
    make_proposal("Bänke am Bolzplatz", days_ago=40)
    assert count_queries(lambda: client.get(QUEUE, {"q": "Kleinbus"})) == one


def test_a_stranger_s_town_is_never_searched(as_user, dev, make_proposal):
    make_proposal()
    assert titles(as_user(dev).get(QUEUE, {"q": "Rufbus", "state": "all"})) == []


def test_a_draft_of_the_answer_does_not_lead_away_from_the_list(as_user, clara, three, answer):
    actions.draft_response(proposal=three[0], by=clara, verdict="partly", reason=answer["reason"])
    page = as_user(clara).get(reverse("dashboard_proposal", args=[three[0].pk]), {"state": "overdue"}).content.decode()
    assert f'/dashboard/{three[0].pk}/publish/?state=overdue"' in page
