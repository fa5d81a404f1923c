"""Finds personal data in a text: phone numbers, e-mail addresses and licence plates, as they are written in Germany.

Author and facilitator see the marks; nothing is refused. Every pattern has a bounded length, so that the time grows with the text alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from participation.texts import isolated


class Kind(StrEnum):
    """Kinds of personal data."""

    EMAIL = "email"
    PHONE = "phone"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data in a text. `str()` gives a sentence for the author."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        said = {
            Kind.EMAIL: _("There is an e-mail address in it: %(text)s."),
            Kind.PHONE: _("There is a phone number in it: %(text)s."),
            Kind.PLATE: _("There is a licence plate in it: %(text)s."),
        }
        return said[self.kind] % {"text": isolated(self.text)}


EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\((?:at|ät)\)|\[(?:at|ät)\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}", re.IGNORECASE)
DAY = r"(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2])\.(?:\s?\d{4}|\s?\d{2})?(?!\d)"
TIMES = r"\d{1,2}[.:]\d{2}(?:\s?[-–]\s?\d{1,2}[.:]\d{2})(?!\d)"
NO_NUMBERS = re.compile(rf"(?<![\d./-])(?:{TIMES}|{DAY})")  # days and hours are taken out before phone numbers are looked for
BETWEEN = r"[ \u00a0()/.\-–]"
CALLED = re.compile(rf"(?<![\w,.])(?:\+[1-9]|00[1-9]|\(?0\s?[1-9]\d)(?:{BETWEEN}{{0,3}}\d){{4,14}}(?![\d])")
AFTER_A_WORD = re.compile(
    rf"(?<!\w)(?:tel|fon|telefon|telefonnummer|handy|handynummer|mobil|whatsapp|festnetz)(?:[.:]| ist){{0,2}} {{0,2}}"
    rf"(\d(?:{BETWEEN}{{0,2}}\d){{4,14}})(?!\d)",
    re.IGNORECASE,
)
UNIT = re.compile(r"\s?(?:€|%|\$|euro|eur|cent|menschen|einwohner|leute|personen|kwh|km|meter|m²|m2|qm|tonnen|jahre)", re.IGNORECASE)
GROUPED = re.compile(r"\+?\d{1,3}(?:\.\d{3})+")  # 1.000.000
STRICT_PLATE = re.compile(r"(?<![\w-])[A-ZÄÖÜ]{1,3}-\s?[A-ZÄÖÜ]{1,2}[ -]?[1-9]\d{0,3}[EH]?(?![\w-])")
LOOSE_PLATE = re.compile(r"(?<![\w-])[A-ZÄÖÜ]{1,3}[ -]{1,2}[A-Z]{1,2}[ -]?[1-9]\d{0,3}[EH]?(?![\w-])", re.IGNORECASE)
PLATE_WORD = re.compile(r"kennzeichen|nummernschild|number plate|licen[cs]e plate", re.IGNORECASE)
NO_PLACES = frozenset({"DIN", "VW", "CO", "ISO"})  # a norm for paper, a maker of cars


def personal_in(*texts: str) -> list[Found]:
    """The personal data in these texts: each once, in the order of the text."""
    return list(dict.fromkeys(found for text in texts for found in _in_one(text)))


def _in_one(text: str) -> Iterator[Found]:
    for match in EMAIL.finditer(text):
        if "." in match[0].rpartition("@")[2] or "(" in match[0] or "[" in match[0]:
            yield Found(Kind.EMAIL, match[0].strip("."))
    rest = NO_NUMBERS.sub(lambda match: "x" * len(match[0]), EMAIL.sub(" x ", text))
    for match in CALLED.finditer(rest):
        if 7 <= sum(letter.isdigit() for letter in match[0]) <= 15 and not _is_amount(match, rest):
            yield Found(Kind.PHONE, match[0])
    for match in AFTER_A_WORD.finditer(CALLED.sub(" x ", rest)):
        yield Found(Kind.PHONE, match[1])
    for match in (LOOSE_PLATE if PLATE_WORD.search(text) else STRICT_PLATE).finditer(text):
        if re.split("[ -]", match[0])[0].upper() not in NO_PLACES:
            yield Found(Kind.PLATE, match[0])


def _is_amount(match: re.Match[str], text: str) -> bool:
    return bool(GROUPED.fullmatch(match[0]) or UNIT.match(text, match.end()))
