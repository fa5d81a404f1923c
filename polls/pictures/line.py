"""The eye-level line with everybody on it: dots, or a ridge for many; the middle of the room, or where it moved."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import ridge
from .room import STAGE_WIDTH, picture_height, text_width
from .swarm import Dot, Scale, swarms

STAGE = Scale(98, 1662)
AWAY = 34  # units on both sides of the line belong to the middle of the room
ARROW_FROM = 50  # units of shift: below, a dot
PAST_LABEL = 47
EDGE = 60  # from here on a label on the line is clear of the poles' ends
SIDES = ("a",) * 9 + ("middle",) * 3 + ("b",) * 9


def decimal(value: float) -> str:
    return str(localize(value))


@dataclass(frozen=True)
class Line:
    """What `slider_results.html` asks for."""

    tally: dict[str, Any]
    before: dict[str, Any] | None
    audience: str
    height: int
    poles: tuple[str, str]
    sentence: str
    table: dict[str, Any]

    @property
    def on_stage(self) -> bool:
        return self.audience == "stage"

    def drawn(self, height: int) -> dict[str, Any]:
        """The stage's picture, as high as its words leave."""
        return stage_picture(self.tally, self.before, height)

    @property
    def title(self) -> str:
        """The picture for who does not see it."""
        now = decimal(self.tally["median"])
        if not self.before:
            return f"{self.sentence} " + _("The middle of the room is at {place} of 100.").format(place=now)
        was = decimal(self.before["median"])
        return (
            _("The middle of the room was at {before} before and is at {after} of 100 now.").format(before=was, after=now)
            + f" {self.sentence}"
        )

    @cached_property
    def level(self) -> dict[str, Any]:
        return level_picture(self.tally, self.before)


def line_picture(tally: dict, *, before: dict | None, audience: str, sentence: str, **words) -> Line | None:
    """A picture of `tally` (and `before`); the words tell how much height is left on the stage. None if nobody voted."""
    if not tally["n"]:
        return None
    height = picture_height(words["question"], words["poles"], sentence)
    return Line(tally, before if before and before["n"] else None, audience, height, words["poles"], sentence, words["table"])


def stage_picture(tally: dict, before: dict | None, height: int) -> dict[str, Any]:
    y = height // 2 if before else height - 40
    picture = {"width": STAGE_WIDTH, "height": height, "y": y, "top": 20, "end": height - 20 if before else y, "text": y + 12}
    picture |= crowd(tally, before, y)
    return picture | (moved(tally, before) if before else middle(tally))


def crowd(tally: dict, before: dict | None, y: int) -> dict[str, Any]:
    """Dots, or ridges from about 150 people on; both halves to one scale, and how far from the line their names stand."""
    halves = [tally["stops"], before["stops"]] if before else [tally["stops"]]
    placed = None if max(map(sum, halves)) >= ridge.FROM else swarms(halves, STAGE, height=y, away=AWAY)
    if placed is None:
        highest = max(map(ridge.peak, halves))
        factor = (y - AWAY - 24) / highest if highest else 0
        below = ridge.path(before["stops"], x=STAGE.x, base=y + AWAY - 3, factor=factor) if before else ""
        above = ridge.sides(tally["stops"], x=STAGE.x, base=y - AWAY + 3, factor=-factor)
        return {"ridges": above, "ridge_before": below, "names": names(tally, before, y, [[], []], ridged=True)}
    radius, dots = placed
    people = [{"x": dot.x, "y": y - dot.y, "side": SIDES[dot.stop]} for dot in dots[0]]
    rings = [{"x": dot.x, "y": y + dot.y} for dot in dots[1]] if before else []
    return {"radius": radius, "people": people, "rings": rings, "names": names(tally, before, y, dots)}


def names(tally: dict, before: dict | None, y: int, dots: list[list[Dot]], *, ridged: bool = False) -> list[dict[str, Any]]:
    """ "after · 27 votes" and "before · 26 votes", each in the emptier corner of its half, close above the people there."""
    if not before:
        return []
    placed = []
    for word, counted, half, up in ((_("after"), tally, dots[0], True), (_("before"), before, dots[1], False)):
        votes = ngettext("{n} vote", "{n} votes", counted["n"]).format(n=counted["n"])
        width = text_width(f"{word} · {votes}") + 30
        left = max((dot.y for dot in half if dot.x < width), default=0)
        right = max((dot.y for dot in half if dot.x > STAGE_WIDTH - width), default=0)
        if ridged:
            left, right = sum(counted["stops"][:7]), sum(counted["stops"][-7:])  # a name is about as wide as seven stops
        away = y - 24 if ridged else max(156, min(y - 24, min(left, right) + 60))
        at_end = right < left
        placed.append(
            {
                "word": word,
                "votes": votes,
                "x": STAGE_WIDTH if at_end else 0,
                "anchor": "end" if at_end else "start",
                "y": y - away if up else y + away + 26 - 20 * ridged,
                "soft": not up,
            }
        )
    return placed


def middle(tally: dict) -> dict[str, Any]:
    """The median dot on the thick middle half, and their names: left of it, else right, else on it."""
    low, high, median = (STAGE.x(tally[key]) for key in ("q1", "q3", "median"))
    name, half = _("middle of the room"), _("half of the room stands here")
    wide, wide_half = text_width(name, bold=True), text_width(half)
    labels = []
    if low - PAST_LABEL - wide >= EDGE:
        labels.append({"text": name, "x": low - PAST_LABEL, "anchor": "end", "strong": True})
        if high - low > PAST_LABEL and high + PAST_LABEL + wide_half <= STAGE_WIDTH - EDGE:
            labels.append({"text": half, "x": high + PAST_LABEL, "anchor": "start", "strong": False})
    elif high + PAST_LABEL + wide <= STAGE_WIDTH - EDGE:
        labels.append({"text": name, "x": high + PAST_LABEL, "anchor": "start", "strong": True})
    else:
        labels.append(
            {"text": name, "x": (median + (low if median - low > high - median else high)) // 2, "anchor": "middle", "strong": True}
        )
    return {"median": median, "low": low, "high": high, "labels": labels}


def moved(tally: dict, before: dict) -> dict[str, Any]:
    """Where the middle was, and the arrow to where it is; a dot alone if it has hardly moved."""
    was, now = STAGE.x(before["median"]), STAGE.x(tally["median"])
    name = _("middle of the room")
    wide = text_width(name, bold=True)
    left, right = min(was, now), max(was, now)
    if left - EDGE - wide >= EDGE:
        label = {"text": name, "x": left - EDGE, "anchor": "end", "strong": True}
    elif right + EDGE + wide <= STAGE_WIDTH - EDGE:
        label = {"text": name, "x": right + EDGE, "anchor": "start", "strong": True}
    else:
        label = {"text": name, "x": (left + right) // 2, "anchor": "middle", "strong": True}
    if abs(now - was) < ARROW_FROM:
        return {"median": now, "labels": [label]}
    sign = 1 if now > was else -1
    arrow = {"from": was + 20 * sign, "to": now - 3 * sign, "back": -22 * sign, "forth": 22 * sign}
    return {"was": was, "arrow": arrow, "labels": [label]}


LEVEL_HEIGHT = 112  # px for a half
LEVEL_AWAY = 19


def level_picture(tally: dict, before: dict | None) -> dict[str, Any]:
    """For every width: x in percent of the line, y in px. Above the line now, below it before; the line itself is for one's own ring."""
    halves = [tally["stops"], before["stops"]] if before else [tally["stops"]]
    most = max(map(max, halves))
    radius = next((r for r in (6, 5, 4, 3) if most * (2 * r + 2) <= LEVEL_HEIGHT), None)
    if radius is None or max(map(sum, halves)) >= ridge.FROM:
        highest = max(map(ridge.peak, halves)) or 1
        y = LEVEL_HEIGHT
        factor = (LEVEL_HEIGHT - LEVEL_AWAY) / highest
        high = LEVEL_HEIGHT - LEVEL_AWAY
        drawn = {
            "ridges": ridge.sides(tally["stops"], x=lambda value: round(value * 10), base=high, factor=-factor),
            "ridge_before": ridge.path(before["stops"], x=lambda value: round(value * 10), base=0, factor=factor) if before else "",
            "high": high,
            "below": y + LEVEL_AWAY - 4,
        }
        height = y + (LEVEL_HEIGHT if before else LEVEL_AWAY)
    else:
        pitch = 2 * radius + 2
        y = LEVEL_AWAY + max(tally["stops"]) * pitch
        people = [
            {"x": 5 * stop, "y": y - LEVEL_AWAY - radius - row * pitch, "side": SIDES[stop]}
            for stop, many in enumerate(tally["stops"])
            for row in range(many)
        ]
        rings = [
            {"x": 5 * stop, "y": y + LEVEL_AWAY + radius + row * pitch}
            for stop, many in enumerate(before["stops"] if before else [])
            for row in range(many)
        ]
        drawn = {"radius": radius, "people": people, "rings": rings}
        height = y + LEVEL_AWAY + (max(before["stops"]) * pitch if before else 0)
    places = {"median": round(tally["median"]), "low": round(tally["q1"]), "high_end": round(tally["q3"])}
    return drawn | places | {"height": height, "y": y, "was": round(before["median"]) if before else None}
