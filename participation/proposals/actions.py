"""All that changes proposals: writing one, its steps, its supports, its response, and forgetting."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.accounts.models import Municipality, User
from participation.accounts.rules import roles_in
from participation.live.actions import lock, raise_counted, raise_version
from participation.live.identity import Identity
from participation.live.writer import writer
from workshops.actions import to_forget
from workshops.models import TradeOff, Workshop
from workshops.registers import Refused
from workshops.wording import tidy

from . import receipts
from .models import TEXT_MAX, TITLE_MAX, TITLE_MIN, UNSEEN, Proposal, ProposalEvent, Response, State, Support
from .queries import is_participant, owned_by
from .transitions import AUTHOR, SYSTEM, Role, Rule, facts_of, rule_for

PER_PERSON = 10
UNPUBLISHED_KEPT = dt.timedelta(days=30)
NO_WORDS = {"title": "", "what": "", "why": ""}
WITH_OWN_FUNCTION = frozenset({"submit", "hand_over", "answer", "merge", "expire"})
ROLE_ORDER = (Role.MAYOR, Role.OFFICER, Role.FACILITATOR, Role.ADMIN, Role.COUNCIL)


@dataclass(frozen=True, slots=True)
class Sent:
    """`receipt` is the token of the private link; `created` is False for a form that came twice."""

    proposal: Proposal
    receipt: str
    created: bool


# -- Writing one --------------------------------------------------------------


def create(
    *, identity: Identity, workshop: Workshop, nonce: str, title: str, what: str, why: str = "", tradeoff: TradeOff | None = None
) -> Sent:
    """A proposal from the room, waiting for the facilitator. The same form (`nonce`) makes one proposal, however often it comes."""
    uuid = receipts.uuid_of_form(identity, nonce, title, what, why)
    receipt = receipts.receipt_of(identity, uuid)
    fields = {"title": title, "what": what, "why": why, "tradeoff": tradeoff or workshop.tradeoff}
    try:
        with transaction.atomic():
            lock(slug=identity.room)
            if known := Proposal.objects.filter(uuid=uuid).first():
                return Sent(known, receipt, False)
            return Sent(_create(identity, workshop, uuid, fields), receipt, True)
    except IntegrityError:  # the same form on another process, in the same moment
        return Sent(Proposal.objects.get(uuid=uuid), receipt, False)


def _create(identity: Identity, workshop: Workshop, uuid: UUID, fields: dict[str, Any]) -> Proposal:
    if workshop.state == Workshop.State.DRAFT:
        raise Refused(_("The workshop has not begun yet."))
    if workshop.state == Workshop.State.ENDED or not is_participant(identity):
        raise Refused(_("The workshop is over. Proposals can't be sent any more."))
    if len(owned_by(identity)) >= PER_PERSON:
        raise Refused(_("You have sent ten proposals already. More than that nobody can read tonight."))
    proposal = Proposal(
        uuid=uuid,
        municipality_id=workshop.municipality_id,
        workshop=workshop,
        state_since=timezone.now(),
        owner=receipts.owner_key(identity, uuid),
        receipt_digest=receipts.digest_of(receipts.receipt_of(identity, uuid)),
    )
    _write(proposal, **fields)
    _move(proposal, "submit", AUTHOR)
    return proposal


@transaction.atomic
def resubmit(*, proposal: Proposal, title: str, what: str, why: str, tradeoff: TradeOff) -> None:
    """The author changed what the facilitator asked for."""
    locked = _lock(proposal)
    if locked.state != State.DRAFT:
        raise Refused(_("This proposal can't be changed any more."))
    _write(locked, title=title, what=what, why=why, tradeoff=tradeoff)
    _move(locked, "submit", AUTHOR)
    proposal.refresh_from_db()


def _write(proposal: Proposal, *, title: str, what: str, why: str, tradeoff: TradeOff) -> None:
    title, what, why = tidy(title), tidy(what, multiline=True), tidy(why, multiline=True)
    if not TITLE_MIN <= len(title) <= TITLE_MAX or not what or max(len(what), len(why)) > TEXT_MAX:
        raise Refused(_("Title or text is too short or too long."))
    if tradeoff.municipality_id != proposal.municipality_id:
        raise Refused(_("This trade-off belongs to another municipality."))
    proposal.title, proposal.what, proposal.why, proposal.tradeoff = title, what, why, tradeoff
    proposal.save()


# -- Its steps ----------------------------------------------------------------


@transaction.atomic
def transition(*, proposal: Proposal, verb: str, by: User | str, reason: str = "") -> ProposalEvent:
    """One step of the table in `transitions.py`. `by` is a staff user, or "author" for who holds receipt or key."""
    if verb in WITH_OWN_FUNCTION:
        raise ValueError(f"{verb} has a function of its own")
    locked = _lock(proposal)
    event = _step(locked, verb, by, reason)
    if verb == "release" and locked.workshop.state == Workshop.State.ENDED:
        _hand_over(locked)
    proposal.refresh_from_db()
    return event


@transaction.atomic
def merge(*, proposal: Proposal, into: Proposal, by: User, reason: str) -> ProposalEvent:
    """`proposal` goes on as part of `into`; its text, receipt and supports stay its own and are shown there."""
    lock(workshop__in=[proposal.workshop_id, into.workshop_id])
    locked, target = _lock(proposal), _lock(into)
    if locked.pk == target.pk or target.municipality_id != locked.municipality_id or target.state in UNSEEN | {State.MERGED}:
        raise Refused(_("These two proposals can't be merged."))
    event = _step(locked, "merge", by, reason)
    locked.merged_into = target
    locked.save(update_fields=["merged_into"])
    proposal.refresh_from_db()
    return event


def hand_over(workshop: Workshop) -> None:
    """At the workshop's end: what was released becomes public, and the answer-by date counts. The rest stays with the facilitator."""
    lock(pk=workshop.room_id)
    for proposal in Proposal.objects.select_for_update().filter(workshop=workshop, state=State.PUBLISHED, handed_over_at=None):
        _hand_over(proposal)


def _hand_over(proposal: Proposal) -> None:
    town = Municipality.objects.select_for_update().get(pk=proposal.municipality_id)
    _move(proposal, "hand_over", SYSTEM)
    today = timezone.localdate()
    last = Proposal.objects.filter(municipality=town, year=today.year).aggregate(last=Max("number"))["last"]
    proposal.year, proposal.number = today.year, (last or 0) + 1
    proposal.handed_over_at, proposal.answer_by = timezone.now(), today + dt.timedelta(days=town.answer_days)
    proposal.save(update_fields=["year", "number", "handed_over_at", "answer_by"])


def _lock(proposal: Proposal) -> Proposal:
    lock(workshop=proposal.workshop_id)
    return Proposal.objects.select_for_update(of=("self",)).select_related("workshop", "response").get(pk=proposal.pk)


def _step(proposal: Proposal, verb: str, by: User | str, reason: str) -> ProposalEvent:
    rule = rule_for(proposal.state, verb, facts_of(proposal))
    if rule is None:
        raise Refused(_("This step isn't possible now. Somebody else may have been faster; please look again."))
    reason = tidy(reason, multiline=True)
    if rule.needs_reason and not reason:
        raise Refused(_("Please give a reason. Everybody can read it."))
    return _move(proposal, verb, _role(by, rule, proposal.municipality_id), reason)


def _role(by: User | str, rule: Rule, municipality_id: int) -> str:
    roles = {by} if isinstance(by, str) else roles_in(by, municipality_id)
    role = next((role for role in (AUTHOR, *ROLE_ORDER) if role in roles and role in rule.roles), None)
    if role is None:
        raise Refused(_("Your role does not allow this step."))
    return str(role)


def _move(proposal: Proposal, verb: str, role: str, reason: str = "") -> ProposalEvent:
    """Write the event and the state; the only place that does."""
    rule = rule_for(proposal.state, verb, facts_of(proposal))
    if rule is None or role not in rule.roles:
        raise Refused(_("This step isn't possible now. Somebody else may have been faster; please look again."))
    now = timezone.now()
    last = proposal.events.aggregate(last=Max("number"))["last"] or 0
    event = ProposalEvent.objects.create(
        proposal=proposal, number=last + 1, verb=verb, from_state=proposal.state, to_state=rule.to, role=role, at=now, reason=reason
    )
    proposal.state, proposal.state_since = rule.to, now
    if verb in {"release", "take_back"}:
        proposal.published_at = now if verb == "release" else None
    if verb == "expire":
        proposal.title = proposal.what = proposal.why = ""
    proposal.save(update_fields=["state", "state_since", "published_at", "title", "what", "why"])
    raise_version(proposal.workshop.room_id, mine=role != AUTHOR)  # what authors do themselves they see on the page that follows
    return event


# -- The response -------------------------------------------------------------


@transaction.atomic
def draft_response(
    *, proposal: Proposal, by: User, verdict: str, reason: str, who: str = "", by_when: dt.date | None = None, cost: str = ""
) -> Response:
    """The first of two steps: nobody outside the town hall sees it."""
    locked = _lock(proposal)
    rule = rule_for(locked.state, "answer", facts_of(locked))
    if rule is None:
        raise Refused(_("This proposal can't be answered now."))
    role = _role(by, rule, locked.municipality_id)
    fields = {"verdict": Response.Verdict(verdict), "reason": tidy(reason, multiline=True), "who": tidy(who), "by_when": by_when}
    response, _created = Response.objects.update_or_create(
        proposal=locked, defaults={**fields, "cost": tidy(cost), "author": by, "role": role}
    )
    return response


@transaction.atomic
def publish_response(*, proposal: Proposal, by: User, seen: str | None = None) -> Response:
    """The second step: the answer is public and final, signed by who publishes it. `seen`: the fingerprint of what she has read."""
    locked = _lock(proposal)
    response = Response.objects.filter(proposal=locked, state=Response.State.DRAFT).first()
    if response is None:
        raise Refused(_("There is no draft of an answer yet."))
    if seen is not None and seen != response.fingerprint:
        raise Refused(_("Somebody has changed the draft meanwhile. Please read it once more before you publish it."))
    if response.verdict == Response.Verdict.ACCEPTED and not (response.who and response.by_when):
        raise Refused(_("An accepted proposal needs to say who takes care of it, and by when."))
    event = _step(locked, "answer", by, response.reason)
    response.state, response.published_at, response.author, response.role = Response.State.PUBLISHED, event.at, by, event.role
    response.save()
    proposal.refresh_from_db()
    return response


# -- Supports -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tap:
    """Somebody supports a proposal, or no longer does."""

    proposal_id: int
    key: bytes
    place: str
    on: bool


def support(*, identity: Identity, proposal_id: int, on: bool = True) -> None:
    """One phone supports a proposal of its room, once, or takes it back. Both may come twice."""
    proposal = Proposal.objects.in_room().filter(pk=proposal_id, workshop__room__slug=identity.room).first()
    if proposal is None or not is_participant(identity):
        raise Refused(_("This proposal can't be supported now."))
    tap = Tap(proposal.pk, receipts.support_key(identity, proposal.uuid), Support.Place.ROOM, on)
    writer.submit(_store_taps, tap).result(timeout=30)


def support_publicly(*, secret: bytes, proposal: Proposal, on: bool = True) -> None:
    """One browser supports a public proposal, once, or takes it back."""
    if not proposal.is_public or proposal.state == State.MERGED:
        raise Refused(_("This proposal can't be supported now."))
    tap = Tap(proposal.pk, receipts.public_support_key(secret, proposal.uuid), Support.Place.PUBLIC, on)
    writer.submit(_store_taps, tap).result(timeout=30)


def _store_taps(taps: Sequence[Tap]) -> list[None]:
    """Many taps in one commit, on the writer's thread: the last one of each key counts; rows are inserted in the order of their keys."""
    last = {(tap.proposal_id, tap.key): tap for tap in taps}
    rooms = dict(Proposal.objects.filter(pk__in={tap.proposal_id for tap in taps}).values_list("pk", "workshop__room_id"))
    for room_id in sorted(set(rooms.values())):
        raise_counted(room_id)
    wanted = [tap for _key, tap in sorted(last.items()) if tap.on and tap.proposal_id in rooms]
    rows = [Support(proposal_id=tap.proposal_id, key=tap.key, place=tap.place) for tap in wanted]
    Support.objects.bulk_create(rows, ignore_conflicts=True)
    for tap in last.values():
        if not tap.on:
            Support.objects.filter(proposal_id=tap.proposal_id, key=tap.key).delete()
    return [None] * len(taps)


# -- Forgetting ---------------------------------------------------------------


@transaction.atomic
def erase(*, identity: Identity) -> int:
    """All that the phone can prove to be its own: unpublished proposals go, of published ones only the link to the phone."""
    for workshop in Workshop.objects.filter(room__slug=identity.room):
        raise_version(workshop.room_id)
    own = owned_by(identity)
    gone = [proposal.pk for proposal in own if proposal.state in UNSEEN and proposal.handed_over_at is None]
    Proposal.objects.filter(pk__in=gone).delete()
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in own]).update(owner=None)
    return len(gone)


@transaction.atomic
def erase_supports(*, identity: Identity) -> int:
    """Those that the phone can prove to be its own."""
    for workshop in Workshop.objects.filter(room__slug=identity.room):
        raise_counted(workshop.room_id)
    keys = {
        pk: receipts.support_key(identity, uuid)
        for pk, uuid in Proposal.objects.filter(workshop__room__slug=identity.room).values_list("pk", "uuid")
    }
    return sum(Support.objects.filter(proposal_id=pk, key=key).delete()[0] for pk, key in keys.items())


@transaction.atomic
def forget(now: dt.datetime) -> int:
    """A day after the workshop keys become numbers; after 30 days what was never published is gone."""
    due = Proposal.objects.filter(workshop__in=to_forget(now))
    owned, supported = due.filter(owner__isnull=False), due.filter(supports__place=Support.Place.ROOM).distinct()
    old = Proposal.objects.filter(state_since__lte=now - UNPUBLISHED_KEPT, state__in=UNSEEN)
    lock(workshop__in={workshop for some in (owned, supported, old) for workshop in some.values_list("workshop", flat=True)})
    count = owned.update(owner=None)
    for proposal in supported:
        gone = Support.objects.filter(proposal=proposal, place=Support.Place.ROOM).delete()[0]
        Proposal.objects.filter(pk=proposal.pk).update(room_supports=proposal.room_supports + gone)
        count += gone
    for proposal in old.filter(state__in=[State.DRAFT, State.SUBMITTED]):
        _move(proposal, "expire", SYSTEM)  # the receipt still says so for 30 days
    count += old.filter(handed_over_at=None).delete()[1].get("proposals.Proposal", 0)
    # What was public once and then withdrawn keeps its number and its history, not its words.
    return count + old.exclude(title="").update(**NO_WORDS)
