"""What was promised against what is there: the phones' own memory, the database, the frozen tally."""

import asyncio
from collections.abc import Callable

from django.db import connection

from polls.models import Poll

from ..ballots import stored_ballots


class Broken(AssertionError):
    """A promise was not kept; the words say which. The mutants of tests/faults/mutants must lead here."""


def slower(limit: float, usual: float) -> float:
    """A limit for what somebody notices, on this machine: `usual` is how long the same took when nothing was wrong."""
    return limit + 5 * usual


def require(holds: object, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)


LEAST_SECONDS = 20.0  # what takes a moment may take so long where others want the same cores


async def until(holds: Callable[[], object], seconds: float, otherwise: str) -> float:
    """Wait until something holds; how long that took. No fault is found sooner than after LEAST_SECONDS."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while not holds():
        require(loop.time() - begun < max(seconds, LEAST_SECONDS), otherwise)
        await asyncio.sleep(0.01)
    return loop.time() - begun


async def aside(function: Callable, *arguments):
    """Call what reads the database or waits, in a thread whose connection is closed afterwards."""

    def call():
        try:
            return function(*arguments)
        finally:
            connection.close()

    return await asyncio.to_thread(call)


def reckon(poll: Poll, voters: list) -> int:
    """Every ballot that was acknowledged is there, in its newest form, and no other; how many there are."""
    rows = {ballot.key: (ballot.seq, ballot.answer) for ballot in stored_ballots(poll)}
    own = {voter.identity.key("ballot", poll.linkage): voter for voter in voters}
    strange = len(set(rows) - set(own))
    require(not strange, f"{strange} ballots belong to no phone: somebody was counted twice")
    for key, voter in own.items():
        seq, answer = rows.get(key, (0, None))
        require(seq >= voter.saved.get(poll.pk, 0), "an acknowledged ballot is gone")
        require(not seq or voter.sent.get((poll.pk, seq)) == answer, "a ballot holds what its phone did not send under this number")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            require(cursor.fetchone() == ("ok",), "the database file is damaged")
    return len(rows)
