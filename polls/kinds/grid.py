"""Grid: each person says of two goals how far each is reached, in 21 stops each."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import isolated, text
from polls.floors import PAIR_FLOOR
from polls.pictures.field import field_picture
from polls.pictures.files import bars_svg
from workshops import purposes

from .base import (
    Answer,
    Asked,
    Cleaned,
    InvalidAnswer,
    Kind,
    Shift,
    Tally,
    decimal,
    expect_int,
    expect_keys,
    plain,
    quoted,
)
from .nine_cells import NAMES, hidden
from .quartiles import exact_quantile
from .slider import MOVED, STEP, STOPS, names, side

AXES = ("x", "y")
QUARTILES = (("q1", 1), ("median", 2), ("q3", 3))
MOVES = ("up", "down", "stayed", "net", "gross")
# What the phone calls the stops up to this value.
PHRASES = (
    (0, gettext_lazy("not at all")),
    (20, gettext_lazy("hardly")),
    (40, gettext_lazy("rather not")),
    (55, gettext_lazy("halfway")),
    (70, gettext_lazy("rather yes")),
    (95, gettext_lazy("quite")),
    (100, gettext_lazy("fully")),
)
# How a side of an axis is written in the table of counts.
SIDES = {"a": "0–40", "m": "45–55", "b": "60–100"}


class Grid(Kind):
    """A point in a square: `x` is how far goal A is reached, `y` how far goal B is, both from 0 to 100 in steps of five.

    Each axis has the sides of the position line, which makes nine cells. Quartiles are of type 7, and there are no weights. Outside the
    room only cells are shown, and small ones are hidden.
    """

    slug = "grid"
    name = gettext_lazy("Two goals at once")
    hint = gettext_lazy("Everybody says of both goals how far they are reached.")
    icon = "grid-2x2"
    purpose = purposes.BETWEEN_GOALS
    minutes = 4
    people = (5, 200)
    has_poles = True
    can_pair = True
    prompt = gettext_lazy("Say on your phone how far each goal is reached.")

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"x": 75, "y": 60}`: both goals have to be rated."""
        raw = expect_keys(raw, {"x", "y"})
        x, y = expect_int(raw["x"], 0, 100), expect_int(raw["y"], 0, 100)
        if x % STEP or y % STEP:
            raise InvalidAnswer(gettext_lazy("The line has 21 places, in steps of five."))
        return Cleaned({"x": x, "y": y})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `points`: sorted [x, y, people]; `cells`: people by the sides of x and y; `x` and `y`: `mean`, `q1`, `median`, `q3`.

        Means and quartiles are not rounded, and None without answers.
        """
        points = Counter((answer["x"], answer["y"]) for answer in answers)
        cells = dict.fromkeys(NAMES, 0)
        for (x, y), many in points.items():
            cells[side(x) + side(y)] += many
        spreads = {axis: _spread(points, place) for place, axis in enumerate(AXES)}
        return {"n": points.total(), "points": [[x, y, many] for (x, y), many in sorted(points.items())], "cells": cells, **spreads}

    def public_tally(self, tally: Tally) -> Tally:
        """`n` and the cells that may be shown. Single points, means and quartiles would reveal more about small cells."""
        return {"n": tally["n"], "cells": hidden(tally["cells"])}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """How many people are in each corner, as far as it is shown, and how many elsewhere."""
        n, cells = tally["n"], tally["cells"]
        if not n:
            return _("Nobody has voted.")
        shown = [(cells[name], label) for name, label in self.corners(poll) if cells[name]]
        if not shown and None in cells.values():
            return _("{n} persons have voted. No field can be shown without giving single answers away.").format(n=n)
        parts = [_("{label}: {n}").format(label=label, n=many) for many, label in shown]
        others = [many for name, many in cells.items() if "m" in name]
        if None not in others and any(others):
            parts.append(_("{label}: {n}").format(label=_("in between"), n=sum(others)))
        said = ngettext("{n} person has voted", "{n} persons have voted", n).format(n=n)
        return f"{said}. {', '.join(parts)}."

    def corners(self, poll: Asked) -> list[tuple[str, str]]:
        """The four cells at the corners with what they mean: both goals, only one of them, none."""
        pole_a, pole_b = map(quoted, names(poll))
        only = gettext_lazy("Only {pole}")
        return [
            ("bb", _("Both succeed")),
            ("ba", str(only).format(pole=pole_a)),
            ("ab", str(only).format(pole=pole_b)),
            ("aa", _("Neither of them")),
        ]

    def verdict(self, tally: Tally) -> str:
        """How many people see both goals reached, for the sentence below the picture."""
        n, both = tally["n"], tally["cells"]["bb"]
        if both is None:
            return ""
        if not both:
            return _("Nobody thinks that both goals succeed together.")
        if both == n:
            return ngettext(
                "{n} of {n} thinks that both goals succeed together.", "All {n} think that both goals succeed together.", n
            ).format(n=n)
        return ngettext(
            "{both} of {n} thinks that both goals succeed together.", "{both} of {n} think that both goals succeed together.", both
        ).format(both=both, n=n)

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """For `x` and `y`: `median`, `mean` and `spread` before and after. None if one of the halves has no answers.

        `spread` is the distance of the quartiles. With enough `pairs` also how many moved `up` or `down` by two stops or more, or
        `stayed`; `net` is up minus down, `gross` their sum.
        """
        if not before["n"] or not after["n"]:
            return None
        both = list(pairs or ())
        many = len(both) if len(both) >= PAIR_FLOOR else 0
        shift: Shift = {"pairs": many}
        for axis in AXES:
            shift[axis] = _levels(before[axis], after[axis])
            if many:
                shift[axis] |= _moves([later[axis] - earlier[axis] for earlier, later in both])
        return shift

    def public_shift(self, shift: Shift) -> Shift | None:
        """How many moved. Medians, means and spreads are left out, as in `public_tally`."""
        if not shift["pairs"]:
            return None
        return {"pairs": shift["pairs"], **{axis: {name: shift[axis][name] for name in MOVES} for axis in AXES}}

    def largest_move(self, shift: Shift) -> float | None:
        """The largest share of people who moved alike on one of the axes."""
        pairs = shift["pairs"]
        return max(shift[axis][name] for axis in AXES for name in ("up", "down", "stayed")) / pairs if pairs else None

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """How many people moved on each axis; without pairs the medians."""
        pairs = shift["pairs"]
        poles = dict(zip(AXES, map(quoted, names(poll)), strict=True))
        if not pairs:
            parts = [
                _("{pole} {before} → {after}").format(
                    pole=poles[axis], before=self.phrase(shift[axis]["median_before"]), after=self.phrase(shift[axis]["median_after"])
                )
                for axis in AXES
            ]
            return _("The middle of the room: {parts}. Different people may have answered.").format(parts="; ".join(parts))
        if all(shift[axis]["stayed"] == pairs for axis in AXES):
            return _("All {n} who answered both times have stayed where they were.").format(n=pairs)
        x, y = shift["x"], shift["y"]
        return _(
            "Of the {n} who answered both times, {up} now see {pole} reached further and {down} less; "
            "with {other} it is {up_other} and {down_other}."
        ).format(n=pairs, up=x["up"], pole=poles["x"], down=x["down"], other=poles["y"], up_other=y["up"], down_other=y["down"])

    def largest_share(self, tally: Tally) -> float:
        """The share of the cell with the most people, because cells are shown."""
        return max(tally["cells"].values()) / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [*zip(AXES, names(poll), strict=True), ("count", _("Persons"))]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        """The nine cells, from the highest value of goal B to the lowest. Hidden counts say so."""
        return [
            {"x": SIDES[x], "y": SIDES[y], "count": _("not shown") if (many := tally["cells"][x + y]) is None else many}
            for y in "bma"
            for x in "amb"
        ]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        if not tally["n"]:
            return None
        summary = self.summary(poll, tally)
        sentence = self.shift_summary(poll, shift) if shift else self.verdict(tally) or summary
        words: dict[str, Any] = {"question": str(text(poll.question)), "poles": names(poll), "sentence": sentence, "title": summary}
        words |= {"table": self.table(poll, tally), "corners": dict(self.corners(poll))}
        levels = self.levels(poll, tally) if audience == "console" else []
        return field_picture(tally, shift=shift, audience=audience, levels=levels, **words)

    def svg(self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None) -> str:
        """A bar for each of the nine cells, named by both goals."""
        pole_a, pole_b = names(poll)
        cells = [[f"{pole_a} {SIDES[name[0]]}, {pole_b} {SIDES[name[1]]}", many] for name, many in tally["cells"].items()]
        return bars_svg(["", _("Persons")], cells, title=f"{text(poll.question)} {self.summary(poll, tally)}")

    def levels(self, poll: Asked, tally: Tally) -> list[str]:
        """Median and quartiles of both axes in words."""
        line = _("{pole}: middle of the room {median}, half of the room from {q1} to {q3}, average {mean}")
        return [
            line.format(pole=quoted(pole), **{name: decimal(plain(value)) for name, value in tally[axis].items()})
            for axis, pole in zip(AXES, names(poll), strict=True)
        ]

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """Both goals with how far they are reached: Wind: rather yes, Ruhe: hardly."""
        return ", ".join(
            _("{label}: {n}").format(label=isolated(pole), n=self.phrase(answer[axis]))
            for axis, pole in zip(AXES, names(poll), strict=True)
        )

    def phrase(self, value: float) -> str:
        """What the phone calls a stop."""
        return str(next(phrase for highest, phrase in PHRASES if value <= highest))

    def phrases(self, poll: Asked) -> list[str]:
        """What the phone calls each of the 21 stops."""
        return [self.phrase(value) for value in STOPS]


def _spread(points: Counter, place: int) -> dict[str, float | None]:
    """Mean and quartiles of one axis: `place` is 0 for x and 1 for y."""
    counts: Counter[int] = Counter()
    for point, many in points.items():
        counts[point[place]] += many
    n, ordered = counts.total(), sorted(counts.items())
    mean = sum(value * many for value, many in ordered) / n if n else None
    return {"mean": mean} | {name: exact_quantile(ordered, quarter) for name, quarter in QUARTILES}


def _levels(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Median, mean and spread of one axis before and after."""
    spread = {"before": before["q3"] - before["q1"], "after": after["q3"] - after["q1"]}
    values = {f"{name}_{half}": axis[name] for name in ("median", "mean") for half, axis in (("before", before), ("after", after))}
    return values | {f"spread_{half}": width for half, width in spread.items()} | {"spread": spread["after"] - spread["before"]}


def _moves(changes: list[int]) -> dict[str, int]:
    """How many of these changes are movement up or down."""
    up, down = sum(change >= MOVED for change in changes), sum(change <= -MOVED for change in changes)
    return {"up": up, "down": down, "stayed": len(changes) - up - down, "net": up - down, "gross": up + down}
