"""Estimates of a number whose true value is known: their range, their counts, and how close they were."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .base import Tally, whole_number
from .quartiles import exact_quantile

BINS = 40  # the range has at most so many equal parts in the result
NEAR = 20  # an estimate is very close if it is at most this fraction of the range away
UNSET = {"low": 0, "high": 100, "step": 1}


def scale_of(settings: dict[str, Any]) -> dict[str, int]:
    """`low` and `high` of the range, and `step`. Settings that were never made are those of an empty form."""
    return {name: initial if (value := settings.get(name)) is None else value for name, initial in UNSET.items()}


def amount(value: float, unit: str) -> str:
    """A number with its unit: 9,300 households."""
    return f"{whole_number(value)} {unit}".strip()


def ballot(scale: dict[str, int], unit: str) -> dict[str, Any]:
    """What the form of an estimate shows: the scale, its ends in words, and buttons that change the number by a small or a large jump."""
    step, span = scale["step"], scale["high"] - scale["low"]
    large = max(step, _round(span // 20 // step) * step)
    small = max(step, _round(large // 10 // step) * step)
    sizes = sorted({-large, -small, small, large})
    jumps = [
        {
            "by": by,
            "label": f"{'+' if by > 0 else '−'} {whole_number(abs(by))}",
            "name": (_("{n} more") if by > 0 else _("{n} less")).format(n=whole_number(abs(by))),
        }
        for by in sizes
    ]
    words = {"from": whole_number(scale["low"]), "to": whole_number(scale["high"]), "by": whole_number(step), "unit": unit}
    # A phone's keys for whole numbers have no minus.
    return scale | words | {"jumps": jumps, "keys": "numeric" if scale["low"] >= 0 else "text"}


def _round(number: int) -> int:
    """The largest of 1, 2, 5, 10, 20, 50 … that is at most `number`; 1 below that."""
    power = 10 ** max(0, len(str(number)) - 1)
    return max([power * first for first in (1, 2, 5) if power * first <= number], default=1)


def place_of(value: int, scale: dict[str, int], parts: int) -> int:
    """Which of the ends of `parts` equal parts of the range is nearest; halves are rounded up."""
    span = scale["high"] - scale["low"]
    return (2 * (value - scale["low"]) * parts + span) // (2 * span) if span > 0 else 0


def spread(counts: Counter[int], scale: dict[str, int], truth: int | None) -> Tally:
    """The tally of estimates. `counts` are people by estimate; the shape is that of `Knowledge.tally`."""
    ordered, n, span = sorted(counts.items()), counts.total(), scale["high"] - scale["low"]
    bins = [0] * (min(BINS, max(1, span // scale["step"])) + 1)
    sides = {"below": 0, "near": 0, "above": 0}
    for value, many in ordered:
        bins[place_of(value, scale, len(bins) - 1)] += many
        if truth is not None:
            away = value - truth
            sides["near" if NEAR * abs(away) <= span else "below" if away < 0 else "above"] += many
    mean = sum(value * many for value, many in ordered) / n if n else None
    quartiles = {name: exact_quantile(ordered, quarter) for name, quarter in (("q1", 1), ("median", 2), ("q3", 3))}
    return {"n": n, "truth": truth, "low": scale["low"], "high": scale["high"], "bins": bins, **sides, "mean": mean, **quartiles}


def closeness(tally: Tally) -> str:
    """How many were too low or too high, and how many very close. There is at least one estimate."""
    n, below, near, above = (tally[name] for name in ("n", "below", "near", "above"))
    if near == n:
        return ngettext("{n} of {n} was very close.", "All {n} were very close.", n).format(n=n)
    close = ngettext("{near} was very close.", "{near} were very close.", near).format(near=near) if near else _("Nobody was very close.")
    if below == above:
        return _("{below} of {n} were too low and as many too high. {close}").format(below=below, n=n, close=close)
    many = max(below, above)
    if below > above:
        away = _("All were too low.") if many == n else ngettext("{many} of {n} was too low.", "{many} of {n} were too low.", many)
    else:
        away = _("All were too high.") if many == n else ngettext("{many} of {n} was too high.", "{many} of {n} were too high.", many)
    return away if many == n else f"{away.format(many=many, n=n)} {close}"
