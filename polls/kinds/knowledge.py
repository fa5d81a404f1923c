"""Knowledge: a question with one right option, or an estimate of a number whose true value is known."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import TextFormField, isolated, text
from polls.pictures.known import estimate_picture, right_picture
from workshops import purposes

from . import estimates
from .base import (
    Answer,
    Asked,
    Cleaned,
    InvalidAnswer,
    Kind,
    Tally,
    counted_options,
    expect_int,
    expect_keys,
    labels,
    live_options,
    plain,
    quoted,
)

LARGEST = 999_999_999  # of a number in an estimate, because a form field reads nine digits


CHOICE, ESTIMATE = "choice", "estimate"


class KnowledgeSettings(forms.Form):
    """One right option, or an estimate with its range and true value; and the fact behind it.

    `form` says which of both. It is missing in older polls and may be missing in files: then options are a choice.
    """

    form = forms.ChoiceField(
        label=gettext_lazy("What can be answered?"),
        choices=[(CHOICE, gettext_lazy("One of several options")), (ESTIMATE, gettext_lazy("A number is estimated"))],
        widget=forms.RadioSelect,
        required=False,
    )
    right = forms.IntegerField(
        label=gettext_lazy("Number of the right option"),
        min_value=1,
        max_value=Kind.most_options,
        required=False,
        help_text=gettext_lazy("Counted without empty rows."),
    )
    low = forms.IntegerField(label=gettext_lazy("Estimates from"), min_value=-LARGEST, max_value=LARGEST, initial=0, required=False)
    high = forms.IntegerField(label=gettext_lazy("Estimates to"), min_value=-LARGEST, max_value=LARGEST, initial=100, required=False)
    step = forms.IntegerField(label=gettext_lazy("In steps of"), min_value=1, max_value=LARGEST, initial=1, required=False)
    unit = TextFormField(label=gettext_lazy("Unit"), max_length=20, required=False, initial={})
    truth = forms.IntegerField(
        label=gettext_lazy("True value"),
        min_value=-LARGEST,
        max_value=LARGEST,
        required=False,
        help_text=gettext_lazy("No phone knows it before you show the result."),
    )
    fact = TextFormField(
        label=gettext_lazy("The fact"),
        max_length=200,
        required=False,
        initial={},
        help_text=gettext_lazy("It appears with the true value."),
    )
    source = TextFormField(
        label=gettext_lazy("Source and date"),
        max_length=100,
        required=False,
        initial={},
        help_text=gettext_lazy("Who says so, and as of when?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An older estimate is recognised by its true value without a right option."""
        super().__init__(*args, **kwargs)
        known: dict[str, Any] = dict(self.initial or {})
        is_estimate = known.get("truth") is not None and not known.get("right")
        self.initial = {"form": ESTIMATE if is_estimate else CHOICE} | known

    def clean(self) -> dict[str, Any]:
        """Without an empty `form`."""
        data = super().clean() or {}
        return data if data.get("form") else {name: value for name, value in data.items() if name != "form"}


class Knowledge(Kind):
    """A quiz question for the room. The result says how close the room was, with the fact and its source; nobody gets points.

    With options, the setting `right` is the number of the right one. Without options, people estimate a number from `low` to `high` in
    steps of `step`. An estimate is `near` if it is at most a twentieth of the range from the true value, else it is `below` or `above`.
    """

    slug = "knowledge"
    name = gettext_lazy("Question of knowledge")
    hint = gettext_lazy("Everybody guesses; then the room sees what is true.")
    icon = "lightbulb"
    purpose = purposes.KNOWLEDGE
    minutes = 3
    people = (5, 300)
    has_options = True
    least_options = 0
    variants = {CHOICE: ("right",), ESTIMATE: ("low", "high", "step", "unit", "truth")}
    prompt = gettext_lazy("What do you think? Answer on your phone.")

    settings_form = KnowledgeSettings

    def check_question(self, options: list[dict[str, Any]], settings: dict[str, Any]) -> None:
        """Options need a right one among them; an estimate needs a range with whole steps and a true value within it."""
        if options or settings.get("form") == CHOICE:
            if not options:
                raise forms.ValidationError(_("Write at least two options."))
            if not 1 <= (settings.get("right") or 0) <= len(options):
                raise forms.ValidationError(_("Say which option is right."))
            if len(options) == 1:
                raise forms.ValidationError(_("One option alone is no question."))
            return
        low, high, step, truth = (settings.get(name) for name in ("low", "high", "step", "truth"))
        if truth is None or low is None or high is None or not step:
            raise forms.ValidationError(_("Write options, or for an estimate the range, its steps and the true value."))
        if not low <= truth <= high or low == high:
            raise forms.ValidationError(_("The true value has to lie within the range of the estimates."))
        if (high - low) % step:
            raise forms.ValidationError(_("The range has to consist of whole steps."))

    def takes_options(self, form: str) -> bool:
        return form != ESTIMATE

    def scale(self, poll: Asked) -> dict[str, Any]:
        """The range of an estimate for the ballot and for clients: `low`, `high`, `step`. Empty for a question with options."""
        if live_options(poll):
            return {}
        return estimates.scale_of(poll.settings)

    def jumps(self, poll: Asked) -> dict[str, Any]:
        """`estimates.ballot`, for the template of the ballot."""
        return estimates.ballot(self.scale(poll), str(text(poll.settings.get("unit"))))

    def client_settings(self, poll: Asked) -> dict[str, Any]:
        return self.scale(poll)

    def asks(self, poll: Asked) -> Any:
        return self.prompt if live_options(poll) else _("What do you think? Estimate on your phone.")

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"option": 31}`, or `{"estimate": 6500}` on one of the steps, if there are no options."""
        scale = self.scale(poll)
        if not scale:
            option = expect_keys(raw, {"option"})["option"]
            if type(option) is not int or option not in {option["id"] for option in live_options(poll)}:
                raise InvalidAnswer(gettext_lazy("This option isn’t offered."))
            return Cleaned({"option": option})
        estimate = expect_int(expect_keys(raw, {"estimate"})["estimate"], scale["low"], scale["high"])
        if (estimate - scale["low"]) % scale["step"]:
            raise InvalidAnswer(format_lazy(gettext_lazy("Only steps of {step} count here."), step=scale["step"]))
        return Cleaned({"estimate": estimate})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """With options: `options`, people by id; `right`, the id of the right one; `correct`, how many chose it.

        For an estimate: `truth`, `low` and `high` of the range, `bins` (people by equal parts of the range, rounded to the nearest),
        `below`, `near`, `above`, and not rounded `mean`, `q1`, `median`, `q3`. A missing truth is None, and then nobody is near it.
        """
        scale = self.scale(poll)
        if not scale:
            return self._chosen(poll, answers)
        return estimates.spread(Counter(answer["estimate"] for answer in answers), scale, poll.settings.get("truth"))

    def _chosen(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        counts = Counter(str(answer["option"]) for answer in answers)
        options = {str(option["id"]): counts[str(option["id"])] for option in counted_options(poll, counts)}
        number, offered = poll.settings.get("right") or 0, live_options(poll)
        right = str(offered[number - 1]["id"]) if 1 <= number <= len(offered) else None
        return {"n": counts.total(), "options": options, "right": right, "correct": counts[right] if right else 0}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """How many knew it, or how many were close; and what is true."""
        n = tally["n"]
        if not n:
            return _("Nobody has voted.")
        if "options" in tally:
            return self._who_knew(poll, tally)
        if tally["truth"] is None:
            return _("The middle of the room estimates {amount}.").format(amount=self.amount(poll, plain(tally["median"])))
        true = _("{amount} is right.").format(amount=self.amount(poll, tally["truth"]))
        return f"{true} {estimates.closeness(tally)}"

    def _who_knew(self, poll: Asked, tally: Tally) -> str:
        if tally["right"] is None:
            return ngettext("{n} person has voted.", "{n} persons have voted.", tally["n"]).format(n=tally["n"])
        right, n, correct = quoted(labels(poll)[tally["right"]]), tally["n"], tally["correct"]
        if not correct:
            return _("{option} is right. Nobody thought so.").format(option=right)
        said = ngettext("{correct} of {n} thought so.", "{correct} of {n} thought so.", correct).format(correct=correct, n=n)
        return _("{option} is right. {said}").format(option=right, said=said)

    def amount(self, poll: Asked, value: float) -> str:
        """A number with the unit: 9,300 households."""
        return estimates.amount(value, isolated(text(poll.settings.get("unit"))))

    def largest_share(self, tally: Tally) -> float:
        """The share of the option, or of the part of the range, with the most people."""
        return max(tally["options"].values() if "options" in tally else tally["bins"]) / tally["n"]

    def almost_all(self, poll: Asked, tally: Tally) -> str:
        return _("Almost all guessed alike.")

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [("option", _("Estimate") if self.scale(poll) else _("Option")), ("count", _("Persons"))]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        if "options" in tally:
            label = labels(poll)
            return [
                {"option": _("{option} (right)").format(option=label[key]) if key == tally["right"] else label[key], "count": many}
                for key, many in tally["options"].items()
            ]
        parts = len(tally["bins"]) - 1
        middles = [tally["low"] + (tally["high"] - tally["low"]) * place / parts for place in range(parts + 1)]
        about = _("about {amount}")
        return [
            {"option": about.format(amount=self.amount(poll, middle)), "count": many}
            for middle, many in zip(middles, tally["bins"], strict=True)
        ]

    def picture(self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Any = None, audience: str = "stage") -> Any:
        words: dict[str, Any] = {name: str(text(poll.settings.get(name))) for name in ("fact", "source")}
        words |= {"question": str(text(poll.question)), "sentence": self.summary(poll, tally), "table": self.table(poll, tally)}
        if "options" in tally:
            return right_picture(labels(poll), tally, audience=audience, **words)
        words["title"] = words["sentence"]
        return estimate_picture(tally, lambda value: self.amount(poll, value), audience=audience, **words)

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """The option, or the estimate with its unit."""
        if "option" in answer:
            return quoted(labels(poll).get(str(answer["option"]), "?"))
        return self.amount(poll, answer["estimate"])
