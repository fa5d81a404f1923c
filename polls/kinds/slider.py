"""Position line: each person chooses one of 21 stops between two conflicting goals, the poles."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import isolated, text
from polls.floors import PAIR_FLOOR
from polls.pictures.files import line_svg
from polls.pictures.line import line_picture
from workshops import purposes

from .base import Answer, Asked, Cleaned, InvalidAnswer, Kind, Shift, Tally, clean_words, expect_int, expect_keys
from .quartiles import quantile

STEP = 5
STOPS = range(0, 101, STEP)
REASON_LENGTH = 140
MOVED = 2 * STEP  # the smallest change that counts as movement


def side(value: int) -> str:
    """The side that a value belongs to: "a" (0–40), "m", the middle (45–55), or "b" (60–100)."""
    return "a" if value <= 40 else "m" if value <= 55 else "b"


class Slider(Kind):
    """A position from 0 (pole A) to 100 (pole B) in steps of five, with an optional reason.

    The median of all positions is shown as "the middle of the room".
    """

    slug = "slider"
    name = gettext_lazy("Position line")
    hint = gettext_lazy("Everybody takes a place on the line between the two goals.")
    icon = "move-horizontal"
    purpose = purposes.BETWEEN_GOALS
    minutes = 2
    people = (5, 300)
    has_poles = has_line = True
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
        """`{"value": 35}` with an optional `"reason"`, which becomes a remark."""
        raw = expect_keys(raw, {"value"}, {"reason"})
        value = expect_int(raw["value"], 0, 100)
        if value % STEP:
            raise InvalidAnswer(gettext_lazy("The line has 21 places, in steps of five."))
        reason = clean_words(raw.get("reason", ""), REASON_LENGTH)
        if reason and not poll.settings.get("ask_reason", True):
            raise InvalidAnswer(gettext_lazy("No reason is asked for here."))
        return Cleaned({"value": value}, ((side(value), reason),) if reason else ())

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `stops`: people at each of the 21 stops; `q1`, `median`, `q3`; and `a`, `m`, `b`: people on each side."""
        stops = [0] * len(STOPS)
        for answer in answers:
            stops[answer["value"] // STEP] += 1
        counts = list(zip(STOPS, stops, strict=True))
        sides = {name: sum(many for value, many in counts if side(value) == name) for name in "amb"}
        quartiles = {name: quantile(counts, quarter) for name, quarter in (("q1", 1), ("median", 2), ("q3", 3))}
        return {"n": sum(stops), "stops": stops, **quartiles, **sides}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """How many people are on each side, the larger side first."""
        n, a, m, b = (tally[key] for key in ("n", "a", "m", "b"))
        pole_a, pole_b = map(isolated, names(poll))
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
        """Both medians; with enough `pairs` also how many moved `to_a`, `to_b`, or `stayed`. None if one of the halves has no answers."""
        if not before["n"] or not after["n"]:
            return None
        shift: Shift = {"pairs": 0, "median_before": before["median"], "median_after": after["median"]}
        moves = [later["value"] - earlier["value"] for earlier, later in pairs or ()]
        if len(moves) >= PAIR_FLOOR:
            to_a = sum(move <= -MOVED for move in moves)
            to_b = sum(move >= MOVED for move in moves)
            shift |= {"pairs": len(moves), "to_a": to_a, "to_b": to_b, "stayed": len(moves) - to_a - to_b}
        return shift

    def largest_move(self, shift: Shift) -> float | None:
        """The share of the largest of the three groups: to pole A, to pole B, stayed."""
        return max(shift["to_a"], shift["to_b"], shift["stayed"]) / shift["pairs"] if shift["pairs"] else None

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """How many people moved to each pole and how many stayed; without pairs the two medians."""
        pairs = shift["pairs"]
        if not pairs:
            return self._both_medians(poll, shift)
        if shift["stayed"] == pairs:
            return _("All {n} who answered both times have stayed where they were.").format(n=pairs)
        pole_a, pole_b = map(isolated, names(poll))
        moves = sorted(((shift["to_a"], pole_a), (shift["to_b"], pole_b)), key=lambda move: -move[0])
        (first, pole), (second, other) = moves
        moved = ngettext(
            "{first} of {n} has moved towards “{pole}”, {second} towards “{other}”",
            "{first} of {n} have moved towards “{pole}”, {second} towards “{other}”",
            first,
        ).format(first=first, n=pairs, pole=pole, second=second, other=other)
        stayed = ngettext("{n} has stayed", "{n} have stayed", shift["stayed"]).format(n=shift["stayed"])
        return _("{moved}, {stayed}.").format(moved=moved, stayed=stayed)

    def _both_medians(self, poll: Asked, shift: Shift) -> str:
        """The two medians. Without pairs, different people may have answered, so the sentence does not say that anybody moved."""
        moved = self.room_stands(poll, shift["median_after"], shift["median_before"])
        return " ".join([moved, _("Different people may have answered.")])

    def room_stands(self, poll: Asked, now: float, before: float | None = None) -> str:
        """A sentence about the median `now`, compared with `before` if given.

        It describes positions as the phone does, because "62 of 100" is hard to picture.
        """
        phrase = self.in_words(poll, {"value": now})
        if before is None:
            return _("The room as a whole stands {phrase}.").format(phrase=phrase)
        was = self.in_words(poll, {"value": before})
        if was == phrase:
            return _("The room as a whole stood {phrase}, and still does.").format(phrase=phrase)
        return _("Before, the room as a whole stood {before}; now it stands {after}.").format(before=was, after=phrase)

    def largest_share(self, tally: Tally) -> float:
        """The share of the side with the most people, because the summary shows sides."""
        return max(tally["a"], tally["m"], tally["b"]) / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [("place", _("Place on the line")), ("count", _("Persons"))]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        return [{"place": value, "count": many} for value, many in zip(STOPS, tally["stops"], strict=True)]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        table = self.table(poll, tally)
        # Screen readers would otherwise read many empty rows.
        table["rows"] = [row for row in table["rows"] if row[-1]]
        words: dict[str, Any] = {"question": str(text(poll.question)), "poles": names(poll), "table": table}
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        words["title"] = self.room_stands(poll, tally["median"], before["median"] if before and before["n"] else None) if tally["n"] else ""
        together = bool(shift and shift["pairs"])
        return line_picture(tally, before=before, together=together, audience=audience, sentence=sentence, **words)

    def svg(self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None) -> str:
        """Everybody on the line; with `before` both halves."""
        if not tally["n"]:
            return ""
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        before = before if before and before["n"] else None
        together = bool(shift and shift["pairs"])
        return line_svg(tally, before, poles=names(poll), title=f"{text(poll.question)} {sentence}", together=together)

    def whole(self, answer: Answer, remarks: list[str]) -> Answer:
        """`answer` with the reason, if there is one."""
        return answer | {"reason": remarks[0]} if remarks else answer

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """The position relative to the nearer pole: somewhat closer to “Wind”."""
        value = answer["value"]
        pole_a, pole_b = map(isolated, names(poll))
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
        """The description of each of the 21 stops. The phone shows it below the ring and as `aria-valuetext`."""
        return [self.in_words(poll, {"value": value}) for value in STOPS]


def names(poll: Asked) -> tuple[str, str]:
    """The poles in the active language; "A" and "B" if they are empty."""
    return str(text(poll.pole_a)) or "A", str(text(poll.pole_b)) or "B"
