"""Results of the position line: a dot for each person, or ridges for many people, and the median or how it moved.

The labels call the median "the middle of the room".
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import ridge
from .stage_space import STAGE_WIDTH, picture_height, text_width
from .swarm import Dot, Scale, swarms

STAGE = Scale(98, 1662)
# All lengths are in stage units.
AWAY = 34  # kept free on both sides of the line for the median
ARROW_FROM = 50  # a median that moved less gets a dot instead of an arrow
PAST_LABEL = 47
# The largest distance from a marker to its label, a fifth of the line. A label further away is not recognised as the marker's.
NEAR_MARKER = 330
# The smallest distance from a label to the ends of the picture, where the poles are.
EDGE = 60
SIDES = ("a",) * 9 + ("middle",) * 3 + ("b",) * 9


@dataclass(frozen=True)
class Line:
    """The picture of a position line, for `slider_results.html`. The two geometries are computed only if a template uses them."""

    tally: dict[str, Any]
    before: dict[str, Any] | None
    audience: str
    height: int
    poles: tuple[str, str]
    sentence: str
    title: str  # the text alternative of the picture
    table: dict[str, Any]
    # Whether the same people answered both times. Otherwise there is no arrow, because it would say that they moved.
    together: bool = False

    @property
    def on_stage(self) -> bool:
        """Whether the picture is for the projector."""
        return self.audience == "stage"

    def drawn(self, height: int) -> dict[str, Any]:
        """The stage's picture, `height` units high."""
        drawn = stage_picture(self.tally, self.before, height)
        return drawn if self.together else drawn | {"arrow": None}

    @cached_property
    def level(self) -> dict[str, Any]:
        """The picture for every width, used on phones and desks."""
        return level_picture(self.tally, self.before)


def line_picture(tally: dict, *, before: dict | None, together: bool, audience: str, sentence: str, **words: Any) -> Line | None:
    """The picture of `tally`, compared with `before`; None if nobody voted. `words` are question, poles, title and table of the slider."""
    if not tally["n"]:
        return None
    height = picture_height(words["question"], words["poles"], sentence)
    before = before if before and before["n"] else None
    return Line(tally, before, audience, height, words["poles"], sentence, words["title"], words["table"], together)


def stage_picture(tally: dict, before: dict | None, height: int) -> dict[str, Any]:
    """The picture for the stage, in its units. The line is at the bottom, or in the middle if `before` is drawn below it."""
    y = height // 2 if before else height - 40
    picture = {"width": STAGE_WIDTH, "height": height, "y": y, "top": 20, "end": height - 20 if before else y, "text": y + 12}
    picture |= crowd(tally, before, y)
    return picture | (moved(tally, before) if before else middle(tally))


def crowd(tally: dict, before: dict | None, y: int) -> dict[str, Any]:
    """Everybody as a dot, or ridges if there are too many people, and the labels of the halves. Both halves have the same scale."""
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
    """The labels "after · 27 votes" and "before · 26 votes". Each stands in the emptier corner of its half, close to the people there."""
    if not before:
        return []
    placed = []
    for word, counted, half, up in ((_("after"), tally, dots[0], True), (_("before"), before, dots[1], False)):
        votes = ngettext("{n} vote", "{n} votes", counted["n"]).format(n=counted["n"])
        width = text_width(f"{word} · {votes}") + 30
        left = max((dot.y for dot in half if dot.x < width), default=0)
        right = max((dot.y for dot in half if dot.x > STAGE_WIDTH - width), default=0)
        if ridged:
            # A label is about as wide as seven stops.
            left, right = sum(counted["stops"][:7]), sum(counted["stops"][-7:])
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


def side_of(x: int) -> str:
    """The pole, "a" or "b", in whose half of the stage's line `x` is; "" near the middle."""
    return "a" if x < STAGE.x(42.5) else "b" if x > STAGE.x(57.5) else ""


def label_of(name: str, marker: int, low: int, high: int, *, past: int, near: int, left_first: bool) -> dict[str, Any]:
    """The place of a marker's label, in stage units.

    The thick part of the line reaches from `low` to `high`. The label stands `past` units beyond one of its ends, if that end is at most
    `near` units from the marker and not on the other pole's side. Otherwise it stands on the thick part, next to the marker.
    """
    wide = text_width(name, bold=True)
    to_left = {"text": name, "anchor": "end", "strong": True}
    to_right = {"text": name, "anchor": "start", "strong": True}
    ways = [(to_left, low - past, abs(marker - low)), (to_right, high + past, abs(high - marker))]
    if not left_first:
        ways.reverse()
    ways += [(way, marker + (past if way is to_right else -past), 0) for way, _x, _away in ways]
    for way, x, away in ways:
        fits = x - wide >= EDGE if way is to_left else x + wide <= STAGE_WIDTH - EDGE
        if fits and away <= near and {side_of(marker), side_of(x)} != {"a", "b"}:
            return way | {"x": x}
    raise AssertionError("a label is shorter than half of the line")


def middle(tally: dict) -> dict[str, Any]:
    """The median as a dot, the range of the quartiles as the thick part of the line, and their labels."""
    low, high, median = (STAGE.x(tally[key]) for key in ("q1", "q3", "median"))
    half = _("half of the room stands here")
    label = label_of(_("middle of the room"), median, low, high, past=PAST_LABEL, near=NEAR_MARKER, left_first=tally["median"] <= 50)
    labels = [label]
    if label["x"] < low and high - low > PAST_LABEL and high + PAST_LABEL + text_width(half) <= STAGE_WIDTH - EDGE:
        labels.append({"text": half, "x": high + PAST_LABEL, "anchor": "start", "strong": False})
    return {"median": median, "low": low, "high": high, "labels": labels}


def moved(tally: dict, before: dict) -> dict[str, Any]:
    """An arrow from the median before to the median now, with a label at its head. A median that hardly moved is a dot."""
    was, now = STAGE.x(before["median"]), STAGE.x(tally["median"])
    name = _("middle of the room")
    near = text_width(name, bold=True) + 2 * EDGE  # closer, the label would hide the arrow
    label = label_of(name, now, min(was, now), max(was, now), past=EDGE, near=near, left_first=now < was or now == was < STAGE.x(50))
    if abs(now - was) < ARROW_FROM:
        return {"median": now, "labels": [label]}
    sign = 1 if now > was else -1
    arrow = {"from": was + 20 * sign, "to": now - 3 * sign, "back": -22 * sign, "forth": 22 * sign}
    return {"was": was, "arrow": arrow, "labels": [label]}


LEVEL_HEIGHT = 112  # px for a half
LEVEL_AWAY = 19


def level_picture(tally: dict, before: dict | None) -> dict[str, Any]:
    """The picture for every width: x in percent of the line, y in px. `tally` is above the line and `before` below it.

    The space around the line stays free for the ring that marks the person's own answer.
    """
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
