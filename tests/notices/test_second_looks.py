"""Ben has not released a proposal, and its author asks for a second look: who may take it hears of it, and reads no word of the text."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from participation.accounts.models import Membership
from participation.dates import day as day_of
from participation.notices.actions import tell_due, unsubscribe
from participation.notices.models import Kind, Told
from participation.proposals import actions
from participation.proposals.actions import lots
from participation.proposals.models import State

from .conftest import morning, next_monday, on_no_monday, path_in

pytestmark = pytest.mark.django_db

TITLE, REASON = "Zwetschgendatschi für den Wirt", "Der Wirt ist leicht zu erkennen."
ONE = "Bäume oder Parkplätze: 1 Vorschlag wartet auf ein zweites Lesen"


@pytest.fixture
def ask(make_proposal, ben):
    """ask() → a proposal that Ben, or `by`, has not released, and whose author asks today for a second look."""

    def make(by=ben, **fields):
        hidden = {"handed_over_at": None, "answer_by": None, "year": None, "number": None}
        proposal = make_proposal(TITLE, state=State.SUBMITTED, is_offered=True, **hidden | fields)
        actions.decline(proposal=proposal, by=by, rule="personal", reason=REASON)
        actions.appeal(proposal=proposal)
        lots._offer([proposal.workshop_id])
        proposal.refresh_from_db()
        return proposal

    return make


@pytest.fixture
def ada(make_user, town):
    return make_user("Ada", town, "admin")


@pytest.fixture
def soon():
    """A day in the next ones that is no Monday, and neither is the day after it."""
    return next(days for days in range(2, 9) if morning(days).weekday() == 2)


# -- whom -------------------------------------------------------------------------------
def test_a_colleague_is_told_and_not_who_did_not_release_it(told, ask, soon, ada, ben, clara, olga, emil, dev):
    ask()
    assert set(told(morning(soon))) == {"ada"}


def test_without_a_colleague_the_town_hall_is_told(told, ask, soon, ben, clara, olga, emil, dev):
    ask()
    assert set(told(morning(soon))) == {"clara", "olga"}


def test_a_mayor_who_facilitates_too_does_not_look_at_her_own_decision(told, ask, soon, ben, clara, olga, town):
    ben.memberships.all().delete()
    Membership.objects.create(user=clara, municipality=town, role="facilitator")
    ask(by=clara)
    assert set(told(morning(soon))) == {"olga"}


def test_a_role_without_a_confirmed_address_does_not_count(told, ask, soon, ada, ben, clara):
    ada.is_confirmed = False
    ada.save()
    ask()
    assert set(told(morning(soon))) == {"clara"}


# -- when -------------------------------------------------------------------------------
def test_it_is_told_on_a_later_day_because_the_time_of_a_mail_would_be_that_of_the_press(told, ask, soon, ada):
    ask()
    assert not told(morning(0, 23)) and not told(morning(soon, 6)) and told(morning(soon))


def test_it_is_told_once(told, ask, soon, ada):
    ask()
    assert told(morning(soon)) and not told(morning(soon, 9)) and not told(morning(soon + 1))


@pytest.mark.parametrize("end", ["release", "decline", "withdraw"])
def test_what_is_decided_or_withdrawn_is_told_no_more_and_forgotten(end, told, ask, soon, ada):
    proposal = ask()
    assert told(morning(soon)) and Told.objects.get().proposal == proposal
    if end == "decline":
        actions.decline(proposal=proposal, by=ada, rule="personal")
    else:
        actions.transition(proposal=proposal, verb=end, by="author" if end == "withdraw" else ada)
    assert not told(morning(soon + 1)) and not Told.objects.exists()


def test_of_a_rehearsal_nothing_is_told(told, ask, make_evening, soon, ada):
    ask(workshop=make_evening(is_rehearsal=True))
    assert not told(morning(soon))


def test_who_does_not_want_it_gets_none(told, ask, soon, ada):
    ask()
    unsubscribe(user=ada, kinds=[Kind.SECOND])
    assert not told(morning(soon))


def test_one_press_in_the_mail_ends_this_kind(told, ask, soon, ada):
    ask()
    assert Client(enforce_csrf_checks=True).post(path_in(told(morning(soon))["ada"])).status_code == 200
    ask()
    assert not told(morning(soon + 1))


# -- what -------------------------------------------------------------------------------
def test_the_mail_names_evening_and_day_and_no_word_of_the_proposal(told, ask, soon, ada):
    proposal = ask()
    message = told(morning(soon))["ada"]
    assert message.subject == ONE and day_of(proposal.kept_until) in message.body
    written = message.body + message.message().as_string()
    assert not any(word in written for word in (*TITLE.split()[:1], "Wirt", "Kleinbus", "Ben", proposal.get_state_display()))
    assert not re.search(r"\d{1,2}:\d{2}", re.sub(r"http\S+", "", message.body)), "a day, and no time"


def test_its_link_leads_to_the_place_where_it_is_decided(told, ask, soon, ada, as_user):
    proposal = ask()
    path, anchor = re.search(rf"{settings.BASE_URL}(/conversations/)#(\S+)", told(morning(soon))["ada"].body).groups()
    page = as_user(ada).get(path).content.decode()
    assert f'id="{anchor}"' in page and TITLE in page and anchor == f"look-{proposal.pk}"
    assert path == reverse("conversations")


def test_who_only_facilitates_is_led_to_a_page_that_is_theirs(told, ask, soon, make_user, town, ben, as_user):
    fatma = make_user("Fatma", town, "facilitator")
    ask()
    body = told(morning(soon))["fatma"].body
    for path in re.findall(rf"{settings.BASE_URL}(/[a-z]+/)(?=[#\n])", body):
        assert as_user(fatma).get(path, follow=True).status_code == 200, path
    assert "/dashboard/" not in body


def test_several_are_counted_and_share_the_mail_with_the_rest(told, ask, make_proposal, soon, clara, ben):
    ask()
    ask()
    make_proposal("Rufbus am Freitag", days_ago=28 - soon + 1)
    message = told(morning(soon))["clara"]
    assert message.subject == "1 Antwort überfällig, 2 Vorschläge warten auf ein zweites Lesen"
    assert "VORSCHLÄGE, DIE NOCH EINMAL GELESEN WERDEN SOLLEN" in message.body and message.body.count("#look-") == 2


def test_the_mail_of_monday_has_it_too(told, ask, make_proposal, ada, clara, ben):
    ask()
    monday = next_monday()
    if monday > 1:
        told(morning(1))  # it was told before, and waits all the same
    message = told(morning(monday))["ada"]
    assert message.subject == "Diese Woche: 1 Vorschlag wartet auf ein zweites Lesen" and "#look-" in message.body


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.django_db(transaction=True)
def test_it_arrives_at_a_real_mail_server_in_the_reader_s_language(language, ask, ada, arrived, settings):
    settings.SECURE, settings.BASE_URL = True, "https://beteiligung.auental.example"
    ada.language = language
    ada.save()
    ask()
    assert tell_due(now=morning(on_no_monday(3))) == 1
    (message,) = arrived()
    body = message.get_content().replace("\r\n", "\n")
    said = {
        "de": (ONE, "Guten Tag, Ada.", "Entscheidet niemand"),
        "en": ("1 proposal waits for a second look", "Good day, Ada.", "If nobody"),
    }
    subject, greeting, kept = said[language]
    assert message["Subject"].strip().endswith(subject) and message["To"] == ada.email
    assert body.startswith(greeting) and kept in body and "https://beteiligung.auental.example/conversations/#look-" in body
    link = message["List-Unsubscribe"].strip(" <>")
    assert link.startswith("https://beteiligung.auental.example/notices/stop/") and link in body
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and message["Auto-Submitted"] == "auto-generated"


def test_the_number_of_queries_does_not_grow_with_the_proposals(ask, make_evening, soon, ada, count_queries):
    evening = make_evening()
    ask(workshop=evening)
    one = count_queries(lambda: tell_due(now=morning(soon)))
    Told.objects.all().delete()
    for _more in range(3):
        ask(workshop=evening)
    assert count_queries(lambda: tell_due(now=morning(soon))) == one
