"""Every address and who may open it. What somebody may not see does not exist for them: 404, never 403."""

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from participation.discussion.actions import say
from participation.proposals.models import Proposal

from .evening import press

pytestmark = pytest.mark.django_db

PEOPLE = ["nobody", "ben", "clara", "olga", "emil", "ada", "dev"]  # facilitator, mayor, officer, council, admin; Dev: another town's
EVERYBODY = set(PEOPLE)
STAFF = EVERYBODY - {"nobody"}
FACILITATE = {"ben", "ada"}
READ = STAFF - {"dev"}
# Lists open for all staff and show each what is theirs; tests/dashboard and tests/workshops look at what they show.
TABLE = {
    "workshops": FACILITATE | {"dev"}, "workshop_new": FACILITATE | {"dev"}, "workshop_edit": FACILITATE,
    "workshop_details": FACILITATE, "item_preview": FACILITATE,
    "compose": FACILITATE | {"dev"}, "workshop_import": FACILITATE | {"dev"}, "workshop_copy": FACILITATE, "workshop_export": FACILITATE,
    "item_add": FACILITATE, "item_edit": FACILITATE,
    "tradeoffs": FACILITATE | {"dev"}, "tradeoff": FACILITATE, "tradeoff_new": FACILITATE | {"dev"}, "tradeoff_next": FACILITATE,
    "console": FACILITATE,
    "conversations": STAFF, "report": EVERYBODY, "moderation": EVERYBODY,
    "dashboard": STAFF, "dashboard_overview": STAFF, "dashboard_table": STAFF,
    "dashboard_table_as": STAFF, "dashboard_figures": STAFF, "dashboard_figures_file": STAFF, "dashboard_proposal": READ,
    "dashboard_briefing": READ,
    "home_of_staff": STAFF, "account": STAFF,
    "join_code": EVERYBODY, "join": EVERYBODY, "stage": EVERYBODY, "proposal": EVERYBODY, "home": EVERYBODY, "status": EVERYBODY,
    "municipality_proposals": EVERYBODY,
    "municipality": EVERYBODY, "municipality_status": EVERYBODY, "imprint": EVERYBODY, "privacy": EVERYBODY, "accessibility": EVERYBODY,
    "poster_a4": FACILITATE, "poster_a3": FACILITATE, "table_cards": FACILITATE,
    "municipality_workshops": EVERYBODY, "workshop": EVERYBODY, "workshop_calendar": EVERYBODY,
    "proposal_feed": EVERYBODY, "town_feed": EVERYBODY, "follow": EVERYBODY, "follow_sent": EVERYBODY,
    "workshop_feed": EVERYBODY, "follow_workshop": EVERYBODY, "follow_workshop_sent": EVERYBODY,
    "healthz": EVERYBODY, "evening": EVERYBODY, "evening_file": EVERYBODY, "publication": FACILITATE, "publication_preview": FACILITATE,
}  # fmt: skip
# With a cookie of the room, or a secret in the address; tests/live, tests/workshops/phone, tests/proposals, tests/following.
BY_SECRET = {
    "live_state", "live_stage_state", "live_console_state", "live_vote",
    "phone", "phone_mine", "phone_export", "phone_hand_on", "phone_erase", "phone_propose",
    "join_pasted", "join_code_pasted", "receipt", "receipt_reply", "room_evening", "room_evening_file",
    "authors_feed", "authors_calendar", "follow_confirm", "follow_stop",
    "quick_login", "unsubscribe", "set_language", "public_language", "password",
}  # fmt: skip
# Only by POST: a stranger's gets the same 404 as a stranger's GET of the page it belongs to.
POSTS = {
    "console_step": FACILITATE, "console_undo": FACILITATE, "console_act": FACILITATE, "console_decide": FACILITATE,
    "console_announce": FACILITATE, "rehearse": FACILITATE, "rehearsal_phones": FACILITATE, "rehearsal_clear": FACILITATE,
    "conversation_say": READ, "conversation_decide": READ - {"emil"}, "second_look": FACILITATE,
    "dashboard_publish": {"clara", "olga"}, "dashboard_correct": {"clara", "olga"},
    "dashboard_assess": {"clara", "olga"}, "dashboard_milestones": {"clara", "olga"},
    "dashboard_step": {"clara", "olga"}, "dashboard_merge": {"clara", "olga"},
    "notices": STAFF,
    "dashboard_save_view": STAFF, "dashboard_delete_view": STAFF,
    "dashboard_many": {"clara", "olga", "dev"},
}  # fmt: skip


def names(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern)
        else:
            yield pattern.name


def test_every_address_has_a_row():
    ours = {name for name in names(get_resolver()) if not name.startswith(("account_", "mfa_"))}  # tests/accounts/test_account_pages.py
    assert ours == set(TABLE) | BY_SECRET | set(POSTS)


@pytest.fixture
def clients(as_user, make_user, town, ben, clara, dev):
    """A client for each of PEOPLE, logged in."""
    users = {"nobody": None, "ben": ben, "clara": clara, "dev": dev}
    for name, role in (("olga", "officer"), ("emil", "council"), ("ada", "admin")):
        users[name] = make_user(name.title(), town, role)
    return {who: as_user(users[who]) for who in PEOPLE}


@pytest.fixture
def address(make_workshop, make_published, town, ben):
    for name in ("imprint", "privacy", "accessibility"):
        setattr(town, name, {"de": "Gemeinde Auental, Markt 1"})
    town.save()
    workshop = press(make_workshop(notice="announced"), by=ben)
    proposal = make_published(workshop)
    ended = published(make_workshop(), by=ben)
    comment = say(proposal=Proposal.objects.get(pk=proposal.pk), by=ben, kind="comment", text="Eine gute Idee.")
    arguments = {
        **dict.fromkeys(("workshop_edit", "workshop_details", "workshop_copy", "workshop_export", "item_add", "console"), [workshop.pk]),
        **dict.fromkeys(("console_step", "console_undo", "console_act", "console_decide", "console_announce"), [workshop.pk]),
        **dict.fromkeys(("poster_a4", "poster_a3", "table_cards"), [workshop.pk]),
        **dict.fromkeys(("rehearse", "rehearsal_phones", "rehearsal_clear"), [workshop.pk]),
        **dict.fromkeys(("tradeoff", "tradeoff_next"), [workshop.tradeoff_id]),
        **dict.fromkeys(("proposal", "dashboard_proposal", "dashboard_publish", "dashboard_correct"), [proposal.pk]),
        **dict.fromkeys(("proposal_feed", "follow", "follow_sent"), [proposal.pk]),
        **dict.fromkeys(("dashboard_step", "dashboard_merge", "second_look"), [proposal.pk]),
        **dict.fromkeys(("dashboard_assess", "dashboard_milestones"), [proposal.pk]),
        **dict.fromkeys(("municipality", "municipality_status", "imprint", "privacy", "accessibility"), [workshop.municipality.slug]),
        **dict.fromkeys(("municipality_workshops", "municipality_proposals", "moderation", "town_feed"), [town.slug]),
        "conversation_say": [proposal.pk],
        "conversation_decide": [comment.pk],
        "report": [proposal.pk, comment.pk],
        **dict.fromkeys(("workshop", "workshop_calendar"), [town.slug, workshop.pk]),
        **dict.fromkeys(("workshop_feed", "follow_workshop", "follow_workshop_sent"), [town.slug, workshop.pk]),
        "item_preview": [workshop.pk, "phone"],
        "item_edit": [workshop.pk, workshop.items.get().pk],
        **dict.fromkeys(("evening", "publication", "publication_preview"), [ended.pk]),
        "dashboard_delete_view": [1],
        "dashboard_briefing": [workshop.tradeoff_id],
        **dict.fromkeys(("dashboard_table_as", "dashboard_figures_file"), ["csv"]),
        "evening_file": [ended.pk, "results", "pdf"],
        "join": [workshop.code],
        "stage": [workshop.stage_token],
    }
    return lambda name: reverse(name, args=arguments.get(name, []))


@pytest.fixture
def make_published(join):
    """make_published(workshop) → a proposal that the town has to answer."""

    def make(workshop):
        from participation.proposals import actions
        from participation.proposals.models import Proposal

        words = {"title": "Nachtbus am Freitag", "what": "Er fährt bis eins.", "why": ""}
        sent = actions.create(identity=join(workshop).identity, workshop=workshop, nonce="n" * 22, **words)
        now = timezone.now()
        Proposal.objects.filter(pk=sent.proposal.pk).update(
            state="published", state_since=now, published_at=now, handed_over_at=now, answer_by=now.date(), year=now.year, number=1
        )
        return sent.proposal

    return make


def published(workshop, by):
    """The same workshop, over and with a public page."""
    from participation.documentation.actions import publish
    from workshops.actions import end_workshop

    ended = end_workshop(workshop=press(workshop, by=by), by=by)
    publish(workshop=ended, by=by, introduction={}, partners={}, reasons=[])
    return ended


def is_right(answer, may, who, good) -> bool:
    """Who may, gets one of the good statuses; nobody is sent to the login, everybody else finds nothing."""
    to_login = answer.headers.get("Location", "").startswith("/accounts/login/")
    if may:
        return answer.status_code in good and not to_login
    return answer.status_code == 302 and to_login if who == "nobody" else answer.status_code == 404


def test_who_may_open_it(address, clients):
    wrong = []
    for name, allowed in TABLE.items():
        for who, client in clients.items():
            answer = client.get(address(name))
            if not is_right(answer, who in allowed, who, {200, 302, 303}):
                wrong.append((name, who, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("name", POSTS)
def test_who_may_press_it(name, address, clients):
    for who, client in clients.items():
        answer = client.post(address(name), {"revision": -1})
        assert is_right(answer, who in POSTS[name], who, {200, 302, 303, 400, 409, 422}), (who, answer.status_code)
