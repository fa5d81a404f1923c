"""What became of it: every proposal of a town by its state, and the page of one proposal."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions, groups
from participation.proposals.models import Proposal, State
from participation.public import supporters, views

from .conftest import HOME, STATUS, html


def test_every_state_is_counted_once(client, town, clara, make_proposal):
    overdue = make_proposal("Lange überfällig, leider", days_ago=33)
    answered = {}
    for verdict in ("accepted", "rejected"):
        answered[verdict] = make_proposal(f"Beantwortet mit {verdict}", days_ago=20)
        who = {"who": "Bauamt", "by_when": timezone.localdate()}
        actions.draft_response(proposal=answered[verdict], by=clara, verdict=verdict, reason="Weil es den Haushalt sprengt.", **who)
        actions.publish_response(proposal=answered[verdict], by=clara)
    make_proposal("Noch beim Rat", state=State.REFERRED)
    make_proposal("Schon fertig gebaut", state=State.IMPLEMENTED)
    make_proposal("Ging woanders weiter", state=State.MERGED)
    make_proposal("Nie veröffentlicht", state=State.SUBMITTED, handed_over_at=None)
    response = client.get(STATUS)
    groups = {group.name: [row.proposal.title for row in group.rows] for group in response.context["groups"]}
    assert groups == {
        "Antwort steht aus": [overdue.title],
        "zugesagt, noch nicht begonnen": [answered["accepted"].title],
        "beim Gemeinderat": ["Noch beim Rat"],
        "umgesetzt": ["Schon fertig gebaut"],
        "abgelehnt, mit Begründung": [answered["rejected"].title],
    }
    page = response.content.decode()
    assert "seit 5 Tagen überfällig" in page and "einer davon überfällig" in page and "Weil es den Haushalt sprengt." in page
    lead = "Bisher gibt es 6 Vorschläge. Auf 2 hat das Rathaus geantwortet. Die Hälfte wurde innerhalb von 20 Tagen beantwortet."
    assert f"{lead} Einer wurde zusammengeführt." in page


def test_an_answer_never_shows_an_address_of_the_staff(client, town, clara, make_proposal):
    """Clara's account has an address alone, as accounts without a name do."""
    type(clara).objects.filter(pk=clara.pk).update(name="")
    clara.refresh_from_db()
    answered = make_proposal("Bänke am Bolzplatz", days_ago=20)
    actions.draft_response(proposal=answered, by=clara, verdict="rejected", reason="Weil es den Haushalt sprengt.")
    actions.publish_response(proposal=answered, by=clara)
    page = html(client, reverse("proposal", args=[answered.pk]))
    assert "Weil es den Haushalt sprengt." in page and clara.email not in page


def test_each_year_has_its_page(client, town, make_proposal):
    make_proposal("Aus dem Vorjahr", year=2025, number=1)
    make_proposal("Aus diesem Jahr", year=2026, number=1)
    assert "Aus dem Vorjahr" not in html(client, STATUS) and "Aus dem Vorjahr" in html(client, f"{STATUS}?year=2025")
    for year in ("nonsense", "1066", "9" * 5000):
        assert client.get(f"{STATUS}?year={year}").status_code == 200


def test_a_group_with_very_many_has_a_list_in_pages(client, town, make_proposal, monkeypatch):
    monkeypatch.setattr(groups, "FOLDED", 1)
    monkeypatch.setattr(views, "LISTED", 4)
    for number in range(1, 7):
        make_proposal(f"Wunsch Nummer {number}", days_ago=20 - number)
    waiting = client.get(STATUS).context["groups"][0]
    assert (waiting.count, [row.proposal.title[-1] for row in waiting.rows]) == (6, ["1", "2", "3", "4"])
    page = html(client, STATUS)
    assert "Die ganze Liste lesen: alle 6" in page and "Nummer 5" not in page
    year = timezone.localdate().year
    assert f'href="?year={year}&amp;group=waiting"' in page
    first, second = (html(client, f"{STATUS}?year={year}&group=waiting&page={number}") for number in (1, 2))
    assert "Nummer 4" in first and "Seite 1 von 2" in first and "Nummer 5" not in first
    assert "Nummer 6" in second and "Nummer 4" not in second


@pytest.mark.parametrize("asked", ["group=nonsense", "group=waiting&page=9999", "group=done", "group=", "group=waiting&page=x"])
def test_a_list_that_is_not_there_is_no_error(client, town, make_proposal, asked):
    make_proposal()
    assert client.get(f"{STATUS}?{asked}").status_code == 200


@pytest.mark.parametrize("address", [HOME, STATUS])
def test_three_rows_cost_as_many_queries_as_one(client, town, make_proposal, make_evening, count_queries, address):
    def add(title):
        make_proposal(title)
        make_evening(state="draft", starts_at=timezone.now() + timedelta(days=3))

    add("Rufbus am Freitagabend")
    one = count_queries(lambda: client.get(address))
    add("Jugendraum im Bahnhof")
    add("Bänke am Bolzplatz")
    assert Proposal.objects.count() == 3 and count_queries(lambda: client.get(address)) == one


def test_a_proposal_page_says_state_deadline_and_who_decides(client, town, make_proposal):
    page = html(client, reverse("proposal", args=[make_proposal(days_ago=33, supports=12).pk]))
    assert "seit 5 Tagen überfällig" in page and "12 Personen unterstützen das" in page and "Wer entscheidet?" in page


def test_support_from_the_page_counts_once_and_can_be_taken_back(client, town, make_proposal, monkeypatch):
    monkeypatch.setattr(supporters, "READING_SECONDS", 0)
    address = reverse("proposal", args=[make_proposal().pk])
    client.get(address)
    for _twice in range(2):
        client.post(address, {"on": "1"})
        assert "1 Person unterstützt das" in html(client, address)
    client.post(address, {"on": "0"})
    assert "0 Personen unterstützen das" in html(client, address)
