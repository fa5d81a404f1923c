"""An evening as a JSON file, to keep or to give to another town. docs/agenda-files.md and static/evening.schema.json describe it."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from .actions import MOST_ITEMS, dump_agenda
from .models import MOST_PEOPLE, Fact, Goal, TradeOff, Workshop
from .plain_data import Entry, Fault

FORMAT = "augenhoehe-evening-1"
TRADEOFF_TEXTS = ("title", "core_question", "about", "pole_a", "pole_a_text", "pole_b", "pole_b_text", "source_note")
REQUIRED = {"title", "core_question", "pole_a", "pole_b"}
MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Evening:
    """What a file says: the fields of the workshop, those of its trade-off, and the entries of its agenda."""

    fields: dict[str, Any]
    tradeoff: dict[str, Any]
    agenda: list[Entry]


def write(workshop: Workshop) -> str:
    """The workshop as JSON, without anything of the people, the results and this server."""
    data = {
        "format": FORMAT,
        "title": dict(workshop.title),
        "promise": dict(workshop.promise),
        "expected": workshop.expected,
        "tradeoff": _write_tradeoff(workshop.tradeoff),
        "agenda": dump_agenda(workshop),
    }
    return json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False, indent=2)


def file_name(workshop: Workshop) -> str:
    """A name of plain letters: windkraft-in-auental.json"""
    return f"{slugify(str(workshop.title)) or 'workshop'}.json"


def _write_tradeoff(tradeoff: TradeOff) -> dict[str, Any]:
    texts = {name: dict(words) for name in TRADEOFF_TEXTS if (words := getattr(tradeoff, name))}
    goals = [{"level": goal.level, "pole": goal.pole, "text": dict(goal.text)} for goal in tradeoff.goals.all()]
    facts = [
        {"text": dict(fact.text), "source": dict(fact.source), "as_of": fact.as_of} | ({"pole": fact.pole} if fact.pole else {})
        for fact in tradeoff.facts.all()
    ]
    dimensions = [{name: dict(each[name]) for name in ("name", "text")} for each in tradeoff.dimensions]
    lists = {"goals": goals, "facts": facts, "dimensions": dimensions}
    return texts | {name: rows for name, rows in lists.items() if rows}


def read(text: str) -> Evening:
    """The evening in a file; raises Fault with the place of the first mistake. The items of the agenda are read when it is made."""
    entry = Entry(_parsed(text))
    if entry.raw("format") != FORMAT:
        raise Fault((), _("This is no agenda of Augenhöhe: “format” should be “{format}”.").format(format=FORMAT))
    fields: dict[str, Any] = {
        "title": entry.text("title", _column(Workshop, "title"), required=True),
        "promise": entry.text("promise", _column(Workshop, "promise")),
    }
    if entry.raw("expected") is not None:
        fields["expected"] = entry.number("expected", 1, MOST_PEOPLE)
    tradeoff = _read_tradeoff(entry.entry("tradeoff"))
    agenda = entry.entries("agenda", most=MOST_ITEMS)
    entry.finish()
    return Evening(fields, tradeoff, agenda)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        sentence = _("This is no complete JSON: something is wrong in line {line}, at character {column}.")
        raise Fault((), sentence.format(line=error.lineno, column=error.colno)) from None
    except (ValueError, RecursionError):
        raise Fault((), _("This is no agenda of Augenhöhe: its numbers or its nesting are beyond all measure.")) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice would lose its first value silently."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Fault((ascii(name)[1:-1][:40],), _("This stands here twice."))
        found[name] = value
    return found


def _column(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


def _read_tradeoff(entry: Entry) -> dict[str, Any]:
    values: dict[str, Any] = {name: entry.text(name, _column(TradeOff, name), required=name in REQUIRED) for name in TRADEOFF_TEXTS}
    values["goals"] = [_read_goal(goal) for goal in entry.entries("goals", most=MOST_ROWS)]
    values["facts"] = [_read_fact(fact) for fact in entry.entries("facts", most=MOST_ROWS)]
    values["dimensions"] = [_read_dimension(each) for each in entry.entries("dimensions", most=MOST_ROWS)]
    entry.finish()
    return values


def _read_goal(entry: Entry) -> dict[str, Any]:
    goal = {"level": entry.one_of("level", Goal.Level.values), "pole": entry.one_of("pole", "ab")}
    text = entry.words("text", max_length=160, required=True)
    entry.finish()
    return goal | {"text": text}


def _read_fact(entry: Entry) -> dict[str, Any]:
    texts = {name: entry.text(name, _column(Fact, name), required=True) for name in ("text", "source")}
    pole = entry.one_of("pole", "ab") if entry.raw("pole") is not None else ""
    if not (as_of := entry.line("as_of", max_length=40)):
        raise entry.fault("as_of", _("A fact needs its source and its date."))
    entry.finish()
    return texts | {"pole": pole, "as_of": as_of}


def _read_dimension(entry: Entry) -> dict[str, Any]:
    dimension = {name: dict(entry.words(name, max_length=160, required=name == "name")) for name in ("name", "text")}
    entry.finish()
    return dimension
