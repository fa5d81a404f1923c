"""The sentences about a utility analysis: who is in front, whether that is certain, and what counts for more than before."""

from typing import Any

from django.utils.translation import gettext as _

from .base import decimal, listed, plain, quoted, signed

NEAR = 0.1  # a first place that tips if one weight changes by so much, or less, is open


def main_result(tally: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The source of the result that is drawn, and that result: the room's if it has one, else the experts', else the administration's."""
    return next(((source, found) for source, found in tally["results"].items() if found["values"]), ("", {}))


def in_front(tally: dict[str, Any]) -> list[str]:
    """The options that may be first: the leaders, and those that a small change of one weight puts first."""
    _source, found = main_result(tally)
    if not found:
        return []
    near = [tip for tip in found["tips"] if abs(tip["at"] - tally["weights"][tip["criterion"]]) <= NEAR]
    return list(dict.fromkeys([*found["first"], *(key for tip in near for key in tip["to"])]))


def result_in_words(label: dict[str, str], names: dict[str, str], tally: dict[str, Any]) -> str:
    """Who is in front, and where that would tip. Without any scores, what counts most."""
    if not tally["n"]:
        return _("Nobody has voted.")
    _source, found = main_result(tally)
    if not found:
        return _heaviest(names, tally["weights"])
    first, value = found["first"], decimal(plain(found["values"][found["first"][0]]))
    if len(first) > 1:
        return _("Level in front with {value} of 10: {options}.").format(value=value, options=listed([quoted(label[key]) for key in first]))
    if len(in_front(tally)) > 1:
        front = _("Still open who is in front.")
    else:
        front = _("{option} is in front with {value} of 10.").format(option=quoted(label[first[0]]), value=value)
    return f"{front} {_tip_in_words(names, found)}"


def _tip_in_words(names: dict[str, str], found: dict[str, Any]) -> str:
    if not found["tips"]:
        return _("That stays so, whichever criterion counts for more or less.")
    tip = found["tips"][0]
    words = _("It would tip if {criterion} counted for more than {percent} %.")
    if not tip["rises"]:
        words = _("It would tip if {criterion} counted for less than {percent} %.")
    return words.format(criterion=quoted(names.get(tip["criterion"], "?")), percent=round(100 * tip["at"]))


def _heaviest(names: dict[str, str], weights: dict[str, float]) -> str:
    most = max(weights.values())
    heaviest = listed([quoted(names.get(key, "?")) for key, share in weights.items() if share == most])
    return _("What counts most is {criteria}: {percent} %.").format(criteria=heaviest, percent=round(100 * most))


def sources_in_words(label: dict[str, str], tally: dict[str, Any]) -> tuple[str, list[str]]:
    """Whose scores the result is made of, and for each other source which options its scores put first."""
    gave = {
        "room": _("The room gave the scores."),
        "experts": _("Experts gave the scores."),
        "administration": _("The administration gave the scores."),
    }
    else_first = {
        "experts": _("By the scores of experts, {options} would be first."),
        "administration": _("By the scores of the administration, {options} would be first."),
    }
    source, _found = main_result(tally)
    others = {key: found["first"] for key, found in tally["results"].items() if key != source and found["first"]}
    told = [else_first[key].format(options=listed([quoted(label[each]) for each in first])) for key, first in others.items()]
    return gave.get(source, ""), told


def change_in_words(names: dict[str, str], shift: dict[str, Any]) -> str:
    """The criteria that gained and lost most weight, in percentage points."""
    changes = {key: round(100 * change) for key, change in shift["changes"].items()}
    ends = {max(changes.values(), default=0), min(changes.values(), default=0)}
    told = [f"{quoted(names.get(key, '?'))} {signed(change)}" for key, change in changes.items() if change and change in ends]
    if not told:
        return _("For the {n} who voted both times, everything counts for as much as before.").format(n=shift["pairs"])
    return _("Weights of the {n} who voted both times, in percentage points: {changes}.").format(n=shift["pairs"], changes=", ".join(told))
