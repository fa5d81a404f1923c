"""Two wordings side by side, with what was taken out and what came in."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


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
    before, after = WORDS.findall(old), WORDS.findall(new)
    left, right, places = [], [], 0
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        marked = kind != "equal"
        places += marked
        if i < j:
            left.append(Part("".join(before[i:j]), marked))
        if k < m:
            right.append(Part("".join(after[k:m]), marked))
    return Wordings(left, right, places)
