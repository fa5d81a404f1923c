"""Everybody shares out the same number of points."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.texts import text
from polls.pictures.room import rows_height
from polls.pictures.rows import points_picture

from .base import (
    Answer,
    Asked,
    Cleaned,
    InvalidAnswer,
    Kind,
    Tally,
    counted_options,
    decimal,
    expect_int,
    expect_keys,
    labels,
    listed,
    live_options,
    plain,
    quantile,
    quoted,
)

STEP = 5
TOTAL = 100


class Points(Kind):
    slug = "points"
    name = gettext_lazy("Points")
    hint = gettext_lazy("When there isn't enough money or strength for everything.")
    icon = "coins"
    has_options = True
    prompt = gettext_lazy("Share out your points on your phone.")

    class SettingsForm(forms.Form):
        total = forms.TypedChoiceField(
            label=gettext_lazy("Points per person"),
            coerce=int,
            choices=[(TOTAL, TOTAL)],
            initial=TOTAL,
            help_text=gettext_lazy("In steps of five."),
        )

    settings_form = SettingsForm

    def total(self, poll: Asked) -> int:
        return poll.settings.get("total", TOTAL)

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        shares = expect_keys(raw, {"points"})["points"]
        total, offered = self.total(poll), [str(option["id"]) for option in live_options(poll)]
        if not isinstance(shares, dict) or not set(shares) <= set(offered):
            raise InvalidAnswer(gettext_lazy("Points can only go to the options that are offered."))
        points = {key: expect_int(shares.get(key, 0), 0, total) for key in offered}
        if any(share % STEP for share in points.values()):
            raise InvalidAnswer(gettext_lazy("Points go in steps of five."))
        if sum(points.values()) != total:
            raise InvalidAnswer(
                format_lazy(gettext_lazy("Share out all {total} points; so far it is {sum}."), total=total, sum=sum(points.values()))
            )
        return Cleaned({"points": points})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        size = self.total(poll) // STEP + 1
        stops: dict[str, list[int]] = {}
        n = 0
        for answer in answers:
            n += 1
            for key, share in answer["points"].items():
                stops.setdefault(key, [0] * size)[share // STEP] += 1
        given = {key: sum(stop * many for stop, many in enumerate(counts)) for key, counts in stops.items()}
        options = [str(option["id"]) for option in counted_options(poll, given)]
        return {"n": n, "options": {key: self._spread(n, stops.get(key, [0] * size)) for key in options}}

    def _spread(self, n: int, stops: list[int]) -> dict[str, Any]:
        stops = [stops[0] + n - sum(stops), *stops[1:]]  # who was not offered an option gave it nothing
        counts = [(stop * STEP, many) for stop, many in enumerate(stops)]
        mean = plain(sum(value * many for value, many in counts) / n) if n else None
        return {"mean": mean, "median": quantile(counts, 2), "q1": quantile(counts, 1), "q3": quantile(counts, 3), "stops": stops}

    def summary(self, poll: Asked, tally: Tally) -> str:
        if not tally["n"]:
            return _("Nobody has voted.")
        label = labels(poll)
        top = max(spread["mean"] for spread in tally["options"].values())
        leaders = [key for key, spread in tally["options"].items() if spread["mean"] == top]
        if len(leaders) > 1:
            return _("Level in front with {mean} points on average: {options}.").format(
                mean=decimal(round(top)), options=listed([quoted(label[key]) for key in leaders])
            )
        spread = tally["options"][leaders[0]]
        if spread["q1"] == spread["q3"]:
            return _("{option} is in front with {mean} of {total} points on average.").format(
                option=quoted(label[leaders[0]]), mean=decimal(round(top)), total=self.total(poll)
            )
        return _("{option} is in front with {mean} of {total} points on average; half of the people give it {q1} to {q3}.").format(
            option=quoted(label[leaders[0]]),
            mean=decimal(round(top)),
            total=self.total(poll),
            q1=decimal(spread["q1"]),
            q3=decimal(spread["q3"]),
        )

    def largest_share(self, tally: Tally) -> float:
        """No more than this share gave every option the same: the counts do not tell who gave what together."""
        return min(max(spread["stops"]) for spread in tally["options"].values()) / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [
            ("option", _("Option")),
            ("mean", _("Mean")),
            ("median", _("Median")),
            ("q1", _("Lower quartile")),
            ("q3", _("Upper quartile")),
        ]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        label = labels(poll)
        keys = ("mean", "median", "q1", "q3")
        return [{"option": label[key]} | {name: spread[name] for name in keys} for key, spread in tally["options"].items()]

    def picture(self, poll, tally, *, before=None, shift=None, audience="stage"):
        sentence = self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        return points_picture(labels(poll), tally, total=self.total(poll), audience=audience, room=room) | {"sentence": sentence}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        label = labels(poll)
        given = sorted(answer["points"].items(), key=lambda share: -share[1])
        return ", ".join(_("{option}: {points}").format(option=label.get(key, "?"), points=share) for key, share in given if share)
