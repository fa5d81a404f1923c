"""The table of a proposal's life, and what must hold for every way through it."""

from hypothesis import given
from hypothesis import strategies as st

from participation.proposals.models import UNSEEN, State
from participation.proposals.transitions import AUTHOR, FINAL, ROLES, SYSTEM, TRANSITIONS, VERBS, Facts, Role, rule_for, verbs_for

STAFF = {role.value for role in Role}
TOWN = {"officer", "mayor"}
TOWN_VERBS = {
    "acknowledge",
    "review",
    "assess",
    "assign",
    "sign",
    "answer",
    "offer",
    "correct",
    "refer",
    "decide",
    "start",
    "plan",
    "achieve",
    "drop",
    "finish",
}
ROOM = {"facilitator", "admin"}
facts = st.builds(Facts, handed_over=st.booleans(), rejected=st.booleans(), appealed=st.booleans(), lead_answered=st.booleans())


def test_every_role_of_the_table_exists():
    assert {role for rule in TRANSITIONS.values() for role in rule.roles} <= set(ROLES)


def test_every_state_can_be_reached_from_a_draft():
    reached, border = {State.DRAFT}, [State.DRAFT]
    while border:
        here = border.pop()
        border += [rule.to for (at, _verb), rule in TRANSITIONS.items() if at == here and rule.to not in reached]
        reached |= {rule.to for (at, _verb), rule in TRANSITIONS.items() if at == here}
    assert reached == set(State)


def test_nothing_leaves_a_final_state():
    assert {State.IMPLEMENTED, State.WITHDRAWN, State.EXPIRED} == FINAL


def test_a_no_always_says_why():
    for (_state, verb), rule in TRANSITIONS.items():
        if verb in {"return", "decline", "answer", "offer", "correct", "drop", "decide", "merge", "unmerge", "finish"}:
            assert rule.needs_reason


def test_only_the_author_speaks_for_the_author_and_only_the_room_releases():
    for (_state, verb), rule in TRANSITIONS.items():
        if verb in {"submit", "appeal", "withdraw", "agree", "refuse", "leave"}:
            assert rule.roles == {AUTHOR}
        if verb in {"release", "return", "decline", "take_back"}:
            assert rule.roles == ROOM
        if verb in TOWN_VERBS:
            assert rule.roles == TOWN
        if verb in {"hand_over", "expire", "lapse"}:
            assert rule.roles == {SYSTEM}


def test_a_council_member_changes_nothing():
    assert all("council" not in rule.roles for rule in TRANSITIONS.values())


@given(state=st.sampled_from(list(State)), verb=st.sampled_from(sorted(VERBS)), facts=facts)
def test_the_town_hall_touches_nothing_that_was_not_handed_over(state, verb, facts):
    rule = rule_for(state, verb, facts)
    if rule and rule.roles == TOWN:
        assert facts.handed_over


@given(state=st.sampled_from(list(State)), verb=st.sampled_from(sorted(VERBS)), facts=facts)
def test_no_staff_step_makes_an_unreleased_text_public_except_the_release(state, verb, facts):
    rule = rule_for(state, verb, facts)
    if rule and state in UNSEEN and rule.to not in UNSEEN:
        assert verb == "release"


@given(state=st.sampled_from(list(State)), roles=st.sets(st.sampled_from(ROLES)), facts=facts)
def test_buttons_are_exactly_the_steps_that_are_allowed(state, roles, facts):
    offered = verbs_for(state, roles, facts)
    for verb in VERBS:
        rule = rule_for(state, verb, facts)
        assert (verb in offered) == bool(rule and rule.roles & roles)


@given(st.lists(st.sampled_from(sorted(VERBS)), max_size=25), st.booleans())
def test_every_way_answers_before_it_builds(verbs, rejected):
    """However somebody walks: implementation comes after an answer, and an answer after the hand-over."""
    state, handed_over, seen = State.DRAFT, False, []
    for verb in verbs:
        rule = rule_for(state, verb, Facts(handed_over, rejected and "answer" in seen))
        if rule is None:
            continue
        state, handed_over = rule.to, handed_over or verb == "hand_over"
        seen.append("answer" if verb == "agree" else verb)
    if "start" in seen:
        assert "answer" in seen[: seen.index("start")]
        assert not rejected or "decide" in seen[: seen.index("start")]
    if "answer" in seen:
        assert "hand_over" in seen[: seen.index("answer")]
