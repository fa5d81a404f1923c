"""The steps of a workshop. They run on the writer with the room locked, so that two presses at once make one step.

A step raises Refused if it is not possible, and if `revision` is not the workshop's present step: somebody else was faster.
"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.accounts.models import User
from participation.live.actions import lock, raise_counted, raise_version
from participation.live.database import clock, writer

from ..extensions import END_ACTIONS, MODERATION_QUEUES, kind_of
from ..item_kind import NEXT, Turn
from ..models import AgendaItem, Step, Workshop
from ..refused import Refused
from .rehearsing import clear_rehearsals_of

UNDO_SECONDS = 10
END_SECONDS = 10
MOVES = {"next", "skip", "back", "goto"}  # from one item to another
STEP_FIELDS = ["state", "item", "step", "last_step_at", "timer_ends_at", "curtain", "big_code", "ended_at", "ending_at", "ending_by"]
StepAction = Callable[[Workshop], tuple[str, AgendaItem | None]]  # gives the verb and the item for the log


class Unread(Refused):
    """Refuses the end because `count` contributions are unread."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(
            ngettext(
                "{n} contribution waits unread. After the end the room will not see it any more.",
                "{n} contributions wait unread. After the end the room will not see them any more.",
                count,
            ).format(n=count)
        )


def next_step(*, workshop: Workshop, revision: int, by: User | None, count_down: bool = False) -> Workshop:
    """Do what the main button does now: start, a turn of the present item, the next item, or the end.

    With `count_down` the end comes ten seconds later, and raises Unread if contributions are unread."""
    with kind_of(workshop.item).prepared(workshop.item) if workshop.item else nullcontext():
        return writer.call(lambda: _next(workshop.pk, revision, by, count_down))


def undo_step(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    """Stop an announced end, or undo the last step within ten seconds. It is itself a new step.

    Raises Refused if somebody has already seen the effect of the step."""
    return writer.call(lambda: in_order(workshop.pk, revision, by, _undo))


def go_back(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    """Go to the item before the present one."""
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, _neighbour(w, -1), "back")))


def skip(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    """Go to the next item, whatever turns the present one has left."""
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, _neighbour(w, +1), "skip")))


def go_to(*, workshop: Workshop, item: AgendaItem, revision: int, by: User | None) -> Workshop:
    """Go to any item of the agenda."""
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, w.items.get(pk=item.pk), "goto")))


def end_workshop(*, workshop: Workshop, by: User | None) -> Workshop:
    """End the workshop at once, whatever the step. Every END_ACTION runs, and afterwards nothing can be changed."""
    return writer.call(lambda: in_order(workshop.pk, None, by, _end))


def announce_end(*, workshop: Workshop, by: User | None, unread: int = 0) -> Workshop:
    """End the workshop in ten seconds, unless somebody stops it. Raises Unread if more than `unread` contributions are unread."""
    return writer.call(lambda: _announce(locked(workshop.pk, None), by, unread))


def end_due(rooms: list[str] | None = None) -> int:
    """End the workshops whose announced end is due; returns how many. `rooms` is ignored.

    It runs as a chore and reads the database, so that an end is not lost when the server restarts."""
    due = list(Workshop.objects.filter(ending_at__lte=clock.now(), state=Workshop.State.RUNNING).values_list("pk", flat=True))
    return sum(writer.call(partial(_end_if, pk, lambda w: w.ending_at is not None and w.ending_at <= clock.now())) for pk in due)


def end_idle(*, before: datetime) -> int:
    """End the workshops whose last step is older than that; returns how many."""
    idle = list(Workshop.objects.filter(state=Workshop.State.RUNNING, last_step_at__lt=before).values_list("pk", flat=True))
    return sum(writer.call(partial(_end_if, pk, lambda w: w.last_step_at is not None and w.last_step_at < before)) for pk in idle)


def turn_of(workshop: Workshop) -> Turn | None:
    """The turn of the present item, or None before the start and after the end."""
    return kind_of(workshop.item).next_turn(workshop.item) if workshop.item else None


def following(workshop: Workshop) -> AgendaItem | None:
    """The item after the present one, or None. Before the start, the first item."""
    items = list(workshop.items.all())
    if workshop.item is None:
        return items[0] if items else None
    here = next((index for index, item in enumerate(items) if item.pk == workshop.item_id), -1)
    return items[here + 1] if here + 1 < len(items) else None


def in_order(workshop_id: int, revision: int | None, by: User | None, do: StepAction) -> Workshop:
    """Lock the workshop, run the step `do` and log it; cancels an announced end. Call it on the writer.

    `do` changes the workshop in memory and returns (verb, item)."""
    return _take(locked(workshop_id, revision), by, do)


def locked(workshop_id: int, revision: int | None) -> Workshop:
    """Lock the room and read the workshop: only who holds that lock changes it.

    Raises Refused if it has ended, or is not at `revision` (None: at any)."""
    lock(workshop=workshop_id)
    workshop = Workshop.objects.select_related("item", "room").get(pk=workshop_id)
    if workshop.state == Workshop.State.ENDED:
        raise Refused(_("This workshop has ended."))
    if revision is not None and workshop.step != revision:
        raise Refused(_("Somebody was faster: the evening is already one step further. Please look before you press again."))
    return workshop


def _take(workshop: Workshop, by: User | None, do: StepAction) -> Workshop:
    before = workshop.item
    verb, item = do(workshop)
    workshop.ending_at = workshop.ending_by = None
    workshop.step += 1
    workshop.last_step_at = clock.now()
    workshop.save(update_fields=STEP_FIELDS)
    Step.objects.create(workshop=workshop, number=workshop.step, verb=verb, item=item, before=before, by=by, at=workshop.last_step_at)
    press = kind_of(item).press(verb) if item else None
    raise_version(workshop.room_id, mine=verb == "end" or bool(press and press.changes_own_data))
    raise_counted(workshop.room_id)  # slots that follow `counted` show the item too
    return workshop


def _next(workshop_id: int, revision: int, by: User | None, count_down: bool) -> Workshop:
    workshop = locked(workshop_id, revision)
    if is_last_step(workshop) and count_down:
        return _announce(workshop, by, 0)
    return _take(workshop, by, _advance)


def is_last_step(workshop: Workshop) -> bool:
    """Whether the main button ends the evening now."""
    turn = turn_of(workshop)
    return workshop.state == Workshop.State.RUNNING and (turn is None or turn.verb == NEXT.verb) and following(workshop) is None


def _announce(workshop: Workshop, by: User | None, unread: int) -> Workshop:
    if workshop.state == Workshop.State.DRAFT:
        raise Refused(_("The workshop has not begun yet."))
    if workshop.ending_at:
        raise Refused(_("The workshop is just about to end. Until then it can be stopped."))
    if (waiting := sum(queue.unread(workshop) for queue in MODERATION_QUEUES.values())) > unread:
        raise Unread(waiting)
    workshop.ending_at, workshop.ending_by = clock.now() + timedelta(seconds=END_SECONDS), by
    workshop.save(update_fields=["ending_at", "ending_by"])
    raise_version(workshop.room_id)
    return workshop


def _end_if(workshop_id: int, is_due: Callable[[Workshop], bool]) -> bool:
    try:
        workshop = locked(workshop_id, None)
    except Refused:  # another process was faster
        return False
    if not is_due(workshop):  # somebody has stopped the end, or gone on
        return False
    _take(workshop, workshop.ending_by, _end)
    return True


def _advance(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    if workshop.state == Workshop.State.DRAFT:
        if (first := following(workshop)) is None:
            raise Refused(_("The agenda is still empty: an evening needs at least one item."))
        clear_rehearsals_of(workshop)
        workshop.state = Workshop.State.RUNNING
        return "start", _enter(workshop, first)
    if workshop.item and (turn := turn_of(workshop)) and turn.verb != NEXT.verb:
        kind_of(workshop.item).perform(workshop.item, turn.verb)
        return turn.verb, workshop.item
    if upcoming := following(workshop):
        return "next", _enter(workshop, upcoming)
    return _end(workshop)


def _undo(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    if workshop.ending_at:
        return "stop", workshop.item
    last = workshop.steps.select_related("item", "before").last()
    if last is None or last.at < clock.now() - timedelta(seconds=UNDO_SECONDS):
        raise Refused(_("This can only be undone within ten seconds."))
    if last.verb == "start":
        workshop.state = Workshop.State.DRAFT
        _enter(workshop, None)
    elif last.verb in MOVES:
        _come_back(workshop, last)
    elif last.item and kind_of(last.item).press(last.verb):
        kind_of(last.item).undo(last.item, last.verb)
    else:
        raise Refused(_("This can’t be undone."))
    return "undo", workshop.item


def _come_back(workshop: Workshop, last: Step) -> None:
    """Undo a move: return to the previous item and undo what leaving it has changed."""
    if item := _enter(workshop, last.before):
        since = workshop.steps.filter(number__lt=last.number).values_list("at", flat=True).last()
        assert since  # the start is a step
        kind_of(item).come_back(item, since)


def _go(workshop: Workshop, item: AgendaItem | None, verb: str) -> tuple[str, AgendaItem]:
    if workshop.state != Workshop.State.RUNNING:
        raise Refused(_("The workshop has not begun yet."))
    if item is None:
        raise Refused(_("There is no further item in this direction."))
    _enter(workshop, item)
    return verb, item


def _neighbour(workshop: Workshop, direction: int) -> AgendaItem | None:
    items = list(workshop.items.all())
    here = next((index for index, item in enumerate(items) if item.pk == workshop.item_id), None)
    if here is None or not 0 <= here + direction < len(items):
        return None
    return items[here + direction]


def _enter(workshop: Workshop, item: AgendaItem | None) -> AgendaItem | None:
    """Leave the present item and make `item` the present one, with a timer if its kind has one."""
    now = clock.now()
    if workshop.item:
        kind_of(workshop.item).leave(workshop.item)
        AgendaItem.objects.filter(pk=workshop.item.pk).update(finished_at=now)
    workshop.item = item
    workshop.timer_ends_at = None
    if item:
        AgendaItem.objects.filter(pk=item.pk, started_at=None).update(started_at=now)
        if kind_of(item).has_timer:
            workshop.timer_ends_at = now + timedelta(minutes=item.minutes)
        kind_of(item).enter(item)
    return item


def _end(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    last = workshop.item
    if last:
        _enter(workshop, None)
    workshop.state = Workshop.State.ENDED
    workshop.ended_at = clock.now()
    workshop.curtain = workshop.big_code = False
    for end in END_ACTIONS.values():
        end(workshop)
    return "end", last
