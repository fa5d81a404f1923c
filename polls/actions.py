"""Everything that writes polls: from writing a question to its result, and to erasing what participants sent."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live.actions import lock, raise_counted, raise_version
from participation.live.database import clock, writer
from participation.live.guards import scrub
from participation.live.guards.identity import Identity
from participation.texts import Text
from workshops.actions import add_item, in_order, to_forget, update_item
from workshops.models import AgendaItem, Workshop
from workshops.moderation import expect_read
from workshops.refused import Refused

from . import ballot_tables, pairs, prepared, remarks, specs
from .actions_final import finalise
from .kinds import kind_of
from .models import Pair, Poll, Remark
from .prepared import WORDING

REOPEN_SECONDS = 10
State = Poll.State


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
    """Write a new question or correct that of `item`; raises Refused. Missing options are retired, because ballots contain their ids."""
    about = {"title": _title(values.pop("title", None) or Text(), values["question"]), "minutes": values.pop("minutes", 5)}
    about |= {name: values.pop(name) for name in AgendaItem.GUIDANCE if name in values}
    if item is None:
        assert workshop  # a new question names its workshop
        item = add_item(workshop=workshop, kind="poll", by=by, after=after, **about)
        Poll.objects.create(item=item, kind=kind, **values)
        return item
    lock(pk=item.workshop.room_id)
    poll = latest(item)
    kept = {option["id"] for option in values.get("options", [])}
    retired = [option | {"retired": True} for option in poll.options if option["id"] not in kept]
    values["options"] = values.get("options", []) + retired
    changed = _changed(poll, values)
    other = _other_half(item)
    _expect_changeable(poll, other, changed)
    Poll.objects.filter(pk=poll.pk).update(**changed)
    update_item(item=item, by=by, reworded=bool(changed), **about)
    if other and other.state == State.READY:  # both halves of a pair ask the same question
        Poll.objects.filter(pk=other.pk).update(**changed)
    return item


def _title(title: Text, question: Text) -> Text:
    """The question stands for a name in the agenda, also for one that lacks the default language."""
    return title if title.get(settings.LANGUAGE_CODE) else Text(question | title)


def _other_half(item: AgendaItem) -> Poll | None:
    """The latest poll of the other half of the item's pair, if it is in one."""
    pair = pairs.pair_of(item)
    return latest(pair.after if pair.before_id == item.pk else pair.before) if pair else None


def _changed(poll: Poll, values: dict[str, Any]) -> dict[str, Any]:
    """The changed part of `values`. A missing setting equals the initial value of its form field."""
    changed = {name: value for name, value in values.items() if value != getattr(poll, name)}
    unset = {name: field.initial for name, field in kind_of(poll).settings_form.base_fields.items()}
    if unset | changed.get("settings", {}) == unset | poll.settings:
        changed.pop("settings", None)
    return changed


def _expect_changeable(poll: Poll, other: Poll | None, changed: dict[str, Any]) -> None:
    """Refuse changes that would alter the meaning of existing ballots, or the wording that the digest of a final result covers.

    `other` is the other half of a pair: options and settings of the two are the same, or nothing could be compared."""
    if poll.is_final and changed:
        raise Refused(_("The result is final: its question stays as it was. Ask once more, then you can put it differently."))
    if poll.state != State.READY and changed.keys() & {"options", "settings"}:
        raise Refused(_("The vote has begun: options and settings stay as they are. You can still correct the wording."))
    if other and other.state != State.READY and changed.keys() & {"options", "settings"}:
        raise Refused(_("The other half has been asked: options and settings stay, so that before and after can be compared."))


@transaction.atomic
def add_pair(*, workshop: Workshop, kind: str, by: User | None, after: AgendaItem | None = None, **values: Any) -> Pair:
    """Add the same question twice, for before and after a discussion. The facilitator moves the items apart afterwards."""
    first = set_poll(workshop=workshop, kind=kind, by=by, after=after, **values)
    second = set_poll(workshop=workshop, kind=kind, by=by, after=first, **values)
    pair = Pair.objects.create(before=first, after=second)
    Poll.objects.filter(item__in=[first, second]).update(pair_uuid=pair.uuid)
    return pair


def latest(item: AgendaItem) -> Poll:
    """The poll of the last round. Every item of this kind has at least one."""
    return item.polls.latest("round")


# -- steps: they run on the writer, in a transaction that has locked the room; each raises Refused ----
def open_poll(poll: Poll) -> None:
    """READY → OPEN."""
    if not Poll.objects.filter(pk=poll.pk, state=State.READY).update(state=State.OPEN, opened_at=Now()):
        raise Refused(_("This vote is open already, or over."))
    ballot_tables.create(poll.pk)


def unopen_poll(poll: Poll) -> None:
    """Undo `open_poll`, only while there is no ballot."""
    if ballot_tables.count(poll.pk):
        raise Refused(_("Somebody has voted already; opening can’t be undone any more."))
    Poll.objects.filter(pk=poll.pk, state=State.OPEN).update(state=State.READY, opened_at=None)
    ballot_tables.destroy(poll.pk)


def close_poll(poll: Poll) -> None:
    """OPEN → CLOSED."""
    if not Poll.objects.filter(pk=poll.pk, state=State.OPEN).update(state=State.CLOSED, closed_at=Now()):
        raise Refused(_("This vote is not open."))


def reopen_poll(poll: Poll) -> None:
    """Undo `close_poll`, if `can_reopen`."""
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if not can_reopen(poll):
        raise Refused(_("This vote is final; ask again instead."))
    Poll.objects.filter(pk=poll.pk).update(state=State.OPEN, closed_at=None)


def can_reopen(poll: Poll) -> bool:
    """Whether the poll was closed less than ten seconds ago and nobody has seen its result."""
    fresh = poll.closed_at and clock.now() - poll.closed_at < timedelta(seconds=REOPEN_SECONDS)
    return bool(poll.state == State.CLOSED and not poll.is_final and fresh)


def reveal_poll(poll: Poll) -> None:
    """CLOSED → REVEALED; the poll becomes final."""
    finalise(poll.pk)
    Poll.objects.filter(pk=poll.pk, state=State.CLOSED).update(state=State.REVEALED)


# -- side actions: they open their own transaction on the writer and raise Refused -------------
def peek(*, poll: Poll, by: User | None) -> None:
    """Show the result to the facilitator before the room. The poll becomes final, so closing can't be undone any more."""

    def look(workshop: Workshop) -> tuple[str, AgendaItem]:
        if Poll.objects.filter(pk=poll.pk, state=State.CLOSED).update(is_peeked=True) == 0:
            raise Refused(_("Close the vote first."))
        finalise(poll.pk)
        return "peek", poll.item

    with prepared.tallies([poll.pk]):
        writer.call(lambda: in_order(poll.item.workshop_id, None, by, look))


def ask_again(*, item: AgendaItem, by: User | None) -> None:
    """Make a new poll of the same item. The old one becomes final and stays."""

    def ask(workshop: Workshop) -> tuple[str, AgendaItem]:
        poll = latest(item)
        if poll.state not in {State.CLOSED, State.REVEALED}:
            raise Refused(_("Close the vote first."))
        finalise(poll.pk)
        number = item.polls.aggregate(last=Max("round"))["last"] + 1
        same = {name: getattr(poll, name) for name in WORDING}
        if pairs.pair_of(item):  # otherwise a new linkage, so that rounds can't be matched
            same["pair_uuid"] = poll.pair_uuid
        Poll.objects.create(item=item, round=number, kind=poll.kind, **same)
        return "again", item

    with prepared.tallies([latest(item).pk]):
        writer.call(lambda: in_order(item.workshop_id, None, by, ask))


# -- remarks -----------------------------------------------------------------------------
DECISIONS = {"release": Remark.State.RELEASED, "return": Remark.State.RETURNED, "hide": Remark.State.HIDDEN}


def decide_remark(*, workshop: Workshop, id: str, seen: str, verb: str, by: User | None) -> None:
    """Release, return or hide an undecided remark. Raises Refused if its text is not the one with digest `seen`, or it is gone."""

    def decide() -> None:
        raise_version(workshop.room_id, mine=verb == "return")
        undecided = [Remark.State.WAITING, Remark.State.OFFERED]
        remark = Remark.objects.filter(pk=id, poll__item__workshop=workshop, state__in=undecided, is_withdrawn=False).first()
        if remark is None:
            raise Refused(_("This remark waits no more: somebody has decided, or whoever wrote it has changed or withdrawn it."))
        expect_read(seen, "", remark.text)
        Remark.objects.filter(pk=id).update(state=DECISIONS[verb])

    writer.call(decide)


def offer_lots(rooms: list[str]) -> None:
    """Offer complete lots of remarks to the facilitator. A chore of the live path."""
    if due := remarks.due_lots():
        writer.call(lambda: _offer(due))


def _offer(poll_ids: list[int]) -> None:
    for room_id in Workshop.objects.filter(items__polls__in=poll_ids).values_list("room_id", flat=True).distinct().order_by("room_id"):
        raise_version(room_id)
    remarks.hand_on(poll_ids)


# -- what runs without the facilitator ------------------------------------------------------
def finalise_due(rooms: list[str] | None = None, *, at_once: bool = False) -> int:
    """Make polls final that were closed more than ten seconds ago, or `at_once` all closed ones; returns how many.
    A chore of the live path; `serve` and `forget` call it too. Each poll has its own transaction on the writer."""
    due = Poll.objects.filter(state=State.CLOSED, final_at=None)
    if not at_once:
        due = due.filter(closed_at__lt=clock.now() - timedelta(seconds=REOPEN_SECONDS))
    return sum(_finalise_prepared(poll_id) for poll_id in list(due.values_list("pk", flat=True)))


def _finalise_prepared(poll_id: int) -> bool:
    with prepared.tallies([poll_id]):
        return writer.call(partial(finalise, poll_id))


def finalise_at_stop() -> None:
    """Make all closed polls final, because nothing else would destroy their ballots after the server has stopped."""
    finalise_due(at_once=True)


def end_polls(workshop: Workshop) -> None:
    """Close all open polls, make all closed ones final, and destroy all waiting ballots, when the workshop ends. Runs on the writer."""
    polls = Poll.objects.filter(item__workshop=workshop)
    polls.filter(state=State.OPEN).update(state=State.CLOSED, closed_at=Now())
    for poll_id in polls.filter(state=State.CLOSED, final_at=None).order_by("item__position", "round").values_list("pk", flat=True):
        finalise(poll_id)
    pairs.forget_waiting(list(workshop.items.values_list("pk", flat=True)))
    remarks.drop_withdrawn(polls.values_list("pk", flat=True))
    transaction.on_commit(partial(scrub.schedule, Remark._meta.db_table))


def erase_own(identity: Identity) -> int:
    """Erase one phone's ballots of polls that are not final, and withdraw its remarks; returns how many.

    Waiting ballots stay, because a missing one would reveal whose it was. Nobody can find them any more, because the phone's secret
    is deleted with its cookie. One transaction on the writer, with the room locked."""

    def erase() -> int:
        lock(slug=identity.room)
        polls = Poll.objects.select_related(*specs.WITH_ROOM).filter(item__workshop__room__slug=identity.room)
        begun = [poll for poll in polls if poll.state in {State.OPEN, State.CLOSED} and not poll.is_final]
        erased = sum(ballot_tables.erase(poll.pk, identity.key("ballot", poll.linkage)) for poll in begun)
        erased += sum(remarks.withdraw(poll.pk, remarks.owner_key(identity, poll.uuid)) for poll in polls)
        for room_id in {poll.item.workshop.room_id for poll in polls}:
            raise_counted(room_id)
        transaction.on_commit(partial(scrub.schedule, Remark._meta.db_table))
        return erased

    return writer.call(erase)


def forget_ballots(now: datetime) -> int:
    """Delete unreleased remarks and all owners, a day after the workshop, and ballots that were left behind. Returns how many remarks."""
    finalise_due()
    ended = Poll.objects.filter(item__workshop__state=Workshop.State.ENDED, is_waiting=True)
    left = Exists(remarks.not_forgotten().filter(poll=OuterRef("pk")))  # so that nothing is written twice
    poll_ids = list(Poll.objects.filter(left, item__workshop__in=to_forget(now)).values_list("pk", flat=True))
    withdrawn = set(Remark.objects.filter(is_withdrawn=True).values_list("poll_id", flat=True))
    with transaction.atomic():
        pairs.forget_waiting(list(ended.values_list("item_id", flat=True)))
        ballot_tables.drop_leftovers(set(Poll.objects.filter(final_at=None).exclude(opened_at=None).values_list("pk", flat=True)))
        forgotten = remarks.forget(poll_ids) + remarks.drop_withdrawn(withdrawn)  # lots do this only while a screen is connected
    if not Poll.objects.filter(state=State.OPEN).exists():
        scrub.schedule(vacuum=True)
    return forgotten
