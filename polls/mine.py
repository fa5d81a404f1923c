"""The part `ballots` of `mine`: a phone's own ballots. One call reads those of all phones that asked within 50 ms."""

from typing import Any

from django.db import connection
from django.db.models import Q

from participation.chunks import chunks, placeholders
from participation.live.database.version_cache import cached_per_version
from participation.live.guards.identity import Identity

from . import ballot_tables, remarks, specs
from .models import Poll, Remark

TextsByOwner = dict[tuple[int, bytes], list[tuple[str, str]]]  # (poll, owner) → [(text, state)]


def ballots(slug: str, identities: list[Identity]) -> list[dict[str, Any]]:
    """For each identity its ballots by poll id: `{"7": {"seq": 3, "answer": {…}}}`. All identities are of the room `slug`.

    A ballot that waits for its after half is `{"answer": {…}, "final": true}`. Ballots of other final polls are destroyed, so they are
    missing; the phone itself remembers its answer.
    """
    asked: list[tuple[specs.Spec, bool]] = cached_per_version("asked", slug, lambda: _asked(slug))
    own: list[dict[str, Any]] = [{} for _identity in identities]
    if not asked:
        return own
    owners = {remarks.owner_key(identity, spec.uuid) for identity in identities for spec, _is_waiting in asked}
    texts = _texts(owners, [spec.id for spec, _is_waiting in asked])
    for spec, is_waiting in asked:
        keys = [identity.key("ballot", spec.linkage) for identity in identities]
        entries = _waiting_entries(spec, keys) if is_waiting else _entries(spec, keys)
        for mine, identity, key in zip(own, identities, keys, strict=True):
            if key in entries:
                mine[str(spec.id)] = _whole(spec, entries[key], texts.get((spec.id, remarks.owner_key(identity, spec.uuid)), []))
    return own


def _entries(spec: specs.Spec, keys: list[bytes]) -> dict[bytes, dict[str, Any]]:
    return {key: {"seq": seq, "answer": answer} for key, (seq, answer) in ballot_tables.read_unlocked(spec.id, set(keys)).items()}


def _waiting_entries(spec: specs.Spec, keys: list[bytes]) -> dict[bytes, dict[str, Any]]:
    return {key: {"answer": answer, "final": True} for key, answer in ballot_tables.read_waiting(spec.id, set(keys)).items()}


def _whole(spec: specs.Spec, entry: dict[str, Any], texts: list[tuple[str, str]]) -> dict[str, Any]:
    whole = entry | {"answer": remarks.whole(spec, entry["answer"], [text for text, _state in texts])}
    return whole | {"please_change": True} if any(state == Remark.State.RETURNED for _text, state in texts) else whole


def _asked(slug: str) -> list[tuple[specs.Spec, bool]]:
    """The polls of a room that have ballots, each with whether these wait for the after half."""
    found = Poll.objects.select_related(*specs.WITH_ROOM).filter(item__workshop__room__slug=slug).exclude(state=Poll.State.READY)
    return [(specs.remember(poll), poll.is_waiting) for poll in found.filter(Q(final_at=None) | Q(is_waiting=True))]


def _texts(owners: set[bytes], polls: list[int]) -> TextsByOwner:
    """The remarks of these owners. The first query avoids the others in the frequent case that there are no remarks."""
    texts: TextsByOwner = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM polls_remark WHERE poll_id IN ({placeholders(polls)}) LIMIT 1", polls)
        if cursor.fetchone() is None:
            return texts
    for chunk in chunks(owners):
        for poll_id, owner, text, state in Remark.objects.filter(poll_id__in=polls, owner__in=chunk).values_list(
            "poll_id", "owner", "text", "state"
        ):
            texts.setdefault((poll_id, bytes(owner or b"")), []).append((text, state))
    return texts
