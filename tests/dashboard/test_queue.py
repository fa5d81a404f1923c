"""The queue: what waits, since when, how strongly supported, and the table of it."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from participation.proposals.labels import deadline_label
from participation.proposals.models import State, Support

QUEUE = "/dashboard/"


def titles(response):
    return [row.proposal.title for row in response.context["rows"]]


def test_the_headline_says_the_state(as_user, clara, make_proposal):
    client = as_user(clara)
    assert "Alles beantwortet." in client.get(QUEUE).content.decode()
    make_proposal()
    assert "Ein Vorschlag wartet auf Antwort." in client.get(QUEUE).content.decode()
    make_proposal("Jugendraum im Bahnhof")
    assert "Zwei Vorschläge warten auf Antwort." in client.get(QUEUE).content.decode()


def test_who_only_reads_is_not_asked_for_an_answer(as_user, emil, make_proposal):
    make_proposal()
    assert "Ein Vorschlag wartet auf eine Antwort." in as_user(emil).get(QUEUE).content.decode()


def test_overdue_is_said_in_words_and_counted(as_user, clara, make_proposal):
    make_proposal(days_ago=33)
    make_proposal("Noch lange Zeit dafür", days_ago=1)
    page = as_user(clara).get(QUEUE)
    assert "seit 5 Tagen überfällig" in page.content.decode()
    assert (page.context["figures"].open, page.context["figures"].overdue) == (2, 1)


@pytest.mark.parametrize(
    ("left", "text", "tone"),
    [
        (-5, "seit 5 Tagen überfällig", "bad"),
        (-1, "seit gestern überfällig", "bad"),
        (0, "heute", "warn"),
        (1, "bis morgen", "warn"),
        (2, "noch 2 Tage", "warn"),
        (3, "noch 3 Tage", ""),
    ],
)
def test_deadlines_are_words(left, text, tone):
    today = date(2026, 11, 3)
    said = deadline_label(today + timedelta(days=left), today)
    assert (said.text, said.tone) == (text, tone)


def test_the_most_urgent_comes_first_unless_asked_otherwise(as_user, clara, make_proposal):
    make_proposal("Später dran, viel Zuspruch", days_ago=3, supports=40)
    make_proposal("Bald fällig, wenig Zuspruch", days_ago=20, supports=2)
    client = as_user(clara)
    assert titles(client.get(QUEUE)) == ["Bald fällig, wenig Zuspruch", "Später dran, viel Zuspruch"]
    assert titles(client.get(QUEUE, {"sort": "support"})) == ["Später dran, viel Zuspruch", "Bald fällig, wenig Zuspruch"]
    assert titles(client.get(QUEUE, {"sort": "newest"})) == ["Später dran, viel Zuspruch", "Bald fällig, wenig Zuspruch"]


def test_support_is_that_of_the_room_and_of_the_public_page(as_user, clara, make_proposal):
    proposal = make_proposal(supports=4)
    Support.objects.create(proposal=proposal, key=b"k" * 32, place=Support.Place.PUBLIC)
    Support.objects.create(proposal=proposal, key=b"r" * 32, place=Support.Place.ROOM)
    row = as_user(clara).get(QUEUE).context["rows"][0]
    assert (row.support, row.proposal.support_room, row.proposal.support_public) == (6, 5, 1)


def test_the_filter_finds_by_word_tradeoff_and_state(as_user, clara, make_proposal, make_evening, make_tradeoff):
    other = make_tradeoff(title={"de": "Windkraft und Ruhe"})
    make_proposal("Nachts dunkel, wenn keiner fliegt", workshop=make_evening(tradeoff=other))
    make_proposal("Rufbus am Freitagabend", state=State.UNDER_REVIEW)
    client = as_user(clara)
    assert titles(client.get(QUEUE, {"q": "dunkel"})) == ["Nachts dunkel, wenn keiner fliegt"]
    assert titles(client.get(QUEUE, {"tradeoff": other.pk})) == ["Nachts dunkel, wenn keiner fliegt"]
    assert titles(client.get(QUEUE, {"state": "review"})) == ["Rufbus am Freitagabend"]
    assert titles(client.get(QUEUE, {"state": "answered"})) == []
    assert len(titles(client.get(QUEUE, {"state": "nonsense", "sort": "x", "tradeoff": "abc"}))) == 2


def test_what_is_asked_for_least_is_folded_until_it_is_asked_for(as_user, clara, make_proposal):
    client, proposal, folded = as_user(clara), make_proposal(), '<details class="fold"><summary>Weitere Filter'
    for asked in ({}, {"state": "all"}, {"sort": "support"}, {"place": "nirgends"}):
        assert folded in client.get(QUEUE, asked).content.decode(), asked
    for asked in ({"workshop": proposal.workshop_id}, {"place": proposal.workshop.place}, {"assigned": "mine"}):
        assert folded.replace('">', '" open>', 1) in client.get(QUEUE, asked).content.decode(), asked


def test_phones_fold_a_filter_that_the_views_show(as_user, clara, make_proposal):
    """Anything else that it is set to stays visible, and what is wrong in it does, too."""
    make_proposal()
    client = as_user(clara)
    for asked, folds in (({}, True), ({"state": "overdue"}, True), ({"state": "all"}, False), ({"q": "Bus"}, False), ({"q": "?"}, False)):
        assert ("data-folds" in client.get(QUEUE, asked).content.decode()) is folds, asked


def test_the_search_knows_large_and_small_umlauts(as_user, clara, make_proposal):
    make_proposal("Öffnet das Freibad früher")
    client = as_user(clara)
    assert titles(client.get(QUEUE, {"q": "öffnet"})) == titles(client.get(QUEUE, {"q": "FREIBAD"})) == ["Öffnet das Freibad früher"]


def test_only_what_was_handed_over_is_there(as_user, clara, make_proposal, make_evening):
    make_proposal(handed_over_at=None)
    make_proposal(state=State.WITHDRAWN)
    assert titles(as_user(clara).get(QUEUE, {"state": "all"})) == []


def test_another_town_sees_nothing(as_user, dev, make_proposal):
    make_proposal()
    assert titles(as_user(dev).get(QUEUE, {"state": "all"})) == []
    assert "Rufbus" not in as_user(dev).get(reverse("dashboard_table")).content.decode()


def test_the_empty_queue_says_what_comes_next(as_user, clara, make_evening):
    later = timezone.now() + timedelta(days=9)
    make_evening(title={"de": "Der Wolf ist da"}, starts_at=later, state="draft")
    assert "Der Wolf ist da" in as_user(clara).get(QUEUE).content.decode()


@pytest.mark.parametrize("path", [QUEUE, "/dashboard/proposals.csv"])
def test_roles(as_user, make_user, clara, ben, emil, olga, path):
    for user in (clara, olga, emil, ben):
        assert as_user(user).get(path).status_code == 200
    assert as_user(make_user("Nobody")).get(path).status_code == 404
    assert as_user().get(path).status_code == 302
    assert as_user(clara).post(path).status_code == 405


def test_three_rows_cost_as_many_queries_as_one(as_user, clara, make_proposal, count_queries):
    client = as_user(clara)
    make_proposal()
    one = count_queries(lambda: client.get(QUEUE))
    make_proposal("Jugendraum im Bahnhof")
    make_proposal("Bänke am Bolzplatz", days_ago=40)
    assert count_queries(lambda: client.get(QUEUE)) == one


def test_the_table_holds_the_queue_and_calculates_nothing(as_user, clara, make_proposal):
    make_proposal('=HYPERLINK("http://x";"klick")', supports=7)
    make_proposal("Rufbus; mit Strichpunkt")
    make_proposal("\uff1d1+1 in voller Breite")
    response = as_user(clara).get(reverse("dashboard_table"))
    assert response["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    cells = [cell for row in rows for cell in row]
    assert len(rows) == 4 and {len(row) for row in rows} == {12}
    assert '\'=HYPERLINK("http://x";"klick")' in cells and "Rufbus; mit Strichpunkt" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\uff1d")) for cell in cells)


def test_the_queue_speaks_english(as_user, clara, make_proposal):
    make_proposal(days_ago=29)
    client = as_user(clara)
    client.cookies["language"] = "en"
    with translation.override("en"):
        page = client.get(QUEUE).content.decode()
    assert "One proposal is waiting for your answer." in page and "overdue since yesterday" in page
