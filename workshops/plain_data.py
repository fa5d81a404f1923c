"""Reads plain data, such as an agenda from a file: strictly, and with the place of every fault."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participation.texts import Text, TranslatedField

from .refused import Refused

Place = tuple[str | int, ...]
MINUTES = (0, 600)


class Fault(Refused):
    """The data are not as expected. `place` is the way there: keys, and positions counted from one."""

    def __init__(self, place: Place, sentence: str) -> None:
        self.place = place
        super().__init__(_("{place}: {sentence}").format(place=in_words(place), sentence=sentence) if place else sentence)


def in_words(place: Place) -> str:
    """("agenda", 3, "title", "en") as "agenda 3 › title › en"."""
    words = ""
    for step in place:
        words += f" {step}" if isinstance(step, int) else f" › {step}"
    return words.removeprefix(" › ").strip()


class Entry:
    """An object of the data. Each method reads one key; `finish` then refuses keys that nothing has read. All raise Fault."""

    def __init__(self, raw: Any, place: Place = ()) -> None:
        self.place = place
        if not isinstance(raw, dict):
            raise Fault(place, _("An object in braces belongs here: { … }."))
        self._raw = raw
        self._read: set[str] = set()
        if empty := next((name for name, value in raw.items() if value is None), None):
            raise self.fault(ascii(empty)[1:-1][:40], _("Nothing stands here. Then leave it out."))

    def fault(self, name: str, sentence: str) -> Fault:
        """A Fault at this key."""
        return Fault((*self.place, name), sentence)

    def raw(self, name: str) -> Any:
        """The value as it is, or None."""
        self._read.add(name)
        return self._raw.get(name)

    def text(self, name: str, column: TranslatedField, *, required: bool = False) -> Text:
        """A text in several languages with the limits of this column."""
        return self.words(name, max_length=column.max_length or 0, multiline=column.multiline, required=required)

    def words(self, name: str, *, max_length: int, multiline: bool = False, required: bool = False) -> Text:
        """A text in several languages, {"de": "…", "en": "…"}. If it is required, then only in the default language."""
        raw = self.raw(name)
        return text_of({} if raw is None else raw, (*self.place, name), max_length=max_length, multiline=multiline, required=required)

    def line(self, name: str, *, max_length: int) -> str:
        """A text without a language: a slug, a date."""
        raw = self.raw(name)
        return "" if raw is None else _clean(raw, (*self.place, name), max_length, multiline=False)

    def number(self, name: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.raw(name)
        if type(value) is not int or not low <= value <= high:
            raise self.fault(name, _("A whole number from {low} to {high} belongs here.").format(low=low, high=high))
        return value

    def one_of(self, name: str, known: Iterable[str]) -> str:
        """One of the known words."""
        value, known = self.raw(name), list(known)
        if not isinstance(value, str) or value not in known:
            raise self.fault(name, _("One of these belongs here: {words}.").format(words=", ".join(known)))
        return value

    def entry(self, name: str) -> "Entry":
        """An object inside this one."""
        return Entry(self.raw(name), (*self.place, name))

    def values(self, name: str, most: int) -> list[tuple[Any, Place]]:
        """The values of a list, each with its place; empty if the key is missing."""
        raw = self.raw(name)
        values = [] if raw is None else raw
        if not isinstance(values, list):
            raise self.fault(name, _("A list in brackets belongs here: [ … ]."))
        if len(values) > most:
            raise self.fault(name, _("At most {most} belong here.").format(most=most))
        return [(value, (*self.place, name, number)) for number, value in enumerate(values, start=1)]

    def entries(self, name: str, most: int) -> list["Entry"]:
        """The objects of a list."""
        return [Entry(value, place) for value, place in self.values(name, most)]

    def finish(self) -> None:
        """Refuse keys that nothing has read: a slip of the pen must not be lost silently."""
        if unknown := sorted(str(name) for name in set(self._raw) - self._read):
            raise self.fault(ascii(unknown[0])[1:-1][:40], _("This is not known here. Is it misspelt?"))


def text_of(raw: Any, place: Place, *, max_length: int, multiline: bool = False, required: bool = False) -> Text:
    """`raw` as a Text; raises Fault if it is none, too long or, if required, empty in the default language."""
    languages = [code for code, _name in settings.LANGUAGES]
    if not isinstance(raw, dict):
        raise Fault(place, _('A text belongs here, by language: {"de": "…"}.'))
    if unknown := sorted(str(code) for code in set(raw) - set(languages)):
        raise Fault(
            (*place, ascii(unknown[0])[1:-1][:40]), _("Only these languages are known here: {words}.").format(words=", ".join(languages))
        )
    words = {code: _clean(raw[code], (*place, code), max_length, multiline=multiline) for code in languages if code in raw}
    if required and not words.get(settings.LANGUAGE_CODE):
        raise Fault(place, _("Please fill this in, at least in German."))
    return Text({code: said for code, said in words.items() if said})


def _clean(raw: Any, place: Place, max_length: int, *, multiline: bool) -> str:
    if not isinstance(raw, str):
        raise Fault(place, _("A text in quotation marks belongs here."))
    said = raw.replace("\r\n", "\n") if multiline else " ".join(raw.split())
    try:
        said.encode()  # half of a pair of surrogates fits in no database
        return forms.CharField(max_length=max_length, required=False).clean(said)
    except UnicodeEncodeError:
        raise Fault(place, _("Some of these characters are damaged.")) from None
    except ValidationError as error:
        raise Fault(place, " ".join(error.messages)) from None
