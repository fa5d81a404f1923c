"""What happens to a poll: written, opened, closed, made final, shown, asked again."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live import clock, scrub, writer
from participation.live.actions import lock, raise_counted, raise_version
from participation.live.identity import Identity
from workshops.actions import add_item, in_order, to_forget, update_item
from workshops.models import AgendaItem, Workshop
from workshops.registers import Refused

from . import ballot_box, pairs, remarks, specs
from .disclosure import ROOM_FLOOR
from .kinds import kind_of
from .models import Ballot, FinalBallot, Pair, Poll, Remark

REOPEN_SECONDS = 10
State = Poll.State
WORDING = ("question", "hint", "pole_a", "pole_b", "options", "settings")


# -- writing --------------------------------------------------------------------
@transaction.atomic
def set_poll(
    *,
    by: User | None,
    item: AgendaItem | None = None,
    workshop: Workshop | None = None,
    kind: str = "",
    after: AgendaItem | None = None,
    **values: Any,
) -> AgendaItem:
    """Write a new question, or correct one; an option that was left out is retired, never deleted."""
    title, minutes = values.pop("title", None) or values["question"], values.pop("minutes", 5)
    if item is None:
        item = add_item(workshop=workshop, kind="poll", by=by, title=title, minutes=minutes, after=after)
        Poll.objects.create(item=item, kind=kind, **values)
        return item
    lock(pk=item.workshop.room_id)
    poll = latest(item)
    kept = {option["id"] for option in values.get("options", [])}
    retired = [option | {"retired": True} for option in poll.options if option["id"] not in kept]
    values["options"] = values.get("options", []) + retired
    changed = _changed(poll, values)
    _expect_open_to(poll, changed)
    Poll.objects.filter(pk=poll.pk).update(**changed)
    update_item(item=item, by=by, reworded=bool(changed), title=title, minutes=minutes)
    _mirror(item, changed, by)
    return item


def _changed(poll: Poll, values: dict[str, Any]) -> dict[str, Any]:
    """What of `values` says something new. A setting that was never made is what its form begins with."""
    changed = {name: value for name, value in values.items() if value != getattr(poll, name)}
    unset = {name: field.initial for name, field in kind_of(poll).settings_form.base_fields.items()}
    if unset | changed.get("settings", {}) == unset | poll.settings:
        changed.pop("settings", None)
    return changed


def _expect_open_to(poll: Poll, changed: dict[str, Any]) -> None:
    """Refuse what would give other meaning to ballots that are in; what a final result is sealed with stays to the letter."""
    if poll.is_final and changed:
        raise Refused(_("The result is final: its question stays as it was. Ask once more, then you can put it differently."))
    if poll.state != State.READY and changed.keys() & {"options", "settings"}:
        raise Refused(_("The vote has begun: options and settings stay as they are. You can still correct the wording."))


def _mirror(item: AgendaItem, values: dict[str, Any], by) -> None:
    """A pair asks the same question twice: a correction holds for both while the other one has not begun."""
    pair = pairs.pair_of(item)
    if pair:
        other = pair.after if pair.before_id == item.pk else pair.before
        poll = latest(other)
        if poll.state == State.READY:
            Poll.objects.filter(pk=poll.pk).update(**values)


@transaction.atomic
def add_pair(*, workshop: Workshop, kind: str, by: User | None, after: AgendaItem | None = None, **values: Any) -> Pair:
    """The same question before and after: two items, to be moved apart, whose ballots can be compared with themselves."""
    first = set_poll(workshop=workshop, kind=kind, by=by, after=after, **values)
    second = set_poll(workshop=workshop, kind=kind, by=by, after=first, **values)
    pair = Pair.objects.create(before=first, after=second)
    Poll.objects.filter(item__in=[first, second]).update(pair_uuid=pair.uuid)
    return pair


def latest(item: AgendaItem) -> Poll:
    return item.polls.order_by("-round").first()


# -- steps, each inside the transaction of its step on the writer ------------------------
def open_poll(poll: Poll) -> None:
    if not Poll.objects.filter(pk=poll.pk, state=State.READY).update(state=State.OPEN, opened_at=Now()):
        raise Refused(_("This vote is open already, or over."))


def unopen_poll(poll: Poll) -> None:
    """Undo of opening, only while no ballot is in."""
    if ballot_box.count(poll.pk):
        raise Refused(_("Somebody has voted already; opening can't be undone any more."))
    Poll.objects.filter(pk=poll.pk, state=State.OPEN).update(state=State.READY, opened_at=None)


def close_poll(poll: Poll) -> None:
    if not Poll.objects.filter(pk=poll.pk, state=State.OPEN).update(state=State.CLOSED, closed_at=Now()):
        raise Refused(_("This vote is not open."))


def reopen_poll(poll: Poll) -> None:
    """Undo of closing: within ten seconds, unless somebody has seen the result."""
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if not can_reopen(poll):
        raise Refused(_("This vote is final; ask again instead."))
    Poll.objects.filter(pk=poll.pk).update(state=State.OPEN, closed_at=None)


def can_reopen(poll: Poll) -> bool:
    fresh = poll.closed_at and clock.now() - poll.closed_at < timedelta(seconds=REOPEN_SECONDS)
    return bool(poll.state == State.CLOSED and not poll.is_final and fresh)


def reveal_poll(poll: Poll) -> None:
    finalise(poll.pk)
    Poll.objects.filter(pk=poll.pk, state=State.CLOSED).update(state=State.REVEALED)


def finalise(poll_id: int) -> bool:
    """Make a closed poll final: move its ballots, freeze the tally. Once, under the poll's lock; False if it was final."""
    lock(workshop__items__polls=poll_id)
    poll = Poll.objects.select_for_update(of=("self",)).select_related("item__workshop").get(pk=poll_id)
    if poll.is_final or poll.state not in {State.CLOSED, State.REVEALED}:
        return False
    answers = ballot_box.finalise_rows(poll.pk)
    poll.tally = kind_of(poll).tally(poll, answers)
    if poll.tally["n"] < ROOM_FLOOR:  # nobody will ever see more than this
        poll.tally = {"n": poll.tally["n"]}
    poll.salt = secrets.token_hex(16)
    poll.digest = digest_of(poll)
    poll.final_at = clock.now()
    poll.save(update_fields=["tally", "salt", "digest", "final_at"])
    pairs.freeze(poll)
    raise_version(poll.item.workshop.room_id, mine=True)
    transaction.on_commit(scrub.soon)
    return True


def digest_of(poll: Poll) -> str:
    """SHA-256 over salt, uuid, wording and counts: shown with the salt, so that anybody can check nothing was changed."""
    words = {name: getattr(poll, name) for name in WORDING}
    sealed = json.dumps([poll.salt, str(poll.uuid), words, poll.tally], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(sealed.encode()).hexdigest()


# -- beside the steps --------------------------------------------------------------------
def peek(*, poll: Poll, by: User | None) -> None:
    """The facilitator looks at the result beforehand: the poll becomes final, and closing can't be undone any more."""

    def look(workshop):
        if Poll.objects.filter(pk=poll.pk, state=State.CLOSED).update(is_peeked=True) == 0:
            raise Refused(_("Close the vote first."))
        finalise(poll.pk)
        return "peek", poll.item

    writer.call(lambda: in_order(poll.item.workshop_id, None, by, look))


def ask_again(*, item: AgendaItem, by: User | None) -> None:
    """A new poll of the same item; the old one stays as it is."""

    def ask(workshop):
        poll = latest(item)
        if poll.state not in {State.CLOSED, State.REVEALED}:
            raise Refused(_("Close the vote first."))
        finalise(poll.pk)
        number = item.polls.aggregate(last=Max("round"))["last"] + 1
        same = {name: getattr(poll, name) for name in WORDING}
        if pairs.pair_of(item):  # else the two rounds have nothing in common by which one could tell who is who
            same["pair_uuid"] = poll.pair_uuid
        Poll.objects.create(item=item, round=number, kind=poll.kind, **same)
        return "again", item

    writer.call(lambda: in_order(item.workshop_id, None, by, ask))


# -- remarks -----------------------------------------------------------------------------
DECISIONS = {"release": Remark.State.RELEASED, "return": Remark.State.RETURNED, "hide": Remark.State.HIDDEN}


def decide_remark(*, workshop: Workshop, id: str, verb: str, by: User | None, reason: str = "") -> None:
    """Release, return or hide a remark that waits."""

    def decide():
        raise_version(workshop.room_id, mine=verb == "return")
        found = Remark.objects.filter(pk=id, poll__item__workshop=workshop)
        if not found.update(state=DECISIONS[verb]):
            raise Refused(_("This remark is gone: whoever wrote it has changed or withdrawn it."))

    writer.call(decide)


def offer_lots(rooms: list[str]) -> None:
    """Hand waiting remarks to the facilitator, all that wait together; a chore of the live path."""
    if due := remarks.due_lots():
        writer.call(lambda: _offer(due))


def _offer(poll_ids: list[int]) -> None:
    for room_id in Workshop.objects.filter(items__polls__in=poll_ids).values_list("room_id", flat=True).distinct().order_by("room_id"):
        raise_version(room_id)
    Remark.objects.filter(poll_id__in=poll_ids, state=Remark.State.WAITING).update(state=Remark.State.OFFERED)


# -- what happens by itself -----------------------------------------------------------------
def finalise_due(rooms: list[str] | None = None) -> int:
    """Polls closed longer than ten seconds ago become final; a chore of the live path, and of `serve` and `forget`."""
    limit = clock.now() - timedelta(seconds=REOPEN_SECONDS)
    due = Poll.objects.filter(state=State.CLOSED, final_at=None, closed_at__lt=limit).values_list("pk", flat=True)
    return sum(writer.call(lambda poll_id=poll_id: finalise(poll_id)) for poll_id in list(due))


def end_polls(workshop: Workshop) -> None:
    """The workshop ends: what is open is closed, everything is final."""
    polls = Poll.objects.filter(item__workshop=workshop)
    polls.filter(state=State.OPEN).update(state=State.CLOSED, closed_at=Now())
    for poll_id in polls.filter(state=State.CLOSED, final_at=None).values_list("pk", flat=True):
        finalise(poll_id)
    transaction.on_commit(scrub.soon)  # words and supports have come since the last poll was final


def erase_own(identity: Identity) -> int:
    """Erase one phone's ballots and remarks in a room; counts already frozen stay."""

    def erase():
        lock(slug=identity.room)
        polls = Poll.objects.select_related(*specs.WITH_ROOM).filter(item__workshop__room__slug=identity.room)
        erased = ballot_box.erase([(poll.pk, identity.key("ballot", poll.linkage)) for poll in polls])
        erased += sum(remarks.erase(poll.pk, remarks.owner_key(identity, poll.uuid)) for poll in polls)
        for room_id in {poll.item.workshop.room_id for poll in polls}:
            raise_counted(room_id)
            raise_version(room_id)
        return erased

    return writer.call(erase)


def forget_ballots(now: datetime) -> int:
    """A day after the workshop: no single ballot, no remark that was not released, no owner."""
    finalise_due()
    tables = (Ballot.objects, FinalBallot.objects, remarks.not_forgotten())
    ballots, final, said = (Exists(rows.filter(poll=OuterRef("pk"))) for rows in tables)  # what is done is not written anew
    due = Poll.objects.filter(ballots | final | said, item__workshop__in=to_forget(now))
    poll_ids = list(due.values_list("pk", flat=True))
    with transaction.atomic():
        deleted = ballot_box.delete_single_ballots(poll_ids)
        remarks.forget(poll_ids)
    return deleted
