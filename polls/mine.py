"""What of the ballots is a phone's own: read for all phones that ask within 50 ms in one query for each table."""

from typing import Any

from django.db import connection

from participation.live.identity import Identity
from participation.live.memory import remembered

from . import remarks, specs
from .ballot_box import CHUNK, parse
from .models import Poll, Remark


def ballots(slug: str, identities: list[Identity]) -> list[dict[str, Any]]:
    """For each identity `{"7": {"seq": 3, "answer": {…}}}`; a final poll's entry is `{"answer": {…}, "final": true}`."""
    asked = remembered("asked", slug, lambda: _asked(slug))
    own: list[dict[str, Any]] = [{} for _identity in identities]
    if not asked:
        return own
    keys = [[identity.key("ballot", spec.linkage) for spec in asked] for identity in identities]
    owners = [[remarks.owner_key(identity, spec.uuid) for spec in asked] for identity in identities]
    rows = _rows({key for each in keys for key in each}, [spec.id for spec in asked])
    texts = _texts({owner for each in owners for owner in each}, [spec.id for spec in asked])
    for index in range(len(identities)):
        for spec, key, owner in zip(asked, keys[index], owners[index], strict=True):
            if (spec.id, key) not in rows:
                continue
            seq, answer = rows[spec.id, key]
            said = texts.get((spec.id, owner), [])
            whole = remarks.whole(spec, answer, [text for text, _state in said])
            entry = {"answer": whole, "final": True} if seq is None else {"seq": seq, "answer": whole}
            if any(state == Remark.State.RETURNED for _text, state in said):
                entry["please_change"] = True
            own[index][str(spec.id)] = entry
    return own


def _asked(slug: str) -> list[specs.Spec]:
    found = Poll.objects.select_related(*specs.WITH_ROOM).filter(item__workshop__room__slug=slug).exclude(state=Poll.State.READY)
    return [specs.remember(poll) for poll in found]


def _chunks(keys: set[bytes]):
    ordered = list(keys)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _rows(keys: set[bytes], polls: list[int]) -> dict[tuple[int, bytes], tuple[int | None, dict]]:
    rows = {}
    some = ", ".join(["%s"] * len(polls))
    with connection.cursor() as cursor:
        for chunk in _chunks(keys):
            marks = ", ".join(["%s"] * len(chunk))
            for table, seq in (("polls_ballot", "seq"), ("polls_finalballot", "NULL")):
                cursor.execute(
                    f"SELECT poll_id, key, {seq}, answer FROM {table} WHERE poll_id IN ({some}) AND key IN ({marks})", [*polls, *chunk]
                )
                for poll_id, key, number, answer in cursor.fetchall():
                    rows[poll_id, bytes(key)] = number, parse(answer)
    return rows


def _texts(owners: set[bytes], polls: list[int]) -> dict[tuple[int, bytes], list[tuple[str, str]]]:
    texts: dict[tuple[int, bytes], list[tuple[str, str]]] = {}
    some = ", ".join(["%s"] * len(polls))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM polls_remark WHERE poll_id IN ({some}) LIMIT 1", polls)
        if cursor.fetchone() is None:
            return texts
    for chunk in _chunks(owners):
        for poll_id, owner, text, state in Remark.objects.filter(poll_id__in=polls, owner__in=chunk).values_list(
            "poll_id", "owner", "text", "state"
        ):
            texts.setdefault((poll_id, bytes(owner)), []).append((text, state))
    return texts
