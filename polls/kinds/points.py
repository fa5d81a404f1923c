"""Each person distributes 100 points over the options."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from math import gcd
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.texts import isolated, text
from polls.pictures.rows import given, points_picture
from polls.pictures.stage_space import rows_height
from workshops import purposes

from .base import (
    Answer,
    Asked,
    Cleaned,
    InvalidAnswer,
    Kind,
    Shift,
    Tally,
    changed_most,
    counted_options,
    decimal,
    expect_ints,
    expect_keys,
    labels,
    listed,
    mean_changes,
    plain,
    quoted,
)
from .offered import offered_ids
from .quartiles import quantile

STEP = 5
TOTAL = 100


class Points(Kind):
    """Cumulative voting in steps of five. All points have to be given; the option with the highest mean leads."""

    slug = "points"
    name = gettext_lazy("Points")
    hint = gettext_lazy("Without prices: how much is each thing worth?")
    icon = "coins"
    purpose = purposes.COSTS
    minutes = 3
    people = (5, 300)
    has_options = True
    can_pair = True
    shift_adds_up = True
    prompt = gettext_lazy("Share out your points on your phone.")

    class SettingsForm(forms.Form):
        total = forms.TypedChoiceField(
            label=gettext_lazy("Points per person"),
            coerce=int,
            choices=[(TOTAL, TOTAL)],
            initial=TOTAL,
            help_text=gettext_lazy("In steps of five."),
        )

    settings_form: type[forms.Form] = SettingsForm

    def total(self, poll: Asked) -> int:
        """Points per person."""
        return poll.settings.get("total", TOTAL)

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"points": {"31": 60, "32": 40}}`; options that are left out get 0."""
        shares = expect_keys(raw, {"points"})["points"]
        total, offered = self.total(poll), offered_ids(poll)
        if not isinstance(shares, dict) or not shares.keys() <= offered:
            raise InvalidAnswer(gettext_lazy("Points can only go to the options that are offered."))
        expect_ints(shares.values(), 0, total)
        points = dict.fromkeys(offered, 0) | shares
        if gcd(*points.values()) % STEP:  # else all of them are multiples
            raise InvalidAnswer(gettext_lazy("Points go in steps of five."))
        if sum(points.values()) != total:
            raise InvalidAnswer(
                format_lazy(gettext_lazy("Share out all {total} points; so far it is {sum}."), total=total, sum=sum(points.values()))
            )
        return Cleaned({"points": points})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `options`: by id `mean`, `median`, `q1`, `q3` in points, and `stops`: how many gave 0, 5, 10 … points.

        `stops` count in steps of one if some points are no multiple of five.
        """
        return self.tally_of(poll, *counted(answers))

    def tally_of(self, poll: Asked, n: int, given: dict[str, dict[int, int]]) -> Tally:
        """The tally of what `counted` has found."""
        step = STEP if all(share % STEP == 0 for shares in given.values() for share in shares) else 1
        largest = max([self.total(poll), *(share for shares in given.values() for share in shares)])
        options = [str(option["id"]) for option in counted_options(poll, {key: sum(shares.values()) for key, shares in given.items()})]
        return {"n": n, "options": {key: _spread(n, given.get(key, {}), step, largest // step + 1) for key in options}}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """The options with the highest mean."""
        if not tally["n"]:
            return _("Nobody has voted.")
        label = labels(poll)
        most = max(given(spread) for spread in tally["options"].values())
        leaders = [key for key, spread in tally["options"].items() if given(spread) == most]
        top = tally["options"][leaders[0]]["mean"]
        if len(leaders) > 1:
            return _("Level in front with {mean} points on average: {options}.").format(
                mean=decimal(round(top)), options=listed([quoted(label[key]) for key in leaders])
            )
        return _("{option} is in front with {mean} of {total} points on average.").format(
            option=quoted(label[leaders[0]]), mean=decimal(round(top)), total=self.total(poll)
        )

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """`changes`: by option, the mean change of points per person, of the `pairs` people who answered both times."""
        return mean_changes(before, after, pairs, "points")

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """The options with the largest rise and the largest fall, in points per person."""
        n = shift["pairs"]
        if changes := changed_most(poll, shift["changes"]):
            return _("Points of the {n} who voted both times, on average: {changes}.").format(n=n, changes=changes)
        return _("For the {n} who voted both times, no option has more or fewer points than before.").format(n=n)

    def largest_share(self, tally: Tally) -> float:
        """An upper bound of the share of identical ballots: such ballots agree on every option, so no option may have fewer."""
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

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        drawn = points_picture(labels(poll), tally, before=before, total=self.total(poll), audience=audience, room=room)
        return drawn | {"sentence": sentence}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """The options with points, the most first: Nachtbus: 60, Radweg: 40."""
        label = labels(poll)
        shares = sorted(answer["points"].items(), key=lambda share: -share[1])
        return ", ".join(
            _("{option}: {points}").format(option=isolated(label.get(key, "?")), points=share) for key, share in shares if share
        )


def counted(answers: Iterable[Answer]) -> tuple[int, dict[str, dict[int, int]]]:
    """The number of ballots, and by option how many gave it so many points: {"31": {60: 4, 35: 1}}, without zeros."""
    ballots = [answer["points"] for answer in answers]
    given: dict[str, dict[int, int]] = {}
    for (key, share), people in Counter(chain.from_iterable(map(dict.items, ballots))).items():
        if share:
            given.setdefault(key, {})[share] = people
    return len(ballots), given


def _spread(n: int, shares: dict[int, int], step: int, size: int) -> dict[str, Any]:
    """The figures of one option. People to whom it was not offered count as 0 points."""
    stops = [n - sum(shares.values()), *(shares.get(stop * step, 0) for stop in range(1, size))]
    counts = [(stop * step, many) for stop, many in enumerate(stops)]
    mean = plain(sum(value * many for value, many in counts) / n) if n else None
    return {"mean": mean, "median": quantile(counts, 2), "q1": quantile(counts, 1), "q3": quantile(counts, 3), "stops": stops}
