"""What everybody reads without an account: the home page, what became of the proposals, the legal texts, and errors."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse
from django.utils import timezone, translation
from django.views import defaults

from participation.proposals import actions
from participation.proposals.models import Proposal, State
from participation.urls import urlpatterns as real_urls
from polls.kinds import KINDS
from polls.models import Pair, Poll
from workshops.models import AgendaItem

from .dashboard.conftest import count_queries, make_evening, make_proposal  # noqa: F401 (fixtures)

HOME, STATUS = "/m/auental/", "/m/auental/status/"


def html(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def reveal(make_evening):  # noqa: F811
    """reveal([0, 100, …]) → a revealed slider of an ended workshop."""

    def make(values, workshop=None, state=Poll.State.REVEALED):
        workshop = workshop or make_evening()
        item = AgendaItem.objects.create(workshop=workshop, position=1, kind="poll", title={"de": "Vorher"})
        poll = Poll(item=item, kind="slider", question={"de": "Was kommt auf den Markt?"}, state=state)
        poll.pole_a, poll.pole_b = {"de": "Mehr Bäume"}, {"de": "Mehr Parkplätze"}
        poll.tally = KINDS["slider"].tally(poll, [{"value": value} for value in values])
        poll.closed_at = poll.final_at = timezone.now()
        poll.save()
        return poll

    return make


# -- one town, several towns ------------------------------------------------------
def test_with_one_town_the_short_addresses_show_it(client, town):
    assert "Auental" in html(client, "/")
    assert "Was wurde daraus?" in html(client, "/status/")


def test_with_several_towns_there_is_a_choice(client, town, other_town):
    page = html(client, "/")
    assert reverse("municipality", args=["auental"]) in page and reverse("municipality", args=["bergfeld"]) in page
    assert reverse("municipality_status", args=["bergfeld"]) in html(client, "/status/")


def test_without_a_town_nothing_breaks(client, db):
    assert client.get("/").status_code == client.get("/status/").status_code == 200


def test_a_town_shows_nothing_of_another(client, town, other_town, make_proposal):  # noqa: F811
    make_proposal("Rufbus am Freitagabend")
    for address in (HOME, STATUS):
        assert "Rufbus" in html(client, address)
        assert "Rufbus" not in html(client, address.replace("auental", "bergfeld"))


# -- home -------------------------------------------------------------------------
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
def test_nor_by_how_it_moved_since(client, town, reveal, make_evening, values, named):  # noqa: F811
    workshop = make_evening()
    before = reveal(values, workshop=workshop)
    after = reveal([10, 90] * 6, workshop=workshop)
    Poll.objects.filter(pk=after.pk).update(final_at=timezone.now() + timedelta(minutes=1))
    shift = {"pairs": 12, "to_a": 0, "to_b": 6, "stayed": 6, "median_before": 10, "median_after": 50}
    Pair.objects.create(before=before.item, after=after.item, shift={"before": before.pk, "after": after.pk, "shift": shift})
    page = html(client, HOME)
    assert "So stand der Raum" in page and "Siegel" in page
    assert ("sind zu „Mehr Parkplätze“ gerückt" in page) is named


def test_what_is_not_revealed_or_still_running_is_not_shown(client, town, reveal, make_evening):  # noqa: F811
    values = list(range(0, 100, 5))
    reveal(values, state=Poll.State.CLOSED)
    reveal(values, workshop=make_evening(state="running"))
    assert "So stand der Raum" not in html(client, HOME)


def test_rehearsals_are_nobodys_business(client, town, reveal, make_evening):  # noqa: F811
    later = timezone.now() + timedelta(days=3)
    make_evening(title={"de": "Eine Probe"}, state="draft", starts_at=later, is_rehearsal=True)
    make_evening(title={"de": "Der echte Abend"}, state="draft", starts_at=later)
    assert "Eine Probe" in html(client, HOME)  # the whole town is invented
    town.is_invented = False
    town.save()
    page = html(client, HOME)
    assert "Eine Probe" not in page and "Der echte Abend" in page


def test_the_join_code_of_a_workshop_is_not_public(client, town, make_evening):  # noqa: F811
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


def test_the_oldest_debt_of_the_town_hall_is_on_the_home_page(client, town, make_proposal):  # noqa: F811
    make_proposal("Alt und überfällig", days_ago=40)
    for number in range(4):
        make_proposal(f"Neuer Vorschlag {number}", days_ago=number)
    page = client.get(HOME)
    titles = [row.proposal.title for row in page.context["became"]]
    assert titles == ["Alt und überfällig", "Neuer Vorschlag 0", "Neuer Vorschlag 1"]
    assert "Antwort seit 12 Tagen überfällig" in page.content.decode()


# -- what became of it ------------------------------------------------------------
def test_every_state_is_counted_once(client, town, clara, make_proposal):  # noqa: F811
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
    assert "6 Vorschläge kamen bisher. Auf 2 hat das Rathaus geantwortet, im Median nach 20 Tagen. Einer wurde zusammengeführt." in page


def test_each_year_has_its_page(client, town, make_proposal):  # noqa: F811
    make_proposal("Aus dem Vorjahr", year=2025, number=1)
    make_proposal("Aus diesem Jahr", year=2026, number=1)
    assert "Aus dem Vorjahr" not in html(client, STATUS) and "Aus dem Vorjahr" in html(client, f"{STATUS}?year=2025")
    for year in ("nonsense", "1066", "9" * 5000):
        assert client.get(f"{STATUS}?year={year}").status_code == 200


@pytest.mark.parametrize("address", [HOME, STATUS])
def test_three_rows_cost_as_many_queries_as_one(client, town, make_proposal, make_evening, count_queries, address):  # noqa: F811
    def add(title):
        make_proposal(title)
        make_evening(state="draft", starts_at=timezone.now() + timedelta(days=3))

    add("Rufbus am Freitagabend")
    one = count_queries(lambda: client.get(address))
    add("Jugendraum im Bahnhof")
    add("Bänke am Bolzplatz")
    assert Proposal.objects.count() == 3 and count_queries(lambda: client.get(address)) == one


# -- the public page of a proposal --------------------------------------------------
def test_a_proposal_page_says_state_deadline_and_who_decides(client, town, make_proposal):  # noqa: F811
    page = html(client, reverse("proposal", args=[make_proposal(days_ago=33, supports=12).pk]))
    assert "seit 5 Tagen überfällig" in page and "12 Menschen unterstützen das" in page and "Wer entscheidet?" in page


def test_support_from_the_page_counts_once_and_can_be_taken_back(client, town, make_proposal):  # noqa: F811
    address = reverse("proposal", args=[make_proposal().pk])
    client.get(address)
    for _twice in range(2):
        client.post(address, {"on": "1"})
        assert "1 Mensch unterstützt das" in html(client, address)
    client.post(address, {"on": "0"})
    assert "0 Menschen unterstützen das" in html(client, address)


# -- legal texts ---------------------------------------------------------------------
@pytest.mark.parametrize("page", ["imprint", "privacy", "accessibility"])
def test_no_link_without_a_page_behind_it(client, town, page):
    address = reverse(page, args=["auental"])
    assert address not in html(client, HOME) and client.get(address).status_code == 404
    setattr(town, page, {"de": "Rathausplatz 1\n<script>alert(1)</script>"})
    town.save()
    assert address in html(client, HOME)
    text = html(client, address)
    assert "Rathausplatz 1" in text and "<script>alert" not in text


# -- roles, languages, errors -----------------------------------------------------
def test_public_pages_are_for_everybody_and_only_for_reading(as_user, town, clara, dev):
    for client in (as_user(), as_user(clara), as_user(dev)):
        for address in ("/", "/status/", HOME, STATUS):
            expected = 200
            assert client.get(address).status_code == expected and client.post(address).status_code == 405


def test_an_unknown_town_is_not_found(client, town):
    assert client.get("/m/atlantis/").status_code == client.get("/m/atlantis/status/").status_code == 404


def test_the_language_switch_comes_back_to_the_page(client, town):
    assert 'lang="de"' in html(client, HOME)
    assert client.post(reverse("set_language"), {"language": "en", "next": STATUS})["Location"] == STATUS
    page = html(client, STATUS)
    assert '<html lang="en">' in page and "What became of it?" in page


def bad(request):
    from django.core.exceptions import SuspiciousOperation

    raise SuspiciousOperation


def forbidden(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


def broken(request):
    raise RuntimeError


def away(request):
    raise OperationalError("the database system is starting up")


PAGES = {"bad": bad, "forbidden": forbidden, "broken": broken, "away": away}
urlpatterns = [*(path(f"{name}/", view) for name, view in PAGES.items()), *real_urls]


@pytest.mark.parametrize(
    ("address", "status", "german", "english"),
    [
        ("/nothing/here/", 404, "Hier ist die Verbindung abgerissen.", "The line broke off here."),
        ("/forbidden/", 403, "Hierfür reicht Ihr Zugang nicht.", "You can&#x27;t open this page."),
        ("/bad/", 400, "Das konnten wir nicht lesen.", "We could not read that."),
        ("/away/", 503, "Gerade lässt sich nichts speichern.", "Nothing can be stored right now."),
        ("/broken/", 500, "Bei uns ist etwas kaputtgegangen.", "Something broke on our side."),
    ],
)
@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_errors_speak_the_language_of_the_reader(town, address, status, german, english):
    client = Client(raise_request_exception=False)
    response = client.get(address)
    assert response.status_code == status and german in response.content.decode()
    client.cookies["language"] = "en"
    page = client.get(address).content.decode()
    assert english in page.replace("can't", "can&#x27;t") and '<html lang="en">' in page


@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_while_the_database_is_away_scripts_hear_a_sentence_too(town, django_db_blocker):
    with django_db_blocker.block():
        response = Client(raise_request_exception=False).get("/away/", headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert "Gerade lässt sich nichts speichern." in response.json()["detail"]


def test_a_form_that_is_too_old_says_that_nothing_was_sent(town):
    response = Client(enforce_csrf_checks=True).post(reverse("set_language"), {"language": "en"})
    assert response.status_code == 403 and "Diese Seite war zu lange offen." in response.content.decode()


def test_the_last_page_of_all_needs_no_database(db, django_db_blocker):
    with django_db_blocker.block(), translation.override("de"):
        response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500 and "kaputtgegangen" in response.content.decode()


UNREADABLE = {
    "a boundary that is none": ("multipart/form-data; boundary=\xe4", b"--x\r\nnonsense"),
    "another charset": ("application/x-www-form-urlencoded; charset=utf-16", b"a=b"),
    "a charset that is none": (
        "multipart/form-data; boundary=x; charset=rot13",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--',
    ),
    "too many fields": ("application/x-www-form-urlencoded", b"a=b&" * 600),
}


@pytest.mark.parametrize("why", UNREADABLE)
@pytest.mark.parametrize("address", ["/nowhere/", "/j/", STATUS])
def test_a_form_that_cannot_be_read_is_a_bad_request_everywhere(town, address, why):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    content_type, body = UNREADABLE[why]
    assert client.generic("POST", address, body, content_type=content_type).status_code == 400
