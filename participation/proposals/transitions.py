"""The table of steps: which steps a proposal may take, who may take them, and which need a reason."""

from dataclasses import dataclass, replace

from participation.accounts.models import Membership

from .models import Proposal, Response, State
from .queries import lead_of
from .second_look import is_alone

Role = Membership.Role
AUTHOR, SYSTEM = "author", "system"
ROLES = (AUTHOR, SYSTEM, *Role.values)

_AUTHOR = frozenset({AUTHOR})
_SYSTEM = frozenset({SYSTEM})
_ROOM = frozenset({Role.FACILITATOR.value, Role.ADMIN.value})
_TOWN = frozenset({Role.OFFICER.value, Role.MAYOR.value})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: the state it leads to, and what it demands."""

    to: State
    roles: frozenset[str]
    needs_reason: bool = False
    handed_over: bool | None = None  # True: only after the hand-over, False: only before it, None: either
    not_rejected: bool = False  # only if the answer was not "rejected"
    not_due: bool = False  # only if the council need not deal with it
    not_appealed: bool = False  # only if its author has not asked for a second look
    lead_waits: bool = False  # only if the proposal that it was merged into is not answered


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table needs to know of a proposal besides its state."""

    handed_over: bool = False
    rejected: bool = False
    council_due: bool = False
    appealed: bool = False
    alone: bool = False  # a second look, and nobody facilitates in this town but the person who did not release it
    lead_answered: bool = False  # it was merged into another one, and that one is answered


S = State
WAITING = (S.PUBLISHED, S.ACKNOWLEDGED, S.UNDER_REVIEW)
BEFORE_COUNCIL, AFTER_COUNCIL = (S.ANSWERED, S.REFERRED), (S.DECIDED, S.IN_IMPLEMENTATION)
AFTER_ANSWER = (*BEFORE_COUNCIL, *AFTER_COUNCIL, S.IMPLEMENTED)
TRANSITIONS: dict[tuple[State, str], Rule] = {
    # In the room. "Return" asks the author to change something: the proposal is a draft again.
    (S.DRAFT, "submit"): Rule(S.SUBMITTED, _AUTHOR),
    (S.SUBMITTED, "return"): Rule(S.DRAFT, _ROOM, needs_reason=True),
    (S.SUBMITTED, "release"): Rule(S.PUBLISHED, _ROOM),
    (S.SUBMITTED, "decline"): Rule(S.DECLINED, _ROOM, needs_reason=True),
    (S.DRAFT, "decline"): Rule(S.DECLINED, _ROOM, needs_reason=True),
    # The author may ask once for a second look, by somebody else; what was released then can't be taken back.
    (S.DECLINED, "appeal"): Rule(S.SUBMITTED, _AUTHOR, not_appealed=True),
    (S.PUBLISHED, "take_back"): Rule(S.SUBMITTED, _ROOM, handed_over=False, not_appealed=True),
    (S.PUBLISHED, "hand_over"): Rule(S.PUBLISHED, _SYSTEM, handed_over=False),
    # In the town hall.
    (S.PUBLISHED, "acknowledge"): Rule(S.ACKNOWLEDGED, _TOWN, handed_over=True),
    (S.PUBLISHED, "review"): Rule(S.UNDER_REVIEW, _TOWN, handed_over=True),
    (S.ACKNOWLEDGED, "review"): Rule(S.UNDER_REVIEW, _TOWN, handed_over=True),
    (S.PUBLISHED, "answer"): Rule(S.ANSWERED, _TOWN, needs_reason=True, handed_over=True),
    (S.ACKNOWLEDGED, "answer"): Rule(S.ANSWERED, _TOWN, needs_reason=True, handed_over=True),
    (S.UNDER_REVIEW, "answer"): Rule(S.ANSWERED, _TOWN, needs_reason=True, handed_over=True),
    # "Yes, if changed": the authors say whether they agree. Nothing changes until then; after a date the town hall decides anew.
    **{(state, "offer"): Rule(S.OFFERED, _TOWN, needs_reason=True, handed_over=True) for state in WAITING},
    (S.OFFERED, "agree"): Rule(S.ANSWERED, _AUTHOR, handed_over=True),
    (S.OFFERED, "refuse"): Rule(S.UNDER_REVIEW, _AUTHOR, handed_over=True),
    (S.OFFERED, "lapse"): Rule(S.UNDER_REVIEW, _SYSTEM, handed_over=True),
    (S.OFFERED, "withdraw"): Rule(S.WITHDRAWN, _AUTHOR),
    # After the answer. The council may overrule a "no", so only the short way needs a "yes".
    (S.ANSWERED, "refer"): Rule(S.REFERRED, _TOWN, handed_over=True),
    (S.ANSWERED, "start"): Rule(S.IN_IMPLEMENTATION, _TOWN, handed_over=True, not_rejected=True, not_due=True),
    (S.REFERRED, "decide"): Rule(S.DECIDED, _TOWN, needs_reason=True, handed_over=True),
    (S.DECIDED, "start"): Rule(S.IN_IMPLEMENTATION, _TOWN, handed_over=True),
    (S.IN_IMPLEMENTATION, "finish"): Rule(S.IMPLEMENTED, _TOWN, needs_reason=True, handed_over=True),
    # Where a town wants it, a second person signs the draft of an answer. That stays in the house: it is no event.
    **{(state, "sign"): Rule(state, _TOWN, handed_over=True) for state in WAITING},
    # Who of the staff takes care of it, as long as there is something to do. That stays in the house, too.
    **{(state, "assign"): Rule(state, _TOWN, handed_over=True) for state in (*WAITING, S.OFFERED, *BEFORE_COUNCIL, *AFTER_COUNCIL)},
    # Whether it is feasible is checked before the answer; what will be done and when is said after a yes.
    **{(state, "assess"): Rule(state, _TOWN, handed_over=True) for state in WAITING},
    **{(state, verb): Rule(state, _TOWN, handed_over=True, not_rejected=True) for state in BEFORE_COUNCIL for verb in ("plan", "achieve")},
    **{(state, verb): Rule(state, _TOWN, handed_over=True) for state in AFTER_COUNCIL for verb in ("plan", "achieve")},
    **{(state, "drop"): Rule(state, _TOWN, needs_reason=True, handed_over=True) for state in BEFORE_COUNCIL + AFTER_COUNCIL},
    # The words of a published answer may be corrected, its verdict not.
    **{(state, "correct"): Rule(state, _TOWN, needs_reason=True, handed_over=True) for state in AFTER_ANSWER},
    # Side exits.
    (S.DRAFT, "withdraw"): Rule(S.WITHDRAWN, _AUTHOR),
    (S.SUBMITTED, "withdraw"): Rule(S.WITHDRAWN, _AUTHOR),
    (S.PUBLISHED, "withdraw"): Rule(S.WITHDRAWN, _AUTHOR),
    (S.ACKNOWLEDGED, "withdraw"): Rule(S.WITHDRAWN, _AUTHOR),
    (S.UNDER_REVIEW, "withdraw"): Rule(S.WITHDRAWN, _AUTHOR),
    (S.PUBLISHED, "merge"): Rule(S.MERGED, _ROOM | _TOWN, needs_reason=True),
    (S.ACKNOWLEDGED, "merge"): Rule(S.MERGED, _TOWN, needs_reason=True, handed_over=True),
    (S.UNDER_REVIEW, "merge"): Rule(S.MERGED, _TOWN, needs_reason=True, handed_over=True),
    (S.MERGED, "unmerge"): Rule(S.PUBLISHED, _ROOM | _TOWN, needs_reason=True),
    (S.MERGED, "leave"): Rule(S.PUBLISHED, _AUTHOR, lead_waits=True),
    (S.MERGED, "part"): Rule(S.PUBLISHED, _SYSTEM),
    (S.DRAFT, "expire"): Rule(S.EXPIRED, _SYSTEM),
    (S.SUBMITTED, "expire"): Rule(S.EXPIRED, _SYSTEM),
    (S.DECLINED, "expire"): Rule(S.EXPIRED, _SYSTEM),
}
VERBS = frozenset(verb for _state, verb in TRANSITIONS)
MODERATION = frozenset({"return", "release", "decline"})
FINAL = frozenset(State) - {state for (state, _verb), rule in TRANSITIONS.items() if rule.to != state}


def rule_for(state: str, verb: str, facts: Facts) -> Rule | None:
    """The rule of this step; None if nobody can take it now."""
    rule = TRANSITIONS.get((State(state), verb))
    if rule is None or (rule.handed_over is not None and rule.handed_over != facts.handed_over):
        return None
    if (rule.not_rejected and facts.rejected) or (rule.not_due and facts.council_due) or (rule.not_appealed and facts.appealed):
        return None
    if rule.lead_waits and facts.lead_answered:
        return None
    return replace(rule, roles=rule.roles | _TOWN) if facts.alone and verb in MODERATION else rule


def verbs_for(state: str, roles: frozenset[str] | set[str], facts: Facts) -> list[str]:
    """What somebody with these roles may do now, in the order of the table: the buttons of a page."""
    verbs = [verb for at, verb in TRANSITIONS if at == state]
    return [verb for verb in verbs if (rule := rule_for(state, verb, facts)) and rule.roles & set(roles)]


def facts_of(proposal: Proposal) -> Facts:
    """The facts of a proposal as it is loaded."""
    response = getattr(proposal, "response", None)
    rejected = response is not None and response.verdict == Response.Verdict.REJECTED
    return Facts(
        handed_over=proposal.handed_over_at is not None,
        rejected=rejected,
        council_due=proposal.council_due,
        appealed=proposal.appealed,
        alone=is_alone(proposal),
        lead_answered=lead_of(proposal).state in AFTER_ANSWER if proposal.state == State.MERGED else False,
    )
