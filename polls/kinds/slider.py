"""Position line: everybody says one place between two goals that collide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import text
from polls.pictures.line import line_picture

from .base import Answer, Asked, Cleaned, InvalidAnswer, Kind, Shift, Tally, clean_words, decimal, expect_int, expect_keys, quantile

STEP = 5
STOPS = range(0, 101, STEP)
REASON_LENGTH = 140
MOVED = 2 * STEP  # who changes by two stops or more has moved
MIN_PAIRS = 10


def side(value: int) -> str:
    """Which side a stop speaks for: "a" (0–40), "m" (45–55) or "b" (60–100)."""
    return "a" if value <= 40 else "m" if value <= 55 else "b"


class Slider(Kind):
    slug = "slider"
    name = gettext_lazy("Position line")
    hint = gettext_lazy("When two goals collide, and you want to see how the room moves.")
    icon = "move-horizontal"
    has_poles = True
    can_pair = True
    prompt = gettext_lazy("Push the ring on your phone to where you stand.")

    class SettingsForm(forms.Form):
        ask_reason = forms.BooleanField(
            label=gettext_lazy("Ask for a reason"),
            help_text=gettext_lazy("Optional, at most 140 characters. You read reasons before the room does."),
            required=False,
            initial=True,
        )

    settings_form = SettingsForm

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        raw = expect_keys(raw, {"value"}, {"reason"})
        value = expect_int(raw["value"], 0, 100)
        if value % STEP:
            raise InvalidAnswer(gettext_lazy("The line has 21 places, in steps of five."))
        reason = clean_words(raw.get("reason", ""), REASON_LENGTH)
        if reason and not poll.settings.get("ask_reason", True):
            raise InvalidAnswer(gettext_lazy("No reason is asked for here."))
        return Cleaned({"value": value}, ((side(value), reason),) if reason else ())

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        stops = [0] * len(STOPS)
        for answer in answers:
            stops[answer["value"] // STEP] += 1
        counts = list(zip(STOPS, stops, strict=True))
        sides = {name: sum(many for value, many in counts if side(value) == name) for name in "amb"}
        quartiles = {name: quantile(counts, quarter) for name, quarter in (("q1", 1), ("median", 2), ("q3", 3))}
        return {"n": sum(stops), "stops": stops, **quartiles, **sides}

    def summary(self, poll: Asked, tally: Tally) -> str:
        n, a, m, b = (tally[key] for key in ("n", "a", "m", "b"))
        pole_a, pole_b = names(poll)
        if not n:
            return _("Nobody has voted.")
        if n == max(a, m, b):
            return self._all_alike(n, (a, m, b), (pole_a, pole_b))
        if m > max(a, b):
            return ngettext(
                "{m} of {n} stands in between, {a} closer to “{pole_a}”, {b} to “{pole_b}”.",
                "{m} of {n} stand in between, {a} closer to “{pole_a}”, {b} to “{pole_b}”.",
                m,
            ).format(m=m, n=n, a=a, b=b, pole_a=pole_a, pole_b=pole_b)
        (first, pole), (second, other) = sorted(((a, pole_a), (b, pole_b)), key=lambda end: -end[0])
        return ngettext(
            "{first} of {n} stands closer to “{pole}”, {second} closer to “{other}”, {m} in between.",
            "{first} of {n} stand closer to “{pole}”, {second} closer to “{other}”, {m} in between.",
            first,
        ).format(first=first, n=n, pole=pole, second=second, other=other, m=m)

    def _all_alike(self, n: int, sides: tuple[int, int, int], poles: tuple[str, str]) -> str:
        if sides[1]:
            return ngettext("{n} of {n} stands in between.", "All {n} stand in between.", n).format(n=n)
        pole = poles[0] if sides[0] else poles[1]
        return ngettext("{n} of {n} stands closer to “{pole}”.", "All {n} stand closer to “{pole}”.", n).format(n=n, pole=pole)

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        if not before["n"] or not after["n"]:
            return None
        shift: Shift = {"pairs": 0, "median_before": before["median"], "median_after": after["median"]}
        moves = [later["value"] - earlier["value"] for earlier, later in pairs or ()]
        if len(moves) >= MIN_PAIRS:
            to_a = sum(move <= -MOVED for move in moves)
            to_b = sum(move >= MOVED for move in moves)
            shift |= {"pairs": len(moves), "to_a": to_a, "to_b": to_b, "stayed": len(moves) - to_a - to_b}
        return shift

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        pairs = shift["pairs"]
        if not pairs:
            return self._moved_middle(shift)
        if shift["stayed"] == pairs:
            return _("All {n} who answered both times have stayed where they were.").format(n=pairs)
        pole_a, pole_b = names(poll)
        moves = sorted(((shift["to_a"], pole_a), (shift["to_b"], pole_b)), key=lambda move: -move[0])
        (first, pole), (second, other) = moves
        moved = ngettext(
            "{first} of {n} has moved towards “{pole}”, {second} towards “{other}”",
            "{first} of {n} have moved towards “{pole}”, {second} towards “{other}”",
            first,
        ).format(first=first, n=pairs, pole=pole, second=second, other=other)
        stayed = ngettext("{n} has stayed", "{n} have stayed", shift["stayed"]).format(n=shift["stayed"])
        return _("{moved}, {stayed}.").format(moved=moved, stayed=stayed)

    def _moved_middle(self, shift: Shift) -> str:
        before, after = shift["median_before"], shift["median_after"]
        if before == after:
            return _("The middle of the room has stayed at {place} of 100.").format(place=decimal(after))
        return _("The middle of the room has moved from {before} to {after} of 100.").format(before=decimal(before), after=decimal(after))

    def largest_share(self, tally: Tally) -> float:
        return max(tally["a"], tally["m"], tally["b"]) / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [("place", _("Place on the line")), ("count", _("Persons"))]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        return [{"place": value, "count": many} for value, many in zip(STOPS, tally["stops"], strict=True)]

    def picture(self, poll, tally, *, before=None, shift=None, audience="stage"):
        words = {"question": str(text(poll.question)), "poles": names(poll), "table": self.table(poll, tally)}
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        return line_picture(tally, before=before, audience=audience, sentence=sentence, **words)

    def whole(self, answer: Answer, remarks: list[str]) -> Answer:
        return answer | {"reason": remarks[0]} if remarks else answer

    def in_words(self, poll: Asked, answer: Answer) -> str:
        value = answer["value"]
        pole_a, pole_b = names(poll)
        pole = pole_a if value < 50 else pole_b
        away = min(value, 100 - value)
        if 45 <= value <= 55:
            return _("in the middle")
        if away == 0:
            return _("right at “{pole}”").format(pole=pole)
        if away <= 20:
            return _("clearly closer to “{pole}”").format(pole=pole)
        return _("somewhat closer to “{pole}”").format(pole=pole)

    def phrases(self, poll: Asked) -> list[str]:
        """What the ring says at each of the 21 stops, for `aria-valuetext` and the visible output alike."""
        return [self.in_words(poll, {"value": value}) for value in STOPS]


def names(poll: Asked) -> tuple[str, str]:
    return str(text(poll.pole_a)) or "A", str(text(poll.pole_b)) or "B"
