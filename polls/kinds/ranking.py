"""Each person orders the options, the most important first. Options may be left out."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import isolated, text
from polls.floors import PAIR_FLOOR
from polls.pictures.ranked import ranked_picture
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
    counted_options,
    decimal,
    expect_keys,
    labels,
    listed,
    live_options,
    plain,
    quoted,
)
from .condorcet import verdict

MOST_OPTIONS = 12
# Bits of one counter. All counters of an option are packed into one integer, so that one addition counts all comparisons of a place.
COUNTER_BITS = 32


class Ranking(Kind):
    """Borda's count (Borda 1781, "Mémoire sur les élections au scrutin"), and direct comparisons (condorcet.py).

    Of m options the first place gives m − 1 points, the last one 0. Options that a ballot leaves out share the mean of the places that
    remain, the reading "average" (Emerson 2013, "The original Borda count and partial voting", discusses it). So an option's points are
    the direct comparisons that it wins, plus half of the undecided ones. A ranked option beats one that is left out; two that are left
    out are not compared.
    """

    slug = "ranking"
    name = gettext_lazy("Ranking")
    hint = gettext_lazy("Everybody puts the ideas in order.")
    icon = "list-ordered"
    purpose = purposes.PRIORITIES
    minutes = 3
    people = (5, 100)
    has_options = True
    can_pair = True
    shift_adds_up = True
    prompt = gettext_lazy("Put the options in your order on your phone.")

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"order": [32, 31]}`: at least one option id, the most important first, each at most once."""
        order = expect_keys(raw, {"order"})["order"]
        offered = {option["id"] for option in live_options(poll)}
        most = min(len(offered), MOST_OPTIONS)
        if not isinstance(order, list) or not 1 <= len(order) <= most:
            raise InvalidAnswer(format_lazy(gettext_lazy("Give at least 1 and at most {most} options a place."), most=most))
        if set(map(type, order)) != {int} or not offered.issuperset(order):
            raise InvalidAnswer(gettext_lazy("Only options that are offered can have a place."))
        if len(set(order)) < len(order):
            raise InvalidAnswer(gettext_lazy("Every option can have one place only."))
        return Cleaned({"order": order})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `options`: by id `points`, `first` (first places), `ranked` (how many gave it a place) and `mean` place; and comparisons.

        `pairwise[one][other]` is how many prefer `one`; condorcet.verdict adds its keys. `reading` names the reading of partial orders.
        """
        orders = [answer["order"] for answer in answers]
        wins, first, ranked = _compared([option["id"] for option in poll.options], orders)
        options = [str(option["id"]) for option in counted_options(poll, ranked)]
        pairwise = {one: {other: wins[one][other] for other in options if other != one} for one in options}
        n = len(orders)
        spread = {one: _score(one, options, pairwise, n) | {"first": first[one], "ranked": ranked[one]} for one in options}
        return {"n": n, "options": spread, "reading": "average", "pairwise": pairwise} | verdict(pairwise)

    def summary(self, poll: Asked, tally: Tally) -> str:
        """The options with the most points, and whether direct comparisons agree: a winner, unbeaten options or a cycle."""
        if not tally["n"]:
            return _("Nobody has voted.")
        label = labels(poll)
        leaders = best(tally)
        names = listed([quoted(label[key]) for key in leaders])
        if len(leaders) > 1:
            return _("Over all places {options} are level in front.").format(options=names)
        winner, unbeaten = tally["condorcet_winner"], tally["weak_winners"]
        if winner == leaders[0]:
            return _("{option} is in front, and wins every direct comparison too.").format(option=names)
        if winner:
            return _("Over all places {option} is in front, but compared one by one {winner} beats every other option.").format(
                option=names, winner=quoted(label[winner])
            )
        if unbeaten:
            return ngettext(
                "Over all places {option} is in front; compared one by one {unbeaten} is never beaten.",
                "Over all places {option} is in front; compared one by one {unbeaten} are never beaten.",
                len(unbeaten),
            ).format(option=names, unbeaten=listed([quoted(label[key]) for key in unbeaten]))
        return _("Over all places {option} is in front; compared one by one there is no winner but a cycle: {cycle}.").format(
            option=names, cycle=listed([quoted(label[key]) for key in tally["smith"]])
        )

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """`change`: by option, the mean rise in places (negative: a fall); `changed`: how many of the `pairs` people changed."""
        moves = list(pairs or ())
        if len(moves) < PAIR_FLOOR:
            return None
        options = list(dict.fromkeys([*before["options"], *after["options"]]))
        risen = dict.fromkeys(options, 0.0)
        for earlier, later in moves:
            was, now = _points(options, earlier["order"]), _points(options, later["order"])
            for key in options:
                risen[key] += now[key] - was[key]
        changed = sum(earlier["order"] != later["order"] for earlier, later in moves)
        return {"pairs": len(moves), "changed": changed, "change": {key: plain(sum_ / len(moves)) for key, sum_ in risen.items()}}

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """How many people changed their order, and the options that have risen most."""
        if not shift["changed"]:
            return _("Of {n} who voted both times, nobody has changed.").format(n=shift["pairs"])
        changed = ngettext("{changed} of {n} has changed the order", "{changed} of {n} have changed the order", shift["changed"]).format(
            changed=shift["changed"], n=shift["pairs"]
        )
        most = max(shift["change"].values())
        if most <= 0:
            return _("{changed}; on average everything keeps its place.").format(changed=changed)
        label = labels(poll)
        names = listed([quoted(label.get(key, "?")) for key, change in shift["change"].items() if change == most])
        return _("{changed}; on average {places} places up: {option}.").format(changed=changed, places=decimal(most), option=names)

    def largest_share(self, tally: Tally) -> float:
        """The larger of two shares: first places of one option, and an upper bound of identical ballots.

        Identical ballots agree on every comparison. So they are at most as many as the most frequent outcome of any comparison.
        """
        n, pairwise = tally["n"], tally["pairwise"]
        alike = n
        for one in pairwise:
            for other, wins in pairwise[one].items():
                losses = pairwise[other][one]
                alike = min(alike, max(wins, losses, n - wins - losses))
        return max(alike, *(spread["first"] for spread in tally["options"].values())) / n

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [
            ("option", _("Option")),
            ("mean", _("Average place")),
            ("first", _("First places")),
            ("points", _("Points over all places")),
            ("ranked", _("Persons who gave it a place")),
        ]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        label = labels(poll)
        keys = ("mean", "first", "points", "ranked")
        return [{"option": label[key]} | {name: spread[name] for name in keys} for key, spread in in_order(tally)]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        drawn = ranked_picture(labels(poll), in_order(tally), n=tally["n"], before=before, audience=audience, room=room)
        return drawn | {"sentence": sentence, "table": self.table(poll, tally)}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """The order: 1. Nachtbus, 2. Radweg."""
        label = labels(poll)
        places = enumerate(answer["order"], start=1)
        return ", ".join(
            _("{place}. {option}").format(place=place, option=isolated(label.get(str(option), "?"))) for place, option in places
        )


def best(tally: Tally) -> list[str]:
    """The ids of the options with the most points; several if they are tied."""
    most = max(spread["points"] for spread in tally["options"].values())
    return [key for key, spread in tally["options"].items() if spread["points"] == most]


def in_order(tally: Tally) -> list[tuple[str, dict[str, Any]]]:
    """(id, counts) of the options by falling points; tied ones in the order in which they are offered."""
    return sorted(tally["options"].items(), key=lambda entry: -entry[1]["points"])


def _compared(known: list[int], orders: list[list[int]]) -> tuple[dict[str, dict[str, int]], dict[str, int], dict[str, int]]:
    """For every option by its id as a string: how many prefer it to each other one, put it first, and gave it a place."""
    unit = {key: 1 << (COUNTER_BITS * index) for index, key in enumerate(known)}
    everybody = sum(unit.values())
    won = dict.fromkeys(known, 0)
    for order in orders:
        below = everybody
        for key in order:
            below -= unit[key]
            won[key] += below
    first, ranked = Counter(order[0] for order in orders if order), Counter(chain.from_iterable(orders))
    wins = {str(one): {str(other): won[one] // unit[other] % (1 << COUNTER_BITS) for other in known} for one in known}
    return wins, {str(key): first[key] for key in known}, {str(key): ranked[key] for key in known}


def _score(one: str, options: list[str], pairwise: dict[str, dict[str, int]], n: int) -> dict[str, Any]:
    """Borda's points from direct comparisons, and the mean place. Points are comparisons won plus half of the undecided ones."""
    decided = sum(pairwise[one].values()) - sum(pairwise[other][one] for other in options if other != one)
    points = (n * (len(options) - 1) + decided) / 2
    return {"points": plain(points), "mean": plain(len(options) - points / n) if n else None}


def _points(options: list[str], order: list[int]) -> dict[str, float]:
    """Borda's points of one ballot, by option id."""
    rest = len(options) - len(order)
    points = dict.fromkeys(options, (rest - 1) / 2)
    for place, option in enumerate(order, start=1):
        points[str(option)] = len(options) - place
    return points
