"""Reasons and words, apart from the ballots: read by the facilitator before the room sees them, in shuffled lots."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet

from participation.live.actions import raise_version

from .kinds import kind_of
from .models import Remark, new_id

if TYPE_CHECKING:
    from .ballot_box import Cast

LOT = 5
LOT_SECONDS = 20.0
State = Remark.State

_first_seen: dict[str, float] = {}  # remark → when this process first saw it wait; memory only, never stored


def owner_key(identity, poll_uuid) -> bytes:
    return identity.key("remark", poll_uuid)


def texts_of(poll_id: int, owner: bytes) -> list[str]:
    return list(Remark.objects.filter(poll_id=poll_id, owner=owner).values_list("text", flat=True))


def whole(asked, answer: dict[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """The whole answer as the protocol knows it: the ballot's part and the person's own remarks."""
    return kind_of(asked).whole(answer, list(texts))


def replace_all(casts: "Sequence[Cast]", changed: "Sequence[Cast]") -> None:
    """Make each owner's remarks those of the newest ballot; a text that stays keeps its state. On the writer.

    `changed` are those of `casts` that replace an earlier ballot: only they can have remarks already.
    """
    old: dict[tuple[int, bytes], dict[str, Remark]] = {}
    if changed:
        owners = {cast.owner for cast in changed}
        for remark in Remark.objects.filter(poll_id__in={cast.spec.id for cast in changed}, owner__in=owners):
            old.setdefault((remark.poll_id, bytes(remark.owner)), {})[remark.text] = remark
    rows = []
    for cast in casts:
        stored = old.get((cast.spec.id, cast.owner), {})
        new = {text: side for side, text in cast.remarks}
        seen = [_adapt(remark, new) for remark in stored.values()]
        if any(seen):  # somebody has read it: wall, reasons or lane change
            raise_version(cast.spec.room_id)
        rows += [(new_id(), cast.spec.id, side, text, State.WAITING, cast.owner) for text, side in new.items() if text not in stored]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO polls_remark (id, poll_id, side, text, state, owner) VALUES (%s, %s, %s, %s, %s, %s)", sorted(rows)
            )


def _adapt(remark: Remark, new: dict[str, str]) -> bool:
    """Drop a remark whose text is gone, or let it change sides; True if somebody has seen it the way it was."""
    if remark.text not in new:
        Remark.objects.filter(pk=remark.pk).delete()
    elif remark.side != new[remark.text]:
        Remark.objects.filter(pk=remark.pk).update(side=new[remark.text])
    else:
        return False
    return remark.state in {State.RELEASED, State.OFFERED}


def due_lots(now: float | None = None) -> list[int]:
    """Polls whose waiting remarks are five, or wait for twenty seconds: reading order must not be writing order."""
    now = time.monotonic() if now is None else now
    waiting = dict(Remark.objects.filter(state=State.WAITING).values_list("pk", "poll_id"))
    for gone in _first_seen.keys() - waiting.keys():
        del _first_seen[gone]
    lots: dict[int, list[float]] = {}
    for remark, poll_id in waiting.items():
        lots.setdefault(poll_id, []).append(_first_seen.setdefault(remark, now))
    return [poll_id for poll_id, lot in lots.items() if len(lot) >= LOT or now - min(lot) >= LOT_SECONDS]


def reasons(poll_id: int) -> dict[str, list[str]]:
    """Released reasons by side, longest-standing order unknown on purpose: by random id."""
    found: dict[str, list[str]] = {"a": [], "m": [], "b": []}
    for side, text in Remark.objects.filter(poll_id=poll_id, state=State.RELEASED).order_by("id").values_list("side", "text"):
        found.setdefault(side, []).append(text)
    return found


def words(poll_id: int) -> list[tuple[str, int, int]]:
    """Released words with how often they were said and a size from 1 to 5, the most frequent first."""
    spellings: dict[str, list[str]] = {}
    for text in Remark.objects.filter(poll_id=poll_id, state=State.RELEASED).order_by("id").values_list("text", flat=True):
        spellings.setdefault(text.casefold(), []).append(text)
    most = max((len(said) for said in spellings.values()), default=1)
    counted = [
        (max(set(said), key=said.count), len(said), 1 + round(4 * (len(said) - 1) / max(1, most - 1))) for said in spellings.values()
    ]
    return sorted(counted, key=lambda word: (-word[1], word[0].casefold()))


def erase(poll_id: int, owner: bytes) -> int:
    return Remark.objects.filter(poll_id=poll_id, owner=owner).delete()[0]


def not_forgotten() -> QuerySet[Remark]:
    """Those that were not released, or still belong to somebody."""
    return Remark.objects.exclude(state=State.RELEASED, owner=None)


def forget(poll_ids: Sequence[int]) -> None:
    """A day after the workshop: what was not released goes, what was released belongs to nobody any more."""
    found = Remark.objects.filter(poll_id__in=poll_ids)
    found.exclude(state=State.RELEASED).delete()
    found.update(owner=None)
    if connection.vendor == "postgresql" and (kept := list(found.order_by("id").values_list("id", "poll_id", "side", "text", "state"))):
        with connection.cursor() as cursor:  # written anew in the order of their random ids
            found.delete()
            cursor.executemany("INSERT INTO polls_remark (id, poll_id, side, text, state) VALUES (%s, %s, %s, %s, %s)", kept)
