"""The base class of all kinds of poll, and helpers that they share. Each kind is one class in its own file of this package."""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms
from django.utils.formats import localize, number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from participation.texts import isolated, text
from polls.floors import PAIR_FLOOR
from polls.pictures.files import bars_svg
from workshops.clean_text import is_far_too_long, tidy  # the rules for all texts that participants type
from workshops.purposes import OTHER, Purpose

Answer = dict[str, Any]
Tally = dict[str, Any]
Shift = dict[str, Any]


class InvalidAnswer(ValueError):
    """The answer does not fit this poll. The message is a translated sentence that the phone shows."""


class Asked(Protocol):
    """The attributes of a poll that a kind may use. `polls.models.Poll` and `polls.specs.Spec` both have them."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def question(self) -> Any: ...
    @property
    def pole_a(self) -> Any: ...
    @property
    def pole_b(self) -> Any: ...
    @property
    def options(self) -> list[dict[str, Any]]: ...
    @property
    def settings(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A valid answer in two parts, because a ballot must not contain free text.

    `answer` is stored in the ballot. `remarks` are (side, text) of the person's own words; side is "a", "m" (middle), "b" or "".
    """

    answer: Answer
    remarks: tuple[tuple[str, str], ...] = field(default=())


class Kind:
    """A way of asking, such as one choice or points. Subclasses override what they need.

    `clean`, `tally` and `shift` are pure and fast, because they run on the event loop and the writer: no query, clock or request.
    """

    slug: str
    name: Any
    hint: Any
    icon: str
    # How the facilitator finds it on the page "add an item": by the question that it answers, and by the minutes and people it needs.
    purpose: Purpose = OTHER
    minutes = 3  # to explain it, to answer and to look at the result
    people: tuple[int, int | None] = (5, 300)  # for how many it works well, from … to; None: no upper end
    # What the stage shows while the poll is open.
    prompt: Any = _("Take your phone.")
    has_options = False
    # Whether there is one more option, "nothing changes", with which the others are compared: {"passive": true}.
    has_passive = False
    # Whether each option has a cost in whole euros, {"cost": 24000}, and the settings have a `cap`.
    has_costs = False
    has_poles = False
    # Whether an answer is a place on the line between the poles; otherwise the poles are two goals, each rated for itself.
    has_line = False
    option_name: Any = _("Option")
    option_length = 60  # characters
    least_options, most_options = 2, 12
    can_pair = False
    is_wall = False  # the result is the wall of released words
    # Whether the tallies before and after and the shift together reveal the answers of people who answered only once.
    # Then the shift is hidden if these people are one to four.
    shift_adds_up = False

    class SettingsForm(forms.Form):
        """The settings that the facilitator can change. The cleaned data is saved as `poll.settings`."""

    settings_form: type[forms.Form] = SettingsForm
    # The settings that belong to one value of the setting `form` alone. The first value is the one with options.
    variants: dict[str, tuple[str, ...]] = {}

    def takes_options(self, form: str) -> bool:
        """Whether a question with this value of the setting `form` has options, if the kind has any."""
        return True

    def check_question(self, options: list[dict[str, Any]], settings: dict[str, Any]) -> None:
        """Raise a ValidationError if options and settings, each valid, do not fit together."""

    def client_settings(self, poll: Asked) -> dict[str, Any]:
        """The settings that an outside client needs in order to answer, for the data of the step. All phones get them."""
        return {}

    def asks(self, poll: Asked) -> Any:
        """The sentence on the stage while `poll` is open."""
        return self.prompt

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """Validate one answer of the protocol. Raises InvalidAnswer, and nothing else, for any JSON that is not a valid answer."""
        raise InvalidAnswer(_("This question can’t be answered."))

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """The counts as a JSON object; `n` is the number of ballots. It contains no single answer and does not depend on their order."""
        raise InvalidAnswer

    def summary(self, poll: Asked, tally: Tally) -> str:
        """The result in one sentence in the active language."""
        raise InvalidAnswer

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """How answers changed between the polls of a pair; None if that cannot be computed.

        `pairs` are the (before, after) answers of people who answered both; None if they must not be compared.
        """
        return None

    def largest_move(self, shift: Shift) -> float | None:
        """The largest share, 0 … 1, of those who answered both times and moved alike; None if the shift has no such counts."""
        return None

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """The shift in one sentence in the active language."""
        return ""

    def largest_share(self, tally: Tally) -> float | None:
        """The largest share, 0 … 1, of people who may have given the same answer; None if answers are never equal. `n` is above 0.

        In small groups `disclosure` hides a public result from this share on, because it would show what everybody answered.
        """
        return None

    def almost_all(self, poll: Asked, tally: Tally) -> str:
        """The sentence, without numbers, that replaces the result of a small group whose answers are almost all alike."""
        return gettext("Almost all are of one mind.")

    def public_tally(self, tally: Tally) -> Tally:
        """The part of a tally that may be shown outside the room, for a kind whose tally has counts below the floor. `n` stays."""
        return tally

    def public_shift(self, shift: Shift) -> Shift | None:
        """The part of a shift that may be shown outside the room; None for none."""
        return shift

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        """The columns of the table of counts as (key, translated heading), in order. Exports and screen readers use the table."""
        return []

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        """The rows of the table of counts: for each option or stop one dict with the keys of `columns`."""
        return []

    def table(self, poll: Asked, tally: Tally) -> dict[str, list]:
        """The table of counts for templates: {"heads": […], "rows": [[…], …]}."""
        columns = self.columns(poll)
        return {"heads": [head for _key, head in columns], "rows": [[row[key] for key, _head in columns] for row in self.rows(poll, tally)]}

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        """The data for `polls/kinds/<slug>_results.html`. All arithmetic happens here, so that the template has none.

        For the audience "stage" the picture is as wide as the projector's; for every other one it fits any width.
        """
        return {}

    def svg(self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None) -> str:
        """The result as an SVG file that needs no style sheet, for exports and papers; "" if the table has no numbers to draw."""
        table = self.table(poll, tally)
        if not table["rows"] or len(table["heads"]) < 2:
            return ""
        return bars_svg(table["heads"], table["rows"], title=f"{text(poll.question)} {self.summary(poll, tally)}")

    def whole(self, answer: Answer, remarks: list[str]) -> Answer:
        """The inverse of `clean`: the answer of the protocol, made of the ballot's `answer` and the texts of the remarks."""
        return answer

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """A person's whole answer in the active language, for that person's phone: 'somewhat closer to "…"'."""
        return ""


def plain(number: float) -> int | float:
    """`number` rounded to one decimal; an int if that is whole."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def decimal(value: int | float) -> str:
    """The number as the active language writes it: 37.5 or 37,5."""
    return str(localize(value))


def whole_number(value: float) -> str:
    """The number, rounded to a whole one, with groups of three digits: 9,300."""
    return str(number_format(round(value), use_l10n=True, force_grouping=True))


def quoted(words: Any) -> str:
    """The words in quotation marks of the active language, isolated so that their direction does not affect the sentence."""
    return gettext("“{words}”").format(words=isolated(words))


def listed(names: list[str]) -> str:
    """The names as a list in a sentence: "A, B and C"."""
    if len(names) == 1:
        return names[0]
    return gettext("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])


def signed(value: int | float) -> str:
    """The number with its sign, rounded to one decimal, as the active language writes it: +3 or −1.2."""
    return f"{'−' if value < 0 else '+'}{decimal(plain(abs(value)))}"


def changed_most(poll: Asked, changes: dict[str, int | float]) -> str:
    """The options with the largest rise and the largest fall, ties included: “A” +3, “B” −2. "" if every change is 0."""
    label, ends = labels(poll), (max(changes.values(), default=0), min(changes.values(), default=0))
    found = [(key, change) for end in ends for key, change in changes.items() if change == end]
    rising, falling = [each for each in found if each[1] > 0], [each for each in found if each[1] < 0]
    return ", ".join(f"{quoted(label[key])} {signed(change)}" for key, change in dict([*rising, *falling]).items())


def mean_changes(before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None, name: str) -> Shift | None:
    """`changes`: by option, the mean change of the numbers that `answer[name]` has by option id; a missing number is 0.

    Of the `pairs` people who answered both times. None below the floor of pairs.
    """
    both = [(earlier[name], later[name]) for earlier, later in pairs or ()]
    if len(both) < PAIR_FLOOR:
        return None
    keys = dict.fromkeys([*before["options"], *after["options"]])
    sums = {key: sum(later.get(key, 0) - earlier.get(key, 0) for earlier, later in both) for key in keys}
    return {"pairs": len(both), "changes": {key: change / len(both) for key, change in sums.items()}}


def labels(poll: Asked) -> dict[str, str]:
    """The options' names in the active language, by id. Ids are strings, as in tallies."""
    return {str(option["id"]): str(text(option["label"])) for option in poll.options}


def live_options(poll: Asked) -> list[dict[str, Any]]:
    """The options that are still offered, in order."""
    return [option for option in poll.options if not option.get("retired")]


def counted_options(poll: Asked, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The options that a result shows: those still offered, and retired ones with votes, so that no vote is lost."""
    return [option for option in poll.options if not option.get("retired") or counts.get(str(option["id"]))]


def expect_keys(raw: Any, required: Set[str], optional: Set[str] = frozenset()) -> dict:
    """`raw` itself, if it is a dict with all `required` keys and no others but `optional` ones; else raises InvalidAnswer."""
    if not isinstance(raw, dict):
        raise InvalidAnswer(_("The answer arrived damaged."))
    keys = raw.keys()
    if not required <= keys:
        raise InvalidAnswer(_("Something is missing in the answer."))
    if len(keys) > len(required) and (unknown := keys - required - optional):
        # Escaped, because a key may contain any character.
        name = ascii(sorted(map(str, unknown))[0])[:40]
        raise InvalidAnswer(format_lazy(_("The answer says something that was not asked: {what}."), what=name))
    return raw


def expect_int(value: Any, low: int, high: int) -> int:
    """`value` itself, if it is an int from `low` to `high`, both included; else, also for a bool, raises InvalidAnswer."""
    if type(value) is not int or not low <= value <= high:
        raise InvalidAnswer(format_lazy(_("Only whole numbers from {low} to {high} count here."), low=low, high=high))
    return value


def expect_ints(values: Collection[Any], low: int, high: int) -> None:
    """`expect_int` for all of them at once, because an answer may have many."""
    if values and (set(map(type, values)) != {int} or min(values) < low or max(values) > high):
        for value in values:
            expect_int(value, low, high)


def clean_words(value: Any, limit: int) -> str:
    """`value` on one line, trimmed and without control characters. Raises InvalidAnswer above `limit` characters."""
    if not isinstance(value, str):
        raise InvalidAnswer(_("This must be text."))
    if is_far_too_long(value, limit) or len(words := tidy(value)) > limit:
        raise InvalidAnswer(format_lazy(_("At most {limit} characters, please."), limit=limit))
    return words
