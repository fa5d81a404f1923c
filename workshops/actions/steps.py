"""Steps of the evening. They run on the writer, so that two presses at once make one step."""

from datetime import timedelta

from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live import clock, writer
from participation.live.actions import lock, raise_counted, raise_version

from ..models import AgendaItem, Step, Workshop
from ..registers import AT_END, NEXT, Refused, kind_of

UNDO_SECONDS = 10
STEP_FIELDS = ["state", "item", "step", "last_step_at", "timer_ends_at", "curtain", "big_code", "ended_at"]


def next_step(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    """What the main button does now: start, a turn of the present item, the next item, or the end."""
    return writer.call(lambda: in_order(workshop.pk, revision, by, _advance))


def undo_step(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    """A step forward that takes the last one back, within ten seconds and unless somebody has seen more than before."""
    return writer.call(lambda: in_order(workshop.pk, revision, by, _undo))


def go_back(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, _neighbour(w, -1), "back")))


def skip(*, workshop: Workshop, revision: int, by: User | None) -> Workshop:
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, _neighbour(w, +1), "skip")))


def go_to(*, workshop: Workshop, item: AgendaItem, revision: int, by: User | None) -> Workshop:
    return writer.call(lambda: in_order(workshop.pk, revision, by, lambda w: _go(w, w.items.get(pk=item.pk), "goto")))


def end_workshop(*, workshop: Workshop, by: User | None) -> Workshop:
    """Ends the evening, whatever the step: polls become final, proposals go to the municipality."""
    return writer.call(lambda: in_order(workshop.pk, None, by, _end))


def turn_of(workshop: Workshop):
    """The turn of the present item, or None before the start and after the end."""
    return kind_of(workshop.item).turn(workshop.item) if workshop.item else None


def following(workshop: Workshop) -> AgendaItem | None:
    items = list(workshop.items.all())
    if workshop.item is None:
        return items[0] if items else None
    here = next((index for index, item in enumerate(items) if item.pk == workshop.item_id), -1)
    return items[here + 1] if here + 1 < len(items) else None


def in_order(workshop_id: int, revision: int | None, by: User | None, do) -> Workshop:
    """Run one step on the locked row if nobody was faster, and write it into the log."""
    lock(workshop=workshop_id)
    workshop = Workshop.objects.select_for_update(of=("self",)).select_related("item", "room").get(pk=workshop_id)
    if workshop.state == Workshop.State.ENDED:
        raise Refused(_("This workshop has ended."))
    if revision is not None and workshop.step != revision:
        raise Refused(_("Somebody was faster: the evening is already one step further. Please look before you press again."))
    before = workshop.item
    verb, item = do(workshop)
    workshop.step += 1
    workshop.last_step_at = clock.now()
    workshop.save(update_fields=STEP_FIELDS)
    Step.objects.create(workshop=workshop, number=workshop.step, verb=verb, item=item, before=before, by=by, at=workshop.last_step_at)
    raise_version(workshop.room_id, mine=verb in {"close", "reveal", "end"})
    raise_counted(workshop.room_id)  # the turnout of another item is another picture
    return workshop


def _advance(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    if workshop.state == Workshop.State.DRAFT:
        if (first := following(workshop)) is None:
            raise Refused(_("The agenda is still empty: an evening needs at least one item."))
        workshop.state = Workshop.State.RUNNING
        return "start", _enter(workshop, first)
    if (turn := turn_of(workshop)) and turn.verb != NEXT.verb:
        kind_of(workshop.item).perform(workshop.item, turn.verb)
        return turn.verb, workshop.item
    if upcoming := following(workshop):
        return "next", _enter(workshop, upcoming)
    return _end(workshop)


def _undo(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    last = workshop.steps.select_related("item", "before").last()
    if last is None or last.at < clock.now() - timedelta(seconds=UNDO_SECONDS):
        raise Refused(_("This can only be undone within ten seconds."))
    if last.verb == "start":
        workshop.state = Workshop.State.DRAFT
        _enter(workshop, None)
    elif last.verb in {"next", "skip", "back", "goto"}:
        _come_back(workshop, last)
    elif last.item and last.verb in {"open", "close"}:
        kind_of(last.item).undo(last.item, last.verb)
    else:
        raise Refused(_("This can't be undone."))
    return "undo", workshop.item


def _come_back(workshop: Workshop, last: Step) -> None:
    """Undo a moving on: to the item before, as it was when the step before that had been made."""
    if _enter(workshop, last.before):
        since = workshop.steps.filter(number__lt=last.number).values_list("at", flat=True).last()
        kind_of(last.before).come_back(last.before, since)


def _go(workshop: Workshop, item: AgendaItem | None, verb: str) -> tuple[str, AgendaItem]:
    if workshop.state != Workshop.State.RUNNING:
        raise Refused(_("The workshop has not begun yet."))
    if item is None:
        raise Refused(_("There is no further item in this direction."))
    return verb, _enter(workshop, item)


def _neighbour(workshop: Workshop, direction: int) -> AgendaItem | None:
    items = list(workshop.items.all())
    here = next((index for index, item in enumerate(items) if item.pk == workshop.item_id), None)
    if here is None or not 0 <= here + direction < len(items):
        return None
    return items[here + direction]


def _enter(workshop: Workshop, item: AgendaItem | None) -> AgendaItem | None:
    """Make `item` the present one, with its timer if it has one."""
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
    return item


def _end(workshop: Workshop) -> tuple[str, AgendaItem | None]:
    last = workshop.item
    if last:
        _enter(workshop, None)
    workshop.state = Workshop.State.ENDED
    workshop.ended_at = clock.now()
    workshop.curtain = workshop.big_code = False
    for end in AT_END.values():
        end(workshop)
    return "end", last
