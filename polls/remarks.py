"""Remarks: reasons and words that participants write. They are stored apart from the ballots.

The facilitator reads them before the room does, in lots. A lot is five remarks, or fewer after twenty seconds. It is sorted by random
ids, so that the order in which remarks are read does not reveal the order in which they were written.
"""

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from participation.live.guards.identity import Identity

from .kinds import kind_of
from .kinds.base import Asked
from .models import Remark, new_id

if TYPE_CHECKING:
    from .ballot_box import Cast

LOT = 5
LOT_SECONDS = 20.0
State = Remark.State

# (remark, is withdrawn) → when this process first saw it. Only in memory, because a stored time would reveal the order.
_first_seen: dict[tuple[str, bool], float] = {}
INSERT = "INSERT INTO polls_remark (id, poll_id, side, text, state, owner, is_withdrawn) VALUES (%s, %s, %s, %s, %s, %s, false)"


def owner_key(identity: Identity, poll_uuid: UUID) -> bytes:
    """The key of a person's remarks in one poll. Only the phone's secret makes it, and it differs from the ballot's key."""
    return identity.key("remark", poll_uuid)


def texts_of(poll_id: int, owner: bytes) -> list[str]:
    """The texts of a person's remarks in one poll."""
    return list(Remark.objects.filter(poll_id=poll_id, owner=owner).values_list("text", flat=True))


def whole(asked: Asked, answer: dict[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """The answer of the protocol, made of the ballot's `answer` and the texts of the remarks."""
    return kind_of(asked).whole(answer, list(texts))


def replace_all(casts: "Sequence[Cast]", changed: "Sequence[Cast]") -> None:
    """Replace each owner's remarks by those of the newest ballot. A text that is kept also keeps its state. Runs on the writer.

    `changed` are those of `casts` that replace an earlier ballot, because only these can have remarks already.
    """
    old: dict[tuple[int, bytes], dict[str, Remark]] = {}
    if changed:
        owners = {cast.owner for cast in changed}
        for remark in Remark.objects.filter(poll_id__in={cast.spec.id for cast in changed}, owner__in=owners):
            old.setdefault((remark.poll_id, bytes(remark.owner or b"")), {})[remark.text] = remark
    rows, gone = [], []
    for cast in casts:
        stored = old.get((cast.spec.id, cast.owner), {})
        new = {text: side for side, text in cast.remarks}
        gone += [remark.pk for text, remark in stored.items() if text not in new]
        for text, remark in stored.items():
            if text in new and remark.side != new[text]:
                Remark.objects.filter(pk=remark.pk).update(side=new[text])
        rows += [(new_id(), cast.spec.id, side, text, State.WAITING, cast.owner) for text, side in new.items() if text not in stored]
    # Even a query for nothing costs as much as storing the ballots.
    if gone:
        _withdraw(Remark.objects.filter(pk__in=gone))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(INSERT, sorted(rows))


def withdraw(poll_id: int, owner: bytes) -> int:
    """Withdraw a person's remarks in one poll; returns how many. Those that somebody may have seen are deleted with the next lot."""
    return _withdraw(Remark.objects.filter(poll_id=poll_id, owner=owner))


def _withdraw(found: QuerySet[Remark]) -> int:
    """Delete remarks that nobody has seen, and remove the owner of all others.

    The others leave the screens only later, so that people in the room do not see whose phone withdrew them.
    """
    unseen, _by_model = found.filter(state=State.WAITING).delete()
    return unseen + found.exclude(state=State.WAITING).update(owner=None, is_withdrawn=True)


def drop_withdrawn(poll_ids: Iterable[int]) -> int:
    """Delete the withdrawn remarks of these polls; returns how many."""
    return Remark.objects.filter(poll_id__in=poll_ids, is_withdrawn=True).delete()[0]


def due_lots(now: float | None = None) -> list[int]:
    """The polls with a lot that is complete: five waiting or withdrawn remarks, or one that is twenty seconds old.

    `now` is a time of the monotonic clock in seconds.
    """
    now = time.monotonic() if now is None else now
    pending = Remark.objects.filter(Q(state=State.WAITING) | Q(is_withdrawn=True)).values_list("pk", "is_withdrawn", "poll_id")
    waiting = {(pk, is_withdrawn): poll_id for pk, is_withdrawn, poll_id in pending}
    for gone in _first_seen.keys() - waiting.keys():
        del _first_seen[gone]
    lots: dict[int, list[float]] = {}
    for entry, poll_id in waiting.items():
        lots.setdefault(poll_id, []).append(_first_seen.setdefault(entry, now))
    return [poll_id for poll_id, lot in lots.items() if len(lot) >= LOT or now - min(lot) >= LOT_SECONDS]


def hand_on(poll_ids: Sequence[int]) -> None:
    """Offer the waiting remarks of these polls to the facilitator and delete the withdrawn ones. On the writer, with the rooms locked."""
    drop_withdrawn(poll_ids)
    Remark.objects.filter(poll_id__in=poll_ids, state=State.WAITING).update(state=State.OFFERED)


def reasons(poll_id: int) -> dict[str, list[str]]:
    """Released reasons by side ("a", "m", "b", and "" without one). Sorted by random id, so that the order reveals nothing."""
    found: dict[str, list[str]] = {"a": [], "m": [], "b": []}
    for side, text in Remark.objects.filter(poll_id=poll_id, state=State.RELEASED).order_by("id").values_list("side", "text"):
        found.setdefault(side, []).append(text)
    return found


def words(poll_id: int) -> list[tuple[str, int, int]]:
    """Released words as (word, how often, size from 1 to 5), the most frequent first. Upper and lower case count as the same word."""
    spellings: dict[str, list[str]] = {}
    for text in Remark.objects.filter(poll_id=poll_id, state=State.RELEASED).order_by("id").values_list("text", flat=True):
        spellings.setdefault(text.casefold(), []).append(text)
    most = max((len(variants) for variants in spellings.values()), default=1)
    counted = [
        (max(set(variants), key=variants.count), len(variants), 1 + round(4 * (len(variants) - 1) / max(1, most - 1)))
        for variants in spellings.values()
    ]
    return sorted(counted, key=lambda word: (-word[1], word[0].casefold()))


def not_forgotten() -> QuerySet[Remark]:
    """Remarks that `forget` would delete or change."""
    return Remark.objects.exclude(state=State.RELEASED, owner=None)


def forget(poll_ids: Sequence[int]) -> int:
    """Delete the unreleased remarks of these polls and remove the owners of released ones; returns how many were deleted."""
    found = Remark.objects.filter(poll_id__in=poll_ids)
    deleted, _by_model = found.exclude(state=State.RELEASED).delete()
    found.update(owner=None)
    return deleted
