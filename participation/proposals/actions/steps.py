"""The steps of a proposal. Until the hand-over, and of what authors do, they store the day alone: a time could tell who the author is."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.accounts.models import Municipality, User
from participation.accounts.rules import roles_in
from participation.live.actions import lock, raise_version
from participation.live.guards import scrub
from workshops.clean_text import tidy
from workshops.models import Workshop
from workshops.moderation import expect_read
from workshops.refused import Refused

from ..models import UNSEEN, Declining, Proposal, ProposalEvent, State
from ..queries import supports_of
from ..second_look import declined_by
from ..transitions import AUTHOR, MODERATION, SYSTEM, Role, Rule, facts_of, rule_for
from .indexing import index
from .supporting import count, show

WITH_OWN_FUNCTION = frozenset(
    {
        "submit",
        "hand_over",
        "answer",
        "sign",
        "offer",
        "agree",
        "refuse",
        "lapse",
        "correct",
        "assess",
        "assign",
        "plan",
        "achieve",
        "drop",
        "merge",
        "part",
        "leave",
        "expire",
        "decline",
        "appeal",
    }
)
ROLE_ORDER = (Role.MAYOR, Role.OFFICER, Role.FACILITATOR, Role.ADMIN, Role.COUNCIL)
NEVER_PUBLIC = frozenset({State.DRAFT, State.DECLINED})  # who sees a reason for these: the author, and the facilitators
UNRELEASED = frozenset({State.DRAFT, State.SUBMITTED, State.DECLINED})
BEFORE_HAND_OVER = ("proposals_proposal", "proposals_support")

_released_last: dict[int, int] = {}  # workshop → the proposal that this process released last; memory only, never stored


def start_of_today() -> dt.datetime:
    """Midnight of the present day, which is stored where the time of day must not be."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def transition(*, proposal: Proposal, verb: str, by: User | str, reason: str = "", seen: str | None = None) -> ProposalEvent:
    """Take one step of the table in `transitions.py`. `by` is a staff user, or "author" for whoever has the private link or the key.

    `seen` is the digest of the text that was read. Raises Refused if the text has changed or the step is not possible. Locks the room.
    """
    if verb in WITH_OWN_FUNCTION:
        raise ValueError(f"{verb} has a function of its own")
    found = lock_proposal(proposal)
    if seen is not None:
        expect_read(seen, found.title, found.text)
    event = take_step(found, verb, by, reason)
    if verb == "release" and found.workshop.state == Workshop.State.ENDED:
        _hand_over(found, _council_from(found.workshop))
        index(found)
    if verb == "unmerge":
        stand_alone(found)
    proposal.refresh_from_db()
    return event


def last_released(workshop_id: int) -> Proposal | None:
    """The proposal that this process released last in the workshop; None if that can't be taken back any more."""
    return Proposal.objects.filter(pk=_released_last.get(workshop_id, 0), state=State.PUBLISHED, handed_over_at=None).first()


def hand_over(workshop: Workshop) -> None:
    """At the end of the workshop: make the released proposals public, in random order, and set their answer-by date.

    Merged ones get no more than a number now: if they got it when their authors leave, numbers would tell in which order they did.
    What still waits reaches the facilitator at once. A rehearsal hands nothing over. Locks the room.
    """
    lock(pk=workshop.room_id)
    own = Proposal.objects.filter(workshop=workshop)
    own.filter(state=State.SUBMITTED, is_offered=False).update(is_offered=True)
    found = own.filter(state__in=[State.PUBLISHED, State.MERGED], handed_over_at=None)
    waiting = list(found.select_related("workshop").order_by("pk"))
    released = [proposal for proposal in waiting if proposal.state == State.PUBLISHED]
    council_from = _council_from(workshop)
    for proposal in waiting:
        if proposal.state == State.PUBLISHED:
            _hand_over(proposal, council_from)
        elif not workshop.is_rehearsal:
            _give_number(proposal, timezone.localdate())
    index(*released)
    show(own)
    _released_last.pop(workshop.pk, None)
    transaction.on_commit(lambda: scrub.schedule(*BEFORE_HAND_OVER))


def _hand_over(proposal: Proposal, council_from: int | None, at: dt.datetime | None = None) -> None:
    """Hand one proposal over. The caller has locked the room, and indexes the proposal afterwards."""
    if proposal.workshop.is_rehearsal:
        return
    town = Municipality.objects.get(pk=proposal.municipality_id)
    at = record_step(proposal, "hand_over", SYSTEM, at=at).at
    day = timezone.localdate(at)
    if proposal.number is None:
        _give_number(proposal, day)
    proposal.handed_over_at, proposal.answer_by = at, day + dt.timedelta(days=town.answer_days)
    proposal.council_from = council_from
    supports = supports_of([proposal])[proposal.pk].room
    proposal.council_due = council_from is not None and supports >= council_from
    proposal.save(update_fields=["handed_over_at", "answer_by", "council_from", "council_due"])
    count(Proposal.objects.filter(pk=proposal.pk))


def _give_number(proposal: Proposal, day: dt.date) -> None:
    """Give the next number of its town in the year of `day`. Locks the town's row, because two evenings may take numbers at once."""
    town = Municipality.objects.select_for_update(no_key=True).get(pk=proposal.municipality_id)
    last = Proposal.objects.filter(municipality=town, year=day.year).aggregate(last=Max("number"))["last"]
    proposal.year, proposal.number = day.year, (last or 0) + 1
    proposal.save(update_fields=["year", "number"])


def _council_from(workshop: Workshop) -> int | None:
    """The number for all proposals of an evening: what was frozen for the first, or else the threshold of the people in the room.

    Who was in the room is forgotten when one is handed over days later.
    """
    frozen = Proposal.objects.filter(workshop=workshop, handed_over_at__isnull=False).order_by("handed_over_at")
    if first := list(frozen.values_list("council_from", flat=True)[:1]):
        return first[0]
    joined = workshop.participants.filter(is_removed=False).count()
    return council_threshold(Municipality.objects.values_list("council_share", flat=True).get(pk=workshop.municipality_id), joined)


def council_threshold(share: int | None, joined: int) -> int | None:
    """How many of `joined` people must support a proposal in the room: `share` percent, at least one. None if the town promised nothing."""
    return -(-share * joined // 100) if share and joined else None


def lock_rooms(*proposals: Proposal) -> None:
    """Lock the rooms of these proposals, and of those merged into them, because a step may unmerge them.

    While it waits, another one may be merged into them: then it locks the room of that one, too.
    """
    own, locked = {proposal.workshop_id for proposal in proposals}, set[int]()
    merged = Proposal.objects.filter(merged_into__in=proposals).order_by().values_list("workshop_id", flat=True)
    while (wanted := own | set(merged.all())) - locked:
        lock(workshop__in=wanted)
        locked = wanted


def lock_proposal(proposal: Proposal) -> Proposal:
    """Lock the rooms of a proposal and read it again."""
    lock_rooms(proposal)
    return reread(proposal)


def reread(proposal: Proposal) -> Proposal:
    """The proposal as it is now in the database. Call it after its room is locked: only who holds that lock changes the proposal."""
    return Proposal.objects.select_related("workshop", "response").get(pk=proposal.pk)


def check_step(proposal: Proposal, verb: str, by: User | str) -> Rule:
    """The rule of a step that is possible now and allowed to `by`. Raises Refused."""
    rule = rule_for(proposal.state, verb, facts_of(proposal))
    if rule is None:
        raise Refused(_("This step isn’t possible now. Somebody else may have been faster; please look again."))
    role_for(by, rule, proposal.municipality_id)
    if verb in MODERATION and isinstance(by, User) and declined_by(proposal, by):
        raise Refused(_("Whoever did not release it the first time does not decide again. A colleague takes the second look."))
    return rule


def take_step(proposal: Proposal, verb: str, by: User | str, reason: str) -> ProposalEvent:
    """Check that a step is possible, allowed to `by` and has the reason it needs, then record it. Raises Refused."""
    rule = check_step(proposal, verb, by)
    reason = tidy(reason, multiline=True)
    if rule.needs_reason and not reason:
        if rule.to in NEVER_PUBLIC:
            raise Refused(_("Please give a reason. Whoever wrote the proposal can read it."))
        raise Refused(_("Please give a reason. Everybody can read it."))
    return record_step(proposal, verb, role_for(by, rule, proposal.municipality_id), reason)


def role_for(by: User | str, rule: Rule, municipality_id: int) -> str:
    """The highest role of `by` that the rule allows. Raises Refused if there is none."""
    roles = {by} if isinstance(by, str) else roles_in(by, municipality_id)
    role = next((role for role in (AUTHOR, *ROLE_ORDER) if role in roles and role in rule.roles), None)
    if role is None:
        raise Refused(_("Your role does not allow this step."))
    return str(role)


def record_step(proposal: Proposal, verb: str, role: str, reason: str = "", *, at: dt.datetime | None = None) -> ProposalEvent:
    """Write the event and the new state. No other code does. `at` is for a step that follows from another one, and has its moment.

    Raises Refused if the step is not possible.
    """
    rule = rule_for(proposal.state, verb, facts_of(proposal))
    if rule is None or role not in rule.roles:
        raise Refused(_("This step isn’t possible now. Somebody else may have been faster; please look again."))
    last = proposal.events.order_by("number").last()
    number, now = last.number + 1 if last else 1, at or _moment_of(proposal, verb, role, last)
    event = ProposalEvent.objects.create(
        proposal=proposal, number=number, verb=verb, from_state=proposal.state, to_state=rule.to, role=role, at=now, reason=reason
    )
    if rule.to != proposal.state or verb == "hand_over":
        proposal.state, proposal.state_since = rule.to, now
    if verb in {"release", "take_back"}:
        proposal.published_at = now if verb == "release" else None
    if verb in {"submit", "appeal"}:
        proposal.is_offered = False
    if verb == "appeal":
        proposal.appealed = True
    if verb == "expire":
        proposal.title = proposal.what = proposal.why = ""
    proposal.save(update_fields=["state", "state_since", "published_at", "is_offered", "appealed", "title", "what", "why"])
    if verb == "release":
        _released_last[proposal.workshop_id] = proposal.pk
    raise_version(proposal.workshop.room_id, mine=role != AUTHOR)  # authors see their own steps on the next page
    if proposal.handed_over_at:
        index(proposal)
    if rule.to not in UNRELEASED:
        Declining.objects.filter(proposal=proposal).delete()
    if rule.to in UNSEEN:
        unmerge_all(proposal)
    return event


def _moment_of(proposal: Proposal, verb: str, role: str, last: ProposalEvent | None) -> dt.datetime:
    """When a step is said to be taken: the present moment in the town hall, the day in the room and of what authors do.

    On the day of the step before it, what authors do has the moment of that step, so that the history stays in order. A proposal
    parts from another one mostly because the authors of that one have withdrawn it, which has the day alone, too.
    """
    if role != AUTHOR and verb != "part" and (proposal.handed_over_at or verb == "hand_over"):
        return timezone.now()
    return max(start_of_today(), last.at) if last and proposal.handed_over_at else start_of_today()


def date_answer(proposal: Proposal, at: dt.datetime) -> None:
    """Store on which day the answer was published, and after how many days. The caller has locked the proposal."""
    proposal.date_answer(at)
    proposal.save(update_fields=["answered_on", "days_taken"])


def unmerge_all(lead: Proposal) -> None:
    """Undo the merging of all proposals in `lead`, because nobody sees it any more: each is answered on its own again.

    The caller has locked the rooms, as `lock_rooms` does.
    """
    for proposal in Proposal.objects.filter(merged_into=lead.pk, state=State.MERGED).select_related("workshop").order_by("pk"):
        unmerge(proposal)


def unmerge(proposal: Proposal) -> None:
    """Undo the merging of one proposal, and hand it over if its workshop has ended. The caller has locked its room."""
    record_step(proposal, "part", SYSTEM)
    stand_alone(proposal, day_only=True)


def stand_alone(proposal: Proposal, *, day_only: bool = False) -> None:
    """The proposal is merged no longer. One that was merged in the room is handed over now, if its workshop has ended.

    With `day_only` that has no time of day but the end of the workshop, because authors have caused it. The caller has locked the room.
    """
    proposal.merged_into = None
    proposal.save(update_fields=["merged_into"])
    workshop = proposal.workshop
    if proposal.handed_over_at is None and workshop.state == Workshop.State.ENDED:
        day = max(start_of_today(), workshop.ended_at or start_of_today()) if day_only else None
        _hand_over(proposal, _council_from(workshop), day)
        index(proposal)
