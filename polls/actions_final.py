"""Making a poll final: its tally is frozen, sealed with a digest, and its ballots are destroyed."""

import hashlib
import json
import secrets
from functools import partial

from django.db import transaction

from participation.live.actions import lock, raise_version
from participation.live.database import clock
from participation.live.guards import scrub

from . import ballot_tables, pairs, prepared
from .floors import ROOM_FLOOR
from .models import Poll, Remark
from .prepared import WORDING

State = Poll.State


def finalise(poll_id: int) -> bool:
    """Make a closed poll final: freeze its tally and destroy its ballots, for ever. False if it is final already, or not closed.
    Runs on the writer, inside a transaction. Locks the room, then the poll."""
    lock(workshop__items__polls=poll_id)
    poll = Poll.objects.select_for_update(of=("self",)).select_related("item__workshop").get(pk=poll_id)
    if poll.is_final or poll.state not in {State.CLOSED, State.REVEALED}:
        return False
    tally = prepared.tally_of(poll)
    pairs.freeze(poll, tally)
    ballot_tables.destroy(poll.pk)
    if tally["n"] < ROOM_FLOOR:  # more is never shown
        tally = {"n": tally["n"]}
        Remark.objects.filter(poll=poll).update(side="")
    poll.tally, poll.salt = tally, secrets.token_hex(16)
    poll.digest = digest_of(poll)
    poll.final_at = clock.now()
    poll.save(update_fields=["tally", "salt", "digest", "final_at", "is_waiting"])
    raise_version(poll.item.workshop.room_id, mine=True)
    transaction.on_commit(partial(scrub.schedule, Remark._meta.db_table))
    return True


def digest_of(poll: Poll) -> str:
    """SHA-256 of salt, uuid, wording and tally. It is shown with the salt, so that anybody can check that nothing was changed."""
    words = {name: getattr(poll, name) for name in WORDING}
    sealed = json.dumps([poll.salt, str(poll.uuid), words, poll.tally], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(sealed.encode()).hexdigest()
