"""Who may do what in which state, written by hand; and random walks through the life of a proposal."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.proposals import actions, receipts
from participation.proposals.models import Proposal, State, Support
from participation.proposals.queries import supports_of
from participation.proposals.transitions import FINAL, ROLES, TRANSITIONS, Facts, facts_of, rule_for, verbs_for
from workshops.refused import Refused

ROOM, TOWN = {"facilitator", "admin"}, {"officer", "mayor"}
WAITING, WORK = "published acknowledged under_review", "answered referred decided in_implementation"
RIGHTS = [  # verb, who, in which states, and where it leads ("" for the same state)
    ("submit", {"author"}, "draft", "submitted"),
    ("release", ROOM, "submitted", "published"),
    ("return", ROOM, "submitted", "draft"),
    ("decline", ROOM, "draft submitted", "declined"),
    ("appeal", {"author"}, "declined", "submitted"),
    ("take_back", ROOM, "published", "submitted"),
    ("hand_over", {"system"}, "published", ""),
    ("acknowledge", TOWN, "published", "acknowledged"),
    ("review", TOWN, "published acknowledged", "under_review"),
    ("assess", TOWN, WAITING, ""),
    ("assign", TOWN, f"{WAITING} offered {WORK}", ""),
    ("sign", TOWN, WAITING, ""),
    ("answer", TOWN, WAITING, "answered"),
    ("offer", TOWN, WAITING, "offered"),
    ("agree", {"author"}, "offered", "answered"),
    ("refuse", {"author"}, "offered", "under_review"),
    ("lapse", {"system"}, "offered", "under_review"),
    ("correct", TOWN, f"{WORK} implemented", ""),
    ("plan", TOWN, WORK, ""),
    ("achieve", TOWN, WORK, ""),
    ("drop", TOWN, WORK, ""),
    ("refer", TOWN, "answered", "referred"),
    ("decide", TOWN, "referred", "decided"),
    ("start", TOWN, "answered decided", "in_implementation"),
    ("finish", TOWN, "in_implementation", "implemented"),
    ("withdraw", {"author"}, f"draft submitted offered {WAITING}", "withdrawn"),
    ("merge", ROOM | TOWN, "published", "merged"),
    ("merge", TOWN, "acknowledged under_review", "merged"),
    ("unmerge", ROOM | TOWN, "merged", "published"),
    ("leave", {"author"}, "merged", "published"),
    ("part", {"system"}, "merged", "published"),
    ("expire", {"system"}, "draft submitted declined", "expired"),
]


def test_every_right_stands_here_and_no_other():
    written = {(verb, role, state, to or state) for verb, roles, states, to in RIGHTS for role in roles for state in states.split()}
    held = {(verb, role, str(state), str(rule.to)) for (state, verb), rule in TRANSITIONS.items() for role in rule.roles}
    assert written == held and {role for _verb, role, _state, _to in held} <= set(ROLES)


BEFORE_HAND_OVER = {State.DRAFT, State.SUBMITTED, State.DECLINED, State.PUBLISHED, State.MERGED}


@given(
    state=st.sampled_from(sorted(set(State) - FINAL)),
    due=st.booleans(),
    rejected=st.booleans(),
    handed_over=st.booleans(),
    appealed=st.booleans(),
    alone=st.booleans(),
    answered=st.booleans(),
)
def test_no_state_is_without_a_way_out(state, due, rejected, handed_over, appealed, alone, answered):
    handed_over = handed_over or state not in BEFORE_HAND_OVER
    facts = Facts(handed_over, rejected, due, appealed, alone, answered)
    assert [verb for verb in verbs_for(state, set(ROLES), facts) if rule_for(state, verb, facts).to != state]


SECOND_LOOKS = {  # who decides at a second look: verb, in which states → who, with a colleague in the town and without
    ("release", "submitted"): (ROOM, ROOM | TOWN),
    ("return", "submitted"): (ROOM, ROOM | TOWN),
    ("decline", "submitted"): (ROOM, ROOM | TOWN),
    ("decline", "draft"): (ROOM, ROOM | TOWN),
    ("appeal", "declined"): (set(), set()),
    ("take_back", "published"): (set(), set()),
}


def test_who_takes_the_second_look():
    for (verb, state), both in SECOND_LOOKS.items():
        for alone, roles in zip((False, True), both, strict=True):
            rule = rule_for(state, verb, Facts(appealed=True, alone=alone))
            assert (rule.roles if rule else set()) == roles, (verb, state, alone)


def test_what_goes_to_the_council_is_not_begun_without_it():
    assert rule_for("answered", "start", Facts(handed_over=True)) and not rule_for("answered", "start", Facts(True, False, True))
    assert rule_for("answered", "refer", Facts(True, False, True)) and rule_for("decided", "start", Facts(True, False, True))


def test_nobody_leaves_an_answer_for_both():
    assert rule_for("merged", "leave", Facts()) and not rule_for("merged", "leave", Facts(lead_answered=True))
    assert rule_for("merged", "unmerge", Facts(lead_answered=True)), "the town hall still may undo it, with a reason"


SECRET, TOKEN = "Unter uns: der Betreiber geht pleite.", "amina-s-private-link-1"
WORDS = {"english": "", "who": "Bauamt", "by_when": timezone.localdate() + timedelta(days=90), "cost": ""}


def take(verb, proposal, other, clara, olga):
    """Try a step by its own action, as a page would. Refused if it is not possible now."""
    soon = timezone.localdate() + timedelta(days=9)
    milestone = proposal.milestones.filter(done_on=None).values_list("pk", flat=True).first() or 0
    named = {"proposal": proposal, "by": clara}
    draft = {"reason": "Weil das so besser ist.", "wording": "Ein anderer Wortlaut.", "open_until": soon, **WORDS}
    verdicts = {"answer": "accepted", "answer no": "rejected", "offer": "changed"}
    if verb in verdicts:
        actions.draft_response(**named, verdict=verdicts[verb], **draft)
        return actions.publish_response(**named)
    found = {
        "office": "Amt",
        "feasibility": "feasible",
        "explanation": "",
        "cost_from": 1,
        "cost_to": None,
        "assigned_to": clara,
        "reasoning": SECRET,
    }
    response = getattr(proposal, "response", None)
    own = {
        "assign": lambda: actions.assign(**named, to=clara if proposal.events.count() % 2 else None),
        "assess": lambda: actions.assess(**named, seen=actions.assessment_seen(proposal), **found),
        "agree": lambda: actions.decide_offer(proposal=proposal, agrees=True),
        "refuse": lambda: actions.decide_offer(proposal=proposal, agrees=False),
        "lapse": lambda: actions.lapse_offers(timezone.now() + timedelta(days=30)),
        "correct": lambda: actions.correct_response(
            **named, why="Ein Wort.", seen=response.fingerprint if response else "", reason=f"Neu {proposal.events.count()}.", **WORDS
        ),
        "plan": lambda: actions.plan_milestone(**named, what="Reden", who="Olga", by_when=soon),
        "achieve": lambda: actions.achieve_milestone(**named, milestone=milestone),
        "drop": lambda: actions.drop_milestone(**named, milestone=milestone, reason="Geht nicht."),
        "merge": lambda: actions.merge(**named, into=other, reason="Dasselbe."),
        "leave": lambda: actions.leave(proposal=proposal),
    }
    if verb in own:
        return own[verb]()
    return actions.transition(proposal=proposal, verb=verb, by="author" if verb == "withdraw" else clara, reason="Weil es so ist.")


VERBS = [
    "acknowledge",
    "review",
    "assess",
    "assign",
    "answer",
    "answer no",
    "offer",
    "agree",
    "refuse",
    "lapse",
    "correct",
    "plan",
    "achieve",
    "drop",
]
VERBS += ["refer", "decide", "start", "finish", "merge", "unmerge", "merge", "leave", "withdraw"]


@pytest.fixture
def pair(handed_over, write, make_phone, ben, workshop):
    """Two public proposals of one evening, with supports."""
    type(workshop).objects.filter(pk=workshop.pk).update(state="running")
    workshop.refresh_from_db()
    other = write(make_phone(), title="Ein Windrad für alle").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    with transaction.atomic():
        actions.hand_over(workshop)
    for proposal, count in ((handed_over, 4), (other, 3)):
        Support.objects.bulk_create(Support(proposal=proposal, key=bytes([n]) * 32, place="room") for n in range(count))
    Proposal.objects.filter(pk=handed_over.pk).update(receipt_digest=receipts.digest_of(TOKEN))
    return handed_over.pk, other.pk


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(VERBS), min_size=3, max_size=12))
def test_however_a_proposal_walks_nothing_is_lost_and_nothing_leaks(pair, clara, verbs):
    pages = (reverse("proposal", args=[pair[0]]), reverse("receipt", args=[TOKEN]), reverse("status"))
    with transaction.atomic():
        told: list = []
        for verb in verbs:
            proposal, other = (Proposal.objects.get(pk=pk) for pk in pair)
            try:
                with transaction.atomic():
                    take(verb, proposal, other, clara, None)
            except Refused as refused:
                assert str(refused)
            proposal = Proposal.objects.get(pk=pair[0])
            events = list(proposal.events.values_list("number", "verb", "reason", "at"))
            assert events[: len(told)] == told, "no event changes"
            told = events
            assert [supports_of([each])[each.pk].total for each in (proposal, other)] == [4, 3]
            assert proposal.state in FINAL or verbs_for(proposal.state, set(ROLES), facts_of(proposal))
        shown = b"".join(Client().get(page, follow=True).content for page in pages).decode()
        assert SECRET not in shown
        transaction.set_rollback(True)
