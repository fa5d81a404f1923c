"""Each person weights criteria, and the options are ranked by their weighted scores (utility analysis)."""

from collections.abc import Callable, Iterable, Set
from fractions import Fraction
from itertools import chain
from operator import itemgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.texts import isolated, text
from polls.floors import PAIR_FLOOR, PUBLIC_FLOOR, ROOM_FLOOR
from polls.pictures.criteria import criteria_picture
from polls.pictures.stage_space import rows_height
from workshops import purposes

from .base import Answer, Asked, Cleaned, InvalidAnswer, Kind, Shift, Tally, decimal, expect_ints, expect_keys, labels, plain
from .criteria_form import DIMENSIONS, HIGHEST_SCORE, SOURCES, CriteriaForm
from .criteria_words import change_in_words, in_front, main_result, result_in_words, sources_in_words
from .offered import ids_of, offered_ids
from .utility import alike, leaders, mean_weights, most_alike, shares_of_first, tips, values

WEIGHTS, SCORES = frozenset({"weights"}), frozenset({"scores"})
EVERY_SCORE = frozenset(range(HIGHEST_SCORE + 1))
HIGHEST_WEIGHT = 100  # the ballot's buttons go to 10


class Criteria(Kind):
    """Utility analysis (*Nutzwertanalyse*): see `utility` for the maths and its sources.

    The room's weights are the mean of each person's weights, which are first divided by their sum. The room's score of an option on a
    criterion is the mean of the scores that people gave. Scores of room, experts and administration are never mixed: each of them has a
    result of its own with the room's weights.
    """

    slug = "criteria"
    name = gettext_lazy("Weighing criteria")
    hint = gettext_lazy("What counts how much, and which solution fits it best?")
    icon = "scale"
    purpose = purposes.PRIORITIES
    minutes = 6
    people = (5, 100)
    has_options = True
    can_pair = True
    shift_adds_up = True
    prompt = gettext_lazy("Say on your phone what counts how much for you.")
    settings_form = CriteriaForm

    def check_question(self, options: list[dict[str, Any]], settings: dict[str, Any]) -> None:
        """Scores that were entered have a row for each option."""
        if any(rows and len(rows) != len(options) for rows in (settings.get(source) for source in SOURCES)):
            raise ValidationError(_("There are {n} options: each needs a line of scores.").format(n=len(options)))

    def criteria(self, poll: Asked) -> list[dict[str, Any]]:
        """The poll's criteria in order: `id`, `label`, and `dimension`, which has a name and an icon."""
        return [
            {"id": str(each["id"]), "label": str(text(each["label"])), "dimension": DIMENSIONS.get(each.get("dimension", ""))}
            for each in poll.settings.get("criteria", [])
        ]

    def room_scores(self, poll: Asked) -> bool:
        """Whether the room scores the options too."""
        return poll.settings.get("room_scores", True)

    def client_settings(self, poll: Asked) -> dict[str, Any]:
        found = [{"id": int(each["id"]), "label": each["label"]} for each in self.criteria(poll)]
        return {"criteria": found, "room_scores": self.room_scores(poll)}

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"weights": {"1": 4, "2": 0}, "scores": {"31": {"1": 7}}}`; what is left out has the weight 0 or no score."""
        expect_keys(raw, WEIGHTS, SCORES if self.room_scores(poll) else frozenset())
        criteria = ids_of(poll.settings.get("criteria", []))
        weights = raw["weights"]
        if not isinstance(weights, dict) or not weights.keys() <= criteria:
            raise InvalidAnswer(gettext_lazy("Only the criteria that are asked can be weighted."))
        expect_ints(weights.values(), 0, HIGHEST_WEIGHT)
        given = dict.fromkeys(criteria, 0) | weights
        if not any(weights.values()):
            raise InvalidAnswer(gettext_lazy("At least one criterion has to count for something."))
        scores = _clean_scores(raw.get("scores", {}), offered_ids(poll), criteria)
        return Cleaned({"weights": given} | ({"scores": scores} if scores else {}))

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `weights`: the room's share of each criterion, 0 … 1; `scores`: by source, option and criterion; `results`: by source.

        A source is "room", "experts" or "administration", and missing without scores. A result has `values` by option, 0 … 10; `first`,
        all leaders; `tips`, the nearest first: at the share `at` of `criterion`, if that `rises` or falls, `to` come first; and
        `first_share`, the share of all weightings under which an option is first. A score of the room from fewer people than a floor
        is left out, and then the option has no value of the room. `alike` is how many gave the most frequent weighting.
        """
        answers = list(answers)
        criteria = [str(each["id"]) for each in poll.settings.get("criteria", [])]
        criteria = criteria or sorted({key for answer in answers for key in answer["weights"]})
        options = list(offered_ids(poll))
        weightings = alike((answer["weights"] for answer in answers), criteria)
        weights = mean_weights(weightings, criteria)
        scores = {"room": _mean_scores([answer["scores"] for answer in answers if answer.get("scores")], options, criteria, len(answers))}
        for source in SOURCES:
            lines = zip(options, poll.settings.get(source, []), strict=False)
            scores[source] = {key: dict(zip(criteria, map(Fraction, line), strict=False)) for key, line in lines}
        scores = {source: rows for source, rows in scores.items() if any(rows.values())}
        return {
            "n": len(answers),
            "weights": {key: float(share) for key, share in weights.items()},
            "alike": most_alike(weightings),
            "scores": {source: {key: _floats(row) for key, row in rows.items()} for source, rows in scores.items()},
            "results": {source: _result(weights, rows, criteria) for source, rows in scores.items()},
        }

    def summary(self, poll: Asked, tally: Tally) -> str:
        """Who is in front with which value, and where that would tip."""
        return result_in_words(labels(poll), self._names(poll), tally)

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """`changes`: by criterion, the mean change of its share, −1 … 1, of the `pairs` people who answered both times."""
        both = list(pairs or ())
        if len(both) < PAIR_FLOOR:
            return None
        criteria = list(after["weights"])
        was, now = (mean_weights(alike((pair[half]["weights"] for pair in both), criteria), criteria) for half in (0, 1))
        return {"pairs": len(both), "changes": {key: float(now[key] - was[key]) for key in criteria}}

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """The criteria that count for more and for less than before."""
        return change_in_words(self._names(poll), shift)

    def largest_share(self, tally: Tally) -> float:
        """The share of people with the most frequent weighting: an upper bound, because scores may differ."""
        return tally["alike"] / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        sources = {"room": _("Room"), "experts": _("Experts"), "administration": _("Administration")}
        found = [("what", _("Criterion or option")), ("share", _("Weight in percent"))]
        return found + [(source, name) for source, name in sources.items() if source != "room" or self.room_scores(poll)]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        """The criteria with their weights, then the options with their values by source."""
        empty = {key: None for key, _name in self.columns(poll)}
        found = [empty | {"what": name, "share": plain(100 * tally["weights"].get(key, 0))} for key, name in self._names(poll).items()]
        for key, label in labels(poll).items():
            valued = {source: result["values"][key] for source, result in tally["results"].items() if key in result["values"]}
            if valued:
                found.append(empty | {"what": label} | {source: plain(value) for source, value in valued.items() if source in empty})
        return found

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        moved = self.shift_summary(poll, shift) if shift else ""
        scored, others = sources_in_words(labels(poll), tally)
        words = {"sentence": sentence, "moved": moved, "scored": scored, "others": others, "table": self.table(poll, tally)}
        source, front = main_result(tally)[0], in_front(tally)
        drawn = criteria_picture(labels(poll), self.criteria(poll), tally, source=source, front=front, audience=audience, room=room)
        return drawn | words

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """Every criterion with its share of the weight, the heaviest first: Ruhe: 60 %, Geld: 40 %."""
        names, total = self._names(poll), sum(answer["weights"].values())
        given = sorted(answer["weights"].items(), key=lambda each: -each[1])
        return ", ".join(
            _("{option}: {percent} %").format(option=isolated(names.get(key, "?")), percent=decimal(round(100 * weight / total)))
            for key, weight in given
            if weight
        )

    def _names(self, poll: Asked) -> dict[str, str]:
        return {each["id"]: each["label"] for each in self.criteria(poll)}


def _clean_scores(raw: Any, options: Set[str], criteria: Set[str]) -> dict[str, dict[str, int]]:
    """The scores by option and criterion, without empty rows. All values are checked at once, because there may be many."""
    if not isinstance(raw, dict) or not raw.keys() <= options:
        raise InvalidAnswer(gettext_lazy("Only the options that are offered can be scored."))
    try:
        found = list(chain.from_iterable(map(dict.values, raw.values())))
    except TypeError:  # a row that is no dict
        raise InvalidAnswer(gettext_lazy("Only the options that are offered can be scored.")) from None
    if not criteria >= set().union(*raw.values()):
        raise InvalidAnswer(gettext_lazy("Options can only be scored on the criteria that are asked."))
    if set(map(type, found)) != {int} or not EVERY_SCORE.issuperset(found):
        expect_ints(found, 0, HIGHEST_SCORE)
    return raw if all(raw.values()) else {key: row for key, row in raw.items() if row}


def _mean_scores(given: list[dict[str, dict[str, int]]], options: list[str], criteria: list[str], n: int) -> dict[str, dict[str, Fraction]]:
    """The mean of each score that enough people gave. `n` is the number of ballots, with and without scores."""
    needed = max((floor for floor in (ROOM_FLOOR, PUBLIC_FLOOR) if floor <= n), default=1)
    places = [(option, name) for option in options for name in criteria]
    complete, others = _scores_in_order(given, options, criteria)
    sums = [sum(column) for column in zip(*complete, strict=True)] or [0] * len(places)
    means: dict[str, dict[str, Fraction]] = {option: {} for option in options}
    for (option, name), total in zip(places, sums, strict=True):
        more = [row[name] for scores in others if (row := scores.get(option)) and name in row]
        if (people := len(complete) + len(more)) >= needed:
            means[option][name] = Fraction(total + sum(more), people)
    return means


def _scores_in_order(given: list[dict[str, dict[str, int]]], options: list[str], criteria: list[str]) -> tuple[list[Any], list[Any]]:
    """The scores of those who gave all of them, option by option, each in the order of `criteria`; and the ballots of the others.

    Each ballot is read once and as a whole: that is three times as fast as once for each option and criterion.
    """
    rows_of, scores_of = _reading(options), _reading(criteria)
    complete, others = [], []
    for scores in given:
        try:
            complete.append(tuple(chain.from_iterable(map(scores_of, rows_of(scores)))))
        except KeyError:
            others.append(scores)
    return complete, others


def _reading(keys: list[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """A function that returns the values of these keys of a dict."""
    return itemgetter(*keys) if len(keys) > 1 else lambda row: tuple([row[key] for key in keys])


def _floats(row: dict[str, Fraction]) -> dict[str, float]:
    return {name: float(score) for name, score in row.items()}


def _result(weights: dict[str, Fraction], rows: dict[str, dict[str, Fraction]], criteria: list[str]) -> dict[str, Any]:
    found = values(weights, rows)
    complete = {key: rows[key] for key in found}
    return {
        "values": _floats(found),
        "first": leaders(found),
        "tips": [{"criterion": tip.criterion, "at": float(tip.at), "rises": tip.rises, "to": tip.to} for tip in tips(weights, complete)],
        "first_share": shares_of_first(complete, criteria) if complete else {},
    }
