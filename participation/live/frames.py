"""Frames in and out: strict JSON in, compact JSON out. The whole contract is docs/protocol.md."""

import json
import re
from collections.abc import Callable
from typing import Any

MAX_FRAME = 4 * 1024
FATAL_FRAME = 64 * 1024
MAX_DEPTH = 8
SEQ_LIMIT = 9_999
ID_LIMIT = 2**62

_slot_name = re.compile(r"[a-z]{1,16}")


class BadFrame(ValueError):
    """The frame is not of the protocol; the message says why."""


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
encode: Callable[[dict[str, Any]], str] = _encoder.encode


def _no_constant(_name: str):
    raise BadFrame("Numbers must be finite.")


def decode(text: str | bytes | None) -> dict[str, Any]:
    """A JSON object of moderate depth; raises BadFrame for anything else."""
    if not isinstance(text, (str, bytes)):
        raise BadFrame("Text frames only.")
    try:
        raw = text if isinstance(text, bytes) else text.encode()
        if len(raw) > MAX_FRAME:
            raise BadFrame("The frame is too long.")
        text = raw.decode()
        frame = _decoder.decode(text)
    except BadFrame:
        raise
    except (ValueError, RecursionError) as error:
        raise BadFrame("This is not JSON.") from error
    if not isinstance(frame, dict):
        raise BadFrame("A frame is a JSON object.")
    if "\\" in text or text.count("{") + text.count("[") > MAX_DEPTH:  # else there is nothing that could be wrong
        _check(frame, 0)
    return frame


def _no_huge(text: str) -> int:
    value = int(text)
    if abs(value) > ID_LIMIT:
        raise BadFrame("The number is too large.")
    return value


def _no_float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise BadFrame("Numbers must be finite.")
    return value


_decoder = json.JSONDecoder(parse_constant=_no_constant, parse_float=_no_float, parse_int=_no_huge)


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise BadFrame("Nested too deeply.")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check(key, depth)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)
    elif isinstance(value, str) and ("\x00" in value or not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value)):
        raise BadFrame("The text holds characters that are none.")


def read_have(value: Any) -> dict[str, int]:
    """The revisions a client says it has; what is no revision is left out."""
    if not isinstance(value, dict):
        return {}
    return {name: rev for name, rev in value.items() if _slot_name.fullmatch(name) and type(rev) is int and rev >= 0}


def parse_have(text: str) -> dict[str, int]:
    """`step:16,turnout:4` of the HTTP twin."""
    pairs = (part.partition(":") for part in text[:500].split(",") if part)
    return {
        name: int(rev) for name, _colon, rev in pairs if _slot_name.fullmatch(name) and rev.isascii() and rev.isdigit() and len(rev) < 16
    }
