"""Remembers which waiting proposals come from the same phone, so that nobody fills the facilitator's queue.

This is in the memory of one process alone: a stored number or key would tell an insider which proposals have the same author.
After a restart, and on another process, every proposal counts as the first one of its phone.
"""

from collections.abc import Hashable

from participation.bounded import BoundedDict
from participation.live.guards.identity import Identity

_phones: BoundedDict[int, bytes] = BoundedDict(10_000)


def remember(proposal_id: int, identity: Identity) -> None:
    """Note the phone of a proposal, until the process ends or 10,000 others have come."""
    _phones[proposal_id] = identity.key("queue", identity.room)


def phone_of(proposal_id: int) -> Hashable:
    """A value that is equal for two proposals of the same phone, and tells nothing else. The id itself if the phone is not known."""
    return _phones.get(proposal_id, proposal_id)
