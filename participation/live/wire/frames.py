"""Frames are read as strict JSON and written as compact JSON. The contract is docs/protocol.md."""

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from .frame_types import AnyFrame, ByeFrame, ErrorFrame, UncheckedFrame

MAX_FRAME = 4 * 1024
FATAL_FRAME = 64 * 1024
MAX_DEPTH = 8
SEQ_LIMIT = 9_999
ID_LIMIT = 2**62

_slot_name = re.compile(r"[a-z]{1,16}")


class BadFrame(ValueError):
    """The frame breaks the protocol; the message says how."""


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
encode: Callable[[AnyFrame], str] = _encoder.encode


def bye_frame(retry_ms: int | None = None) -> ByeFrame:
    """The last frame of a socket. After `retry_ms` milliseconds the client connects again; without them it stays away."""
    return {"t": "bye"} if retry_ms is None else {"t": "bye", "retry_ms": retry_ms}


def error_frame(error: BadFrame) -> ErrorFrame:
    """Tells a client what is wrong with its frame."""
    return {"t": "error", "detail": str(error)}


def _reject_constant(_name: str) -> NoReturn:
    raise BadFrame("Numbers must be finite.")


def decode(text: str | bytes | None) -> UncheckedFrame:
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
    if "\\" in text or text.count("{") + text.count("[") > MAX_DEPTH:  # otherwise depth and characters can't be wrong
        _check_value(frame, 0)
    return frame


def _parse_int(text: str) -> int:
    value = int(text)
    if abs(value) > ID_LIMIT:
        raise BadFrame("The number is too large.")
    return value


def _parse_float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise BadFrame("Numbers must be finite.")
    return value


_decoder = json.JSONDecoder(parse_constant=_reject_constant, parse_float=_parse_float, parse_int=_parse_int)


def _check_value(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise BadFrame("Nested too deeply.")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_value(key, depth)
            _check_value(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check_value(inner, depth + 1)
    elif isinstance(value, str) and ("\x00" in value or not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value)):
        raise BadFrame("The text holds characters that are none.")


def read_have(value: Any) -> dict[str, int]:
    """The revisions that a client says it has, without invalid ones."""
    if not isinstance(value, dict):
        return {}
    return {name: rev for name, rev in value.items() if _slot_name.fullmatch(name) and type(rev) is int and rev >= 0}


def parse_have(text: str) -> dict[str, int]:
    """The same from the query of the HTTP twin: `step:16,turnout:4`."""
    pairs = (part.partition(":") for part in text[:500].split(",") if part)
    return {
        name: int(rev) for name, _colon, rev in pairs if _slot_name.fullmatch(name) and rev.isascii() and rev.isdigit() and len(rev) < 16
    }
