"""Who may say and decide what, as a table written by hand: verb × role × state."""

import pytest

from participation.accounts.models import Membership
from participation.discussion import actions, rules
from participation.discussion.models import Contribution, Kind, State
from participation.proposals import actions as proposals
from participation.proposals.models import Proposal
from participation.proposals.models import State as ProposalState
from participation.proposals.moderation_rules import ModerationRule
from workshops.refused import Refused

pytestmark = pytest.mark.django_db

ROLES = ["facilitator", "officer", "mayor", "council", "admin", None]  # None: Dev, who has every role in another town
STAFF, TOWN = {"facilitator", "officer", "mayor", "admin"}, {"officer", "mayor"}
SAYS = {"note": STAFF, "comment": STAFF | {"council"}, "question": TOWN}
OPEN = {  # the states of a proposal in which something may be said about it
    ProposalState.PUBLISHED, ProposalState.ACKNOWLEDGED, ProposalState.UNDER_REVIEW, ProposalState.OFFERED, ProposalState.ANSWERED,
    ProposalState.REFERRED, ProposalState.DECIDED, ProposalState.IN_IMPLEMENTATION, ProposalState.IMPLEMENTED,
}  # fmt: skip
DECIDES = {  # (what it is, where it stands) → what staff who do not answer the proposal may decide
    ("reply", State.WAITING): {"release", "decline"},
    ("reply", State.PUBLIC): {"take_down"},
    ("reply", State.DECLINED): set(),
    ("reply", State.TAKEN_DOWN): set(),
    ("comment", State.PUBLIC): {"take_down"},
    ("comment", State.TAKEN_DOWN): set(),
    ("question", State.PUBLIC): {"take_down"},
    ("note", State.INTERNAL): set(),
}


@pytest.fixture
def people(make_user, town, dev):
    """By role: somebody who has it, and nothing else."""
    return {role: make_user(role.title(), town, role) if role else dev for role in ROLES}


def test_every_role_and_state_is_in_the_table():
    assert {role for role in ROLES if role} == set(Membership.Role.values)
    assert set(rules.WRITES) | {Kind.REPLY} == set(Kind) and set(SAYS) == set(rules.WRITES)
    assert {state for _kind, state in DECIDES} | {State.EXPIRED} == set(State)


@pytest.mark.parametrize("state", list(ProposalState))
def test_who_may_say_what(proposal, people, state):
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    proposal.refresh_from_db()
    for role, user in people.items():
        expected = {kind for kind, allowed in SAYS.items() if state in OPEN and role in allowed}
        assert {str(kind) for kind in rules.kinds_for(user, proposal)} == expected, (role, state)


@pytest.mark.parametrize("kind", SAYS)
def test_the_action_refuses_whom_the_page_offers_nothing(proposal, people, kind):
    for role, user in people.items():
        if role in SAYS[kind]:
            assert actions.say(proposal=proposal, by=user, kind=kind, text="Hallo").role == role
        else:
            with pytest.raises(Refused):
                actions.say(proposal=proposal, by=user, kind=kind, text="Hallo")


@pytest.fixture
def standing(proposal, olga, ben, question):
    """standing("reply", State.PUBLIC) → a contribution of this kind in this state; Olga wrote it, or asked for it."""

    def make(kind, state):
        if kind == "reply":
            said = actions.reply(proposal=proposal, question=question, text=f"So {state}")
        else:
            said = actions.say(proposal=proposal, by=olga, kind=kind, text=f"So {state}")
        steps = {State.DECLINED: ["decline"], State.TAKEN_DOWN: ["release", "take_down"], State.PUBLIC: ["release"]}.get(state, [])
        for verb in steps if kind == "reply" else steps[1:]:
            actions.decide(contribution=fresh(said), by=ben, verb=verb, rule=ModerationRule.UNRELATED)
        return fresh(said)

    return make


def fresh(said):
    return Contribution.objects.get(pk=said.pk)


@pytest.mark.parametrize(("kind", "state"), DECIDES)
def test_who_may_decide_what(proposal, people, standing, kind, state):
    said = standing(kind, state)
    for role, user in people.items():
        expected = DECIDES[kind, state] if role in STAFF else set()
        assert set(rules.decisions_for(user, proposal, said)) == expected, role


def test_only_what_was_reported_can_be_left_standing(proposal, people, standing):
    said = standing("comment", State.PUBLIC)
    for role, user in people.items():
        assert ("keep" in rules.decisions_for(user, proposal, said, is_reported=True)) == (role in STAFF)


def test_whoever_answers_decides_nothing_about_others(proposal, clara, olga, standing):
    """Clara has drafted the answer, Olga has asked."""
    answer = {"verdict": "rejected", "reason": "Das geht leider nicht, weil das Geld dafür fehlt."}
    proposals.draft_response(proposal=proposal, by=clara, **answer)
    proposal = Proposal.objects.select_related("response").get(pk=proposal.pk)
    reply, comment = standing("reply", State.WAITING), standing("comment", State.PUBLIC)
    assert rules.decisions_for(clara, proposal, reply) == rules.decisions_for(olga, proposal, reply) == []
    assert rules.decisions_for(clara, proposal, comment) == []
    with pytest.raises(Refused):
        actions.decide(contribution=reply, by=clara, verb="release")


def test_everybody_takes_down_their_own_words(proposal, emil, clara):
    said = actions.say(proposal=proposal, by=emil, kind="comment", text="Das war vorschnell.")
    assert rules.decisions_for(emil, proposal, said) == ["take_down"]
    actions.decide(contribution=said, by=emil, verb="take_down", rule=ModerationRule.UNRELATED)
    assert fresh(said).state == State.TAKEN_DOWN


def test_nothing_is_decided_about_a_withdrawn_proposal(proposal, ben, standing):
    said = standing("reply", State.WAITING)
    proposals.transition(proposal=proposal, verb="withdraw", by="author")
    assert rules.decisions_for(ben, proposal, said) == []
