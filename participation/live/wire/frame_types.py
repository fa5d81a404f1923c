"""The shapes of the frames, for type checks. docs/protocol.md is the contract and says what the fields mean.

A type that ends in `Frame` is what one side sends as one JSON object.
"""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

# -- up ------------------------------------------------------------------------------
UncheckedFrame = dict[str, Any]  # what `decode()` returns: a JSON object of moderate size; nobody has checked its fields yet

# -- down ----------------------------------------------------------------------------
AnyFrame = Mapping[str, object]  # every frame below, and the replies that apps give
ReplyFrame = dict[str, Any]  # the app that handles a message decides the fields; only `status` and `retry_ms` are read here
MineFrame = dict[str, Any]  # `t`, `me`, `removed`, and one entry for each part of the apps, whose shape only they know


class WelcomeFrame(TypedDict):
    t: Literal["welcome"]
    epoch: str
    now: int  # Unix time in milliseconds, for display only
    beat: int  # seconds between two heartbeats


class SlotFrame(TypedDict):
    t: Literal["slot"]
    name: str
    rev: int
    html: str
    data: Any  # JSON of a shape that the slot's app decides; None if the slot is empty


class BeatFrame(TypedDict):
    t: Literal["beat"]
    revs: dict[str, int]


class ErrorFrame(TypedDict):
    t: Literal["error"]
    detail: str


class ByeFrame(TypedDict):
    t: Literal["bye"]
    retry_ms: NotRequired[int]  # without it the client must not come back


# -- answers of the HTTP twins ---------------------------------------------------------
class StateReply(TypedDict):
    welcome: WelcomeFrame
    slots: list[SlotFrame]
    poll_ms: int
    mine: NotRequired[MineFrame]  # for phones only
