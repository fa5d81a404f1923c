"""Method templates: whole evenings as data files, whose texts are filled from a trade-off. docs/method-templates.md has the format."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from participation.texts import Text

from .models import TradeOff

FOLDER = Path(__file__).parent / "content/methods"
LENGTHS = (45, 90, 120)
PLACES = ("title", "core_question", "about", "pole_a", "pole_b")
_place = re.compile("{(" + "|".join(PLACES) + ")}")


@dataclass(frozen=True, slots=True)
class Method:
    """A suitable method for an evening; `items` are plain data, with `minutes` by length."""

    slug: str
    name: Text
    hint: Text
    items: tuple[dict[str, Any], ...]

    @property
    def picture(self) -> str:
        """The template of the picture in the choice of methods."""
        return f"console/methods/{self.slug}.html"

    def agenda(self, tradeoff: TradeOff, length: int) -> list[dict[str, Any]]:
        """The items of an evening of `length` minutes as plain data. Items without minutes for this length are left out."""
        agenda = []
        for item in self.items:
            if minutes := item["minutes"].get(str(length)):
                agenda.append(_filled(item, tradeoff) | {"minutes": minutes})
        return agenda


def _filled(value: Any, tradeoff: TradeOff) -> Any:
    """The data with the words of the trade-off. A language for which the trade-off has no words is left out of a text that needs them."""
    if isinstance(value, list):
        return [_filled(each, tradeoff) for each in value]
    if not isinstance(value, dict):
        return value
    filled = {}
    for name, inner in value.items():
        if not isinstance(inner, str):
            filled[name] = _filled(inner, tradeoff)
        elif all(_words(tradeoff, place, name) for place in _place.findall(inner)):
            filled[name] = _place.sub(partial(_put, tradeoff, name), inner)
    return filled


def _put(tradeoff: TradeOff, code: str, found: re.Match[str]) -> str:
    return _words(tradeoff, found[1], code)


def _words(tradeoff: TradeOff, name: str, code: str) -> str:
    """This text of the trade-off in exactly this language, or ""."""
    return str(getattr(tradeoff, name).get(code, ""))


@cache
def methods() -> dict[str, Method]:
    """All methods by slug, in the order of their files."""
    found = {}
    for file in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(file.read_text())
        found[data["slug"]] = Method(data["slug"], Text(data["name"]), Text(data["hint"]), tuple(data["agenda"]))
    return found
