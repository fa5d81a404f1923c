"""What every way of asking has in common. A kind is one small class in one file beside this one."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms
from django.utils.formats import localize
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.texts import text
from workshops.wording import tidy  # the same rules for every text a participant types

Answer = dict[str, Any]
Tally = dict[str, Any]
Shift = dict[str, Any]


class InvalidAnswer(ValueError):
    """The answer is no answer to this poll; the message is a sentence for people."""


class Asked(Protocol):
    """What a kind may know of a poll: `polls.models.Poll` and `polls.specs.Spec` both have it."""

    id: int
    kind: str
    question: Any
    pole_a: Any
    pole_b: Any
    options: list[dict[str, Any]]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`answer` is the ballot's part, `remarks` the person's own words, each with the side it speaks for ("a", "m", "b", "")."""

    answer: Answer
    remarks: tuple[tuple[str, str], ...] = field(default=())


class Kind:
    """The shape of a way of asking. `clean`, `tally` and `shift` are pure and fast: no query, no clock, no request."""

    slug: str
    name: Any
    hint: Any
    icon: str
    prompt: Any = _("Take your phone.")  # what the stage asks for while the poll is open
    has_options = False
    has_poles = False
    can_pair = False
    is_wall = False  # its result is the wall of released words
    shift_adds_up = False  # before, after and shift together tell what those chose who answered only once

    class SettingsForm(forms.Form):
        """What the facilitator may set; saved as `poll.settings`."""

    settings_form: type[forms.Form] = SettingsForm

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """The strict reading of one answer of the protocol; raises InvalidAnswer."""
        raise InvalidAnswer(_("This question can't be answered."))

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """Counts only, JSON-able, with `n`; the same for every order of `answers`."""
        raise InvalidAnswer

    def summary(self, poll: Asked, tally: Tally) -> str:
        """One translated sentence that says what the picture shows."""
        raise InvalidAnswer

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """How the room moved; `pairs` only from ten people on who answered both times. None if the kind knows no shift."""
        return None

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        return ""

    def largest_share(self, tally: Tally) -> float | None:
        """The share of the largest group of like answers, 0 … 1, of a tally that counts somebody; None if answers can't be alike."""
        return None

    def almost_all(self, poll: Asked, tally: Tally) -> str:
        """The sentence for a small group that is nearly of one mind, without numbers."""
        return gettext("Almost all are of one mind.")

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        """(key, heading) of the table of counts, for exports and screen readers, in order."""
        return []

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        """The rows of that table: one dict for each place or option, with the keys of `columns`."""
        return []

    def table(self, poll: Asked, tally: Tally) -> dict[str, list]:
        """The same table in the order of its columns, for templates."""
        columns = self.columns(poll)
        return {"heads": [head for _key, head in columns], "rows": [[row[key] for key, _head in columns] for row in self.rows(poll, tally)]}

    def picture(self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"):
        """What `polls/kinds/<slug>_results.html` draws: plain numbers, computed here, never in the template.

        `audience` "stage" gives the wide picture of the projector, every other one the picture that fits any width.
        """
        return {}

    def whole(self, answer: Answer, remarks: list[str]) -> Answer:
        """The whole answer of the protocol again: the ballot's part and the person's own remarks."""
        return answer

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """One's own whole answer as the phone says it back: 'somewhat closer to "…"'."""
        return ""


def quantile(counts: list[tuple[int, int]], quarters: int) -> int | float | None:
    """The first, second or third quartile of `counts`, (value, how many) in order of value; linear between neighbours (type 7)."""
    n = sum(many for _value, many in counts)
    if not n:
        return None
    place, rest = divmod((n - 1) * quarters, 4)
    low, high = _at(counts, place), _at(counts, place + bool(rest))
    return plain(low + (high - low) * rest / 4)


def _at(counts: list[tuple[int, int]], place: int) -> int:
    """The value at `place` (from 0) when all are lined up."""
    for value, many in counts:
        if place < many:
            return value
        place -= many
    raise IndexError(place)


def plain(number: float) -> int | float:
    """A whole number if it is one, else one decimal."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def decimal(value: int | float) -> str:
    """37 or 37,5, as the reader's language writes it."""
    return str(localize(value))


def quoted(words: Any) -> str:
    return gettext("“{words}”").format(words=words)


def listed(names: list[str]) -> str:
    """A, B and C."""
    if len(names) == 1:
        return names[0]
    return gettext("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])


def labels(poll: Asked) -> dict[str, str]:
    """The options' names in the active language, by the id that tallies use."""
    return {str(option["id"]): str(text(option["label"])) for option in poll.options}


def live_options(poll: Asked) -> list[dict[str, Any]]:
    """The options that are still offered, in order."""
    return [option for option in poll.options if not option.get("retired")]


def counted_options(poll: Asked, counts: dict[str, int]) -> list[dict[str, Any]]:
    """What is offered, and what was retired but has votes: nobody's vote vanishes."""
    return [option for option in poll.options if not option.get("retired") or counts.get(str(option["id"]))]


def expect_keys(raw: Any, required: Set[str], optional: Set[str] = frozenset()) -> dict:
    """`raw` as a dict that has exactly these keys; raises InvalidAnswer."""
    if not isinstance(raw, dict):
        raise InvalidAnswer(_("The answer has the wrong form."))
    keys = set(raw)
    if not required <= keys:
        raise InvalidAnswer(_("Something is missing in the answer."))
    if unknown := keys - required - optional:
        named = ascii(sorted(map(str, unknown))[0])[:40]  # escaped: a key may hold anything
        raise InvalidAnswer(format_lazy(_("The answer says something that was not asked: {what}."), what=named))
    return raw


def expect_int(value: Any, low: int, high: int) -> int:
    """A whole number between `low` and `high`, both included; no boolean, no float, no string."""
    if type(value) is not int or not low <= value <= high:
        raise InvalidAnswer(format_lazy(_("Only whole numbers from {low} to {high} count here."), low=low, high=high))
    return value


def clean_words(value: Any, limit: int) -> str:
    """Somebody's own words on one line: trimmed, without control characters, at most `limit` characters."""
    if not isinstance(value, str):
        raise InvalidAnswer(_("This must be text."))
    words = tidy(value)
    if len(words) > limit:
        raise InvalidAnswer(format_lazy(_("At most {limit} characters, please."), limit=limit))
    return words
