"""The tally of a closed poll, computed before the transaction that freezes it.

Some tallies take a tenth of a second. On the writer all ballots of all rooms would wait for them. So they are computed in the thread
that asks for the result, from answers without keys, and stay in memory only until that thread has its result. The transaction uses the
tally only if its fingerprint fits the stored answers; otherwise it computes the tally itself. Another process does the same for itself.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from . import ballot_tables
from .kinds import kind_of
from .models import Poll

WORDING = ("question", "hint", "pole_a", "pole_b", "options", "settings")

_tallies: dict[int, tuple[str, dict[str, Any]]] = {}  # fingerprint and tally, by the poll's id


@contextmanager
def tallies(poll_ids: Collection[int]) -> Iterator[None]:
    """Inside this block the tallies of those of these polls that are closed and not final are ready. Call it outside the writer."""
    ready = {}
    try:
        for poll in Poll.objects.filter(pk__in=poll_ids, state=Poll.State.CLOSED, final_at=None):
            answers = ballot_tables.answer_texts(poll.pk)
            ready[poll.pk] = _tallies[poll.pk] = _fingerprint(poll, answers), _tally(poll, answers)
            del answers
        yield
    finally:
        for poll_id, tally in ready.items():
            if _tallies.get(poll_id) is tally:
                del _tallies[poll_id]


def tally_of(poll: Poll) -> dict[str, Any]:
    """The tally of the stored ballots: the prepared one if it fits them, else a new one. The caller has locked the poll."""
    answers = ballot_tables.answer_texts(poll.pk)
    fingerprint, tally = _tallies.get(poll.pk, ("", {}))
    return tally if fingerprint == _fingerprint(poll, answers) else _tally(poll, answers)


def _tally(poll: Poll, answers: list[str]) -> dict[str, Any]:
    return kind_of(poll).tally(poll, [ballot_tables.parse(answer) for answer in answers])


def _fingerprint(poll: Poll, answers: list[str]) -> str:
    """A digest of everything that a tally depends on: kind, wording, and the answers in any order."""
    asked = [poll.kind, *(getattr(poll, name) for name in WORDING), *sorted(answers)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
