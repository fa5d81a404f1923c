"""What every way of asking has in common. A kind is one small class in one file beside this one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

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
    has_options = False
    has_poles = False
    can_pair = False
    is_wall = False  # its result is the wall of released words

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

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        """(key, heading) of the table of counts for exports, in order."""
        return []

    def picture(self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"):
        """What `polls/kinds/<slug>_results.html` draws: plain numbers, computed here, never in the template."""
        return {}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """One's own whole answer as the phone says it back: 'somewhat closer to "…"'."""
        return ""


def live_options(poll: Asked) -> list[dict[str, Any]]:
    """The options that are still offered, in order."""
    return [option for option in poll.options if not option.get("retired")]


def expect_keys(raw: Any, required: set[str], optional: set[str] = frozenset()) -> dict:
    """`raw` as a dict that has exactly these keys; raises InvalidAnswer."""
    if not isinstance(raw, dict):
        raise InvalidAnswer(_("The answer has the wrong form."))
    keys = set(raw)
    if not required <= keys:
        raise InvalidAnswer(_("Something is missing in the answer."))
    if unknown := keys - required - optional:
        raise InvalidAnswer(format_lazy(_("The answer says something that was not asked: {what}."), what=", ".join(sorted(map(str, unknown)))[:60]))
    return raw


def expect_int(value: Any, low: int, high: int) -> int:
    """A whole number between `low` and `high`, both included; no boolean, no float, no string."""
    if type(value) is not int or not low <= value <= high:
        raise InvalidAnswer(format_lazy(_("Only whole numbers from {low} to {high} count here."), low=low, high=high))
    return value


def clean_words(value: Any, limit: int) -> str:
    """Somebody's own words on one line: trimmed, without control characters, at most `limit` characters."""
    from workshops.wording import tidy  # the same rules for every text a participant types

    if not isinstance(value, str):
        raise InvalidAnswer(_("This must be text."))
    words = tidy(value)
    if len(words) > limit:
        raise InvalidAnswer(format_lazy(_("At most {limit} characters, please."), limit=limit))
    return words
