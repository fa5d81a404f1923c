"""Each person compares two options at a time, some pairs of all. Nobody has to order a long list."""

from collections.abc import Iterable
from math import exp
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from participation.texts import isolated, text
from polls.pictures.pairwise import pairwise_picture
from polls.pictures.stage_space import rows_height
from workshops import purposes

from . import bradley_terry
from .base import (
    Answer,
    Asked,
    Cleaned,
    InvalidAnswer,
    Kind,
    Shift,
    Tally,
    counted_options,
    expect_keys,
    labels,
    listed,
    live_options,
    quoted,
)

NUMBER, FEWEST, LARGEST = 8, 5, 20
NAMED = 3  # more options that may be first are counted, not named


class Pairwise(Kind):
    """Bradley and Terry's model (bradley_terry.py). An option's place is a range: options whose intervals overlap share it.

    The phone serves the pairs at random. There is no before and after, because each time a person compares other pairs.
    """

    slug = "pairwise"
    name = gettext_lazy("Two at a time")
    hint = gettext_lazy("Always two side by side: which one first? The order comes from all answers together.")
    icon = "scale"
    purpose = purposes.PRIORITIES
    minutes = 4
    people = (10, 300)
    has_options = True
    prompt = gettext_lazy("Compare two at a time on your phone.")

    class SettingsForm(forms.Form):
        number = forms.IntegerField(
            label=gettext_lazy("Comparisons per person"),
            min_value=FEWEST,
            max_value=LARGEST,
            initial=NUMBER,
            help_text=gettext_lazy("Eight take about a minute. More people need fewer each."),
        )

    settings_form = SettingsForm

    def served(self, poll: Asked) -> dict[str, Any]:
        """For the template of the ballot: `number`, how many pairs a phone serves, and `pairs`, those of the form without script.

        These meet every option equally often, as far as that is possible.
        """
        options = live_options(poll)
        number = min(poll.settings.get("number", NUMBER), len(options) * (len(options) - 1) // 2)
        named = [option | {"name": str(text(option["label"]))} for option in options]
        return {"number": number, "pairs": _rounds(named)[:number]}

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"pairs": [[31, 32], [33, 31]]}`: winner and loser of at least one pair, each pair at most once.

        At most as many pairs as the setting `number` says; all of them if there is no such setting.
        """
        pairs = expect_keys(raw, {"pairs"})["pairs"]
        offered = {option["id"] for option in live_options(poll)}
        possible = len(offered) * (len(offered) - 1) // 2
        most = min(poll.settings.get("number") or possible, possible)
        if not isinstance(pairs, list) or not 1 <= len(pairs) <= most:
            raise InvalidAnswer(format_lazy(gettext_lazy("Compare at least 1 and at most {most} pairs."), most=most))
        seen = set()
        for pair in pairs:
            if (
                type(pair) is not list
                or len(pair) != 2
                or type(pair[0]) is not int
                or type(pair[1]) is not int
                or not offered.issuperset(pair)
            ):
                raise InvalidAnswer(gettext_lazy("Only options that are offered can be compared."))
            winner, loser = pair
            if winner == loser:
                raise InvalidAnswer(gettext_lazy("No option can be compared with itself."))
            seen.add((winner, loser) if winner < loser else (loser, winner))
        if len(seen) < len(pairs):
            raise InvalidAnswer(gettext_lazy("Each pair can be compared once."))
        return Cleaned({"pairs": pairs})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `comparisons`; `wins`: by winner, then loser; `groups`: ids that were compared, directly or through others.

        `options`: by id `wins`, `losses`, and within its group `strength`, `se`, `low`, `high` (bradley_terry.fit) and `places`, the
        best and the worst place that the intervals allow. `ranking`: ids by falling strength, or None if there are several groups.
        `exists`: whether the likelihood of every group has a maximum.
        """
        counts: dict[tuple[int, int], int] = {}
        n = 0
        for answer in answers:
            n += 1
            for winner, loser in answer["pairs"]:
                counts[winner, loser] = counts.get((winner, loser), 0) + 1
        met: dict[str, int] = {}
        for pair, many in counts.items():
            for one in pair:
                met[str(one)] = met.get(str(one), 0) + many
        options = [str(option["id"]) for option in counted_options(poll, met)]
        wins = {one: {other: counts.get((int(one), int(other)), 0) for other in options if other != one} for one in options}
        groups = bradley_terry.groups(options, wins)
        fits = [bradley_terry.fit(group, wins) for group in groups]
        figures: dict[str, Any] = {}
        for fitted in fits:
            figures |= {key: spread | {"places": _places(key, fitted["options"])} for key, spread in fitted["options"].items()}
        spread = {
            key: {"wins": sum(wins[key].values()), "losses": sum(wins[other].get(key, 0) for other in options)} | figures[key]
            for key in options
        }
        ranking = sorted(options, key=lambda key: -spread[key]["strength"]) if len(groups) == 1 else None
        exists = all(fitted["exists"] for fitted in fits)
        result = {"n": n, "comparisons": sum(counts.values()), "wins": wins, "options": spread}
        return result | {"groups": groups, "ranking": ranking, "exists": exists}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """Which options may be first, or that there is no common order; and doubt if the maximum does not exist."""
        if not tally["n"]:
            return _("Nobody has voted.")
        if tally["ranking"] is None:
            return _("There is no common order yet: some options were never compared with the others, not even through a third one.")
        label = labels(poll)
        first = [key for key in tally["ranking"] if tally["options"][key]["places"][0] == 1]
        names = listed([quoted(label[key]) for key in first[:NAMED]])
        if len(first) == 1:
            said = _("{option} is clearly in front: it wins about {chance} of 100 comparisons with an average option.").format(
                option=names, chance=chance(tally["options"][first[0]]["strength"])
            )
        elif len(first) <= NAMED:
            said = _("{options} are in front; which of them is first is open.").format(options=names)
        elif len(first) == len(tally["ranking"]):
            said = _("Nothing is clearly in front: the order is open.")
        else:
            said = _("{many} of {all} options may be first; the order of these is open.").format(many=len(first), all=len(tally["ranking"]))
        return said if tally["exists"] else _("{said} Some have won or lost everything so far, so this is uncertain.").format(said=said)

    def largest_share(self, tally: Tally) -> float:
        """An upper bound of the share of identical ballots: each has a comparison, and such ballots agree on its winner."""
        return max((many for against in tally["wins"].values() for many in against.values()), default=0) / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [
            ("option", _("Option")),
            ("place", pgettext("in a ranking", "Place")),
            ("chance", _("Wins of 100 with an average option")),
            ("low", _("at least, probably")),
            ("high", _("at most, probably")),
            ("wins", _("Comparisons won")),
            ("losses", _("Comparisons lost")),
        ]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        label = labels(poll)
        figures = [(key, tally["options"][key]) for key in tally["ranking"] or tally["options"]]
        return [
            {
                "option": label[key],
                "place": span(spread["places"]) if tally["ranking"] else "",
                **{name: chance(spread[of]) if tally["ranking"] else "" for name, of in FIGURES},
                "wins": spread["wins"],
                "losses": spread["losses"],
            }
            for key, spread in figures
        ]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        rows = [
            {
                "id": key,
                "label": label,
                "place": span(tally["options"][key]["places"]),
                **{name: chance(tally["options"][key][of]) for name, of in FIGURES},
            }
            for key, label in labels(poll).items()
            if key in tally["options"]
        ]
        drawn = pairwise_picture(rows, tally, audience=audience, room=room)
        comparisons = ngettext("{n} comparison", "{n} comparisons", tally["comparisons"]).format(n=tally["comparisons"])
        return drawn | {"sentence": sentence, "comparisons": comparisons, "table": self.table(poll, tally)}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """Every comparison: Nachtbus before Radweg, Jugendclub before Nachtbus."""
        label = labels(poll)
        named = [[isolated(label.get(str(one), "?")) for one in pair] for pair in answer["pairs"]]
        return ", ".join(_("“{winner}” before “{loser}”").format(winner=winner, loser=loser) for winner, loser in named)


FIGURES = (("chance", "strength"), ("low", "low"), ("high", "high"))


def chance(strength: float) -> int:
    """How many of 100 comparisons with an option of mean strength an option wins."""
    return round(100 / (1 + exp(-max(min(strength, 50), -50))))


def span(places: list[int]) -> str:
    """The places as a word: "1" or "2–3"."""
    best, worst = places
    return str(best) if best == worst else f"{best}–{worst}"


def _places(key: str, spread: dict[str, dict[str, Any]]) -> list[int]:
    """The best and the worst place of an option: only options whose intervals do not overlap are ranked against each other."""
    own = spread[key]
    better = sum(other["low"] > own["high"] for other in spread.values())
    worse = sum(other["high"] < own["low"] for other in spread.values())
    return [1 + better, len(spread) - worse]


def _rounds(options: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """All pairs, in rounds in which every option occurs once (with an odd number, one of them does not): the circle method."""
    circle: list[Any] = [*options, *([None] if len(options) % 2 else [])]
    pairs = []
    for _round in range(len(circle) - 1):
        half = len(circle) // 2
        pairs += [(one, other) for one, other in zip(circle[:half], circle[: half - 1 : -1], strict=True) if one and other]
        circle = [circle[0], circle[-1], *circle[1:-1]]
    return pairs
