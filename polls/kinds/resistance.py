"""Each person rates the resistance to each option: 0 is "I can live with it", 10 is "not at all for me"."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import isolated, text
from polls.floors import PAIR_FLOOR
from polls.pictures.resistance import resistance_picture
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
    live_options,
    plain,
    quoted,
)
from .quartiles import quantile

HIGHEST = 10


class Resistance(Kind):
    """Systemic consensing (*Systemisches Konsensieren*; Schrotta and Visotschnig, "Das SK-Prinzip", 2005).

    Each person rates each option from 0 to 10. The option with the lowest mean is closest to consensus, and tied options share that
    place. Acceptance in percent is 100 · (1 − sum / (10 · n)). An option is "no better" than the passive one ("nothing changes") if its
    mean is not below the passive one's.
    """

    slug = "resistance"
    name = gettext_lazy("Resistance")
    hint = gettext_lazy("For every way from 0 to 10: how much does it trouble me?")
    icon = "shield"
    purpose = purposes.COMMON_GROUND
    minutes = 4
    people = (5, 100)
    has_options = True
    has_passive = True
    most_options = 11  # the passive one is added
    can_pair = True
    shift_adds_up = True
    prompt = gettext_lazy("Say on your phone how much resistance you feel.")

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"resistance": {"31": 0, "32": 10}}`: every offered option has to be rated."""
        ratings = expect_keys(raw, {"resistance"})["resistance"]
        offered = [str(option["id"]) for option in live_options(poll)]
        if not isinstance(ratings, dict) or not ratings.keys() <= set(offered):
            raise InvalidAnswer(gettext_lazy("Only the options that are offered can be rated."))
        if len(ratings) < len(offered):
            raise InvalidAnswer(gettext_lazy("Every option has to be rated."))
        expect_ints(ratings.values(), 0, HIGHEST)
        return Cleaned({"resistance": {key: ratings[key] for key in offered}})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`options`: by id `n`, `sum`, `mean`, `median`, `acceptance` in percent, and `steps`: how many rated it 0, 1 … 10.

        `passive` is the id of "nothing changes", or None. `no_better` are the ids of options with no less resistance than it.
        """
        steps: dict[str, list[int]] = {}
        n = 0
        for answer in answers:
            n += 1
            for key, value in answer["resistance"].items():
                if key not in steps:
                    steps[key] = [0] * (HIGHEST + 1)
                steps[key][value] += 1
        rated = {key: sum(counts) for key, counts in steps.items()}
        shown = counted_options(poll, rated)
        options = {str(option["id"]): _spread(steps.get(str(option["id"]), [0] * (HIGHEST + 1))) for option in shown}
        passive = next((str(option["id"]) for option in shown if option.get("passive")), None)
        return {"n": n, "options": options, "passive": passive, "no_better": _no_better(options, passive)}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """The options with the least resistance, and how many are no better than the passive one."""
        means = {key: spread["mean"] for key, spread in tally["options"].items() if spread["n"]}
        if not means:
            return _("Nobody has voted.")
        label, least = labels(poll), min(means.values())
        first = [key for key, mean in means.items() if mean == least]
        mean, names = decimal(plain(least)), listed([quoted(label[key]) for key in first])
        sentence = ngettext(
            "{options} meets the least resistance: {mean} of 10 on average.",
            "{options} meet the least resistance: {mean} of 10 on average.",
            len(first),
        ).format(options=names, mean=mean)
        if tally["passive"] is None or not tally["no_better"]:
            return sentence
        if len(tally["no_better"]) == len(means) - 1:
            return _("{said} Nothing is better than leaving all as it is.").format(said=sentence)
        many = len(tally["no_better"])
        comparison = ngettext(
            "{many} option is no better than leaving all as it is.", "{many} options are no better than leaving all as it is.", many
        )
        return f"{sentence} {comparison.format(many=many)}"

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """`changes`: by option, the mean change of resistance (−10 … 10) of the `pairs` people who answered both times."""
        both = [(earlier["resistance"], later["resistance"]) for earlier, later in pairs or ()]
        if len(both) < PAIR_FLOOR:
            return None
        keys = [key for key in dict.fromkeys([*before["options"], *after["options"]]) if all(key in half for pair in both for half in pair)]
        sums = {key: sum(later[key] - earlier[key] for earlier, later in both) for key in keys}
        return {"pairs": len(both), "changes": {key: change / len(both) for key, change in sums.items()}}

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """The options whose mean resistance has risen and fallen most."""
        n = shift["pairs"]
        if changes := changed_most(poll, shift["changes"]):
            return _("Resistance of the {n} who voted both times, on average: {changes}.").format(n=n, changes=changes)
        return _("For the {n} who voted both times, no resistance is larger or smaller than before.").format(n=n)

    def largest_share(self, tally: Tally) -> float:
        """An upper bound of the share of identical ballots: such ballots agree on every option, so no option may have fewer."""
        return min((max(spread["steps"]) for spread in tally["options"].values()), default=tally["n"]) / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [
            ("option", _("Option")),
            ("mean", _("Resistance on average, 0 to 10")),
            ("median", _("Median")),
            ("acceptance", _("Acceptance in percent")),
            ("veto", _("Persons who said 8 or more")),
        ]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        label = labels(poll)
        return [
            {
                "option": label[key],
                "mean": spread["mean"] if spread["mean"] is None else plain(spread["mean"]),
                "median": spread["median"],
                "acceptance": spread["acceptance"] if spread["acceptance"] is None else round(spread["acceptance"]),
                "veto": sum(spread["steps"][8:]),
            }
            for key, spread in tally["options"].items()
        ]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        words = {"sentence": sentence, "table": self.table(poll, tally)}
        return resistance_picture(labels(poll), tally, before=before, audience=audience, room=room) | words

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """Every option with its rating: Nachtbus: 0, Radweg: 7."""
        label = labels(poll)
        return ", ".join(
            _("{option}: {points}").format(option=isolated(label.get(key, "?")), points=value)
            for key, value in answer["resistance"].items()
        )


def _spread(steps: list[int]) -> dict[str, Any]:
    """The figures of one option from how many rated it 0, 1 … 10. Mean, median and acceptance are None without ratings."""
    n, total = sum(steps), sum(value * many for value, many in enumerate(steps))
    return {
        "n": n,
        "sum": total,
        "mean": total / n if n else None,
        "median": quantile(list(enumerate(steps)), 2),
        "acceptance": (100 * n - 10 * total) / n if n else None,
        "steps": steps,
    }


def _no_better(options: dict[str, dict[str, Any]], passive: str | None) -> list[str]:
    """The options whose mean is at least the passive one's. Cross-multiplied, because floats would not compare exactly."""
    if passive is None or not options[passive]["n"]:
        return []
    total, n = options[passive]["sum"], options[passive]["n"]
    return [key for key, spread in options.items() if key != passive and spread["n"] and spread["sum"] * n >= total * spread["n"]]
