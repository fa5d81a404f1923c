"""Two wordings side by side, with what was taken out and what came in."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import TextField
from django.utils.formats import date_format

from .answers import WORDS, AnswerWords

TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a wording. `marked`: the other wording does not have it. The template escapes `text`."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Wordings:
    """An old and a new wording in pieces; `places` is how many places differ."""

    old: list[Part]
    new: list[Part]
    places: int


def compare(old: str, new: str) -> Wordings:
    """Compare two texts word by word."""
    before, after = TOKENS.findall(old), TOKENS.findall(new)
    left, right, places = [], [], 0
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        marked = kind != "equal"
        places += marked
        if i < j:
            left.append(Part("".join(before[i:j]), marked))
        if k < m:
            right.append(Part("".join(after[k:m]), marked))
    return Wordings(left, right, places)


@dataclass(frozen=True, slots=True)
class Change:
    """A field of an answer whose words differ."""

    name: str
    both: Wordings


def changes(old: AnswerWords, new: AnswerWords) -> list[Change]:
    """What differs between the words of two answers, field by field. A text is compared word by word, a line or a day as a whole."""
    found = []
    for name in WORDS:
        field: Any = old._meta.get_field(name)
        before, after = _text(old, name), _text(new, name)
        if before != after:
            both = compare(before, after) if isinstance(field, TextField) else _replaced(before, after)
            found.append(Change(str(field.verbose_name), both))
    return found


def _replaced(old: str, new: str) -> Wordings:
    """One text in the place of another; either may be empty."""
    return Wordings([Part(old, marked=True)] if old else [], [Part(new, marked=True)] if new else [], 1)


def _text(answer: AnswerWords, name: str) -> str:
    value = getattr(answer, name)
    return date_format(value, "DATE_FORMAT") if name == "by_when" and value else str(value or "")
