"""The ballots that are stored now, for tests: the product has no model of them."""

from typing import Any, NamedTuple

from polls import ballot_tables
from polls.models import Poll


class Stored(NamedTuple):
    poll_id: int
    key: bytes
    seq: int
    answer: dict[str, Any]


def stored_ballots(poll: Poll | int | None = None) -> list[Stored]:
    """The ballots of one poll, or of all, in the order of their keys."""
    found = []
    for poll_id in _ids(poll):
        table, mine = ballot_tables.place(ballot_tables.OPEN, poll_id)
        for key, seq, answer in ballot_tables._select(f"SELECT key, seq, answer FROM {table} WHERE {mine} ORDER BY key"):
            found.append(Stored(poll_id, bytes(key), seq, ballot_tables.parse(answer)))
    return found


def waiting_ballots(poll: Poll | int | None = None) -> dict[bytes, dict[str, Any]]:
    """The waiting ballots of one poll, or of all, by their keys."""
    found = {}
    for poll_id in _ids(poll):
        table, mine = ballot_tables.place(ballot_tables.WAITING, poll_id)
        rows = ballot_tables._select(f"SELECT key, answer FROM {table} WHERE {mine}")
        found |= {bytes(key): ballot_tables.parse(answer) for key, answer in rows}
    return found


def put(poll: Poll | int, key: bytes, seq: int, answer: str) -> None:
    """One ballot, past the ballot box."""
    ballot_tables.upsert(poll if isinstance(poll, int) else poll.pk, [(key, seq, answer, None)])


def _ids(poll: Poll | int | None) -> list[int]:
    if poll is None:
        return list(Poll.objects.order_by("pk").values_list("pk", flat=True))
    return [poll if isinstance(poll, int) else poll.pk]
