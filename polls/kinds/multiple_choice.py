"""Each person approves of any number of options, within limits."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import text
from polls.floors import PAIR_FLOOR
from polls.pictures.approvals import approval_picture, percent
from polls.pictures.stage_space import rows_height
from workshops import purposes

from .base import (
    Answer,
    Asked,
    Cleaned,
    InvalidAnswer,
    Kind,
    Shift,
    Tally,
    changed_most,
    counted_options,
    expect_keys,
    labels,
    listed,
    live_options,
    quoted,
)

MOST = 12  # as many as there can be options


class MultipleChoice(Kind):
    """Approval voting (Brams and Fishburn, "Approval Voting", 1978) with at least `min` and at most `max` options for each person.

    The score of an option is the number of people who chose it. Its share is the score divided by all people, blank ballots included.
    The option with the highest score leads, and tied options lead together.
    """

    slug = "multiple_choice"
    name = gettext_lazy("Several choices")
    hint = gettext_lazy("Several things may be right at once.")
    icon = "list-checks"
    purpose = purposes.PRIORITIES
    minutes = 2
    people = (5, 300)
    has_options = True
    can_pair = True
    shift_adds_up = True
    prompt = gettext_lazy("Choose your answers on your phone.")

    class SettingsForm(forms.Form):
        min = forms.IntegerField(
            label=gettext_lazy("At least"),
            min_value=0,
            max_value=MOST,
            initial=0,
            help_text=gettext_lazy("0: a ballot may stay blank."),
        )
        max = forms.IntegerField(label=gettext_lazy("At most"), min_value=1, max_value=MOST, initial=MOST)

        def clean(self) -> dict[str, Any]:
            data = super().clean() or {}
            if data.get("min", 0) > data.get("max", MOST):
                self.add_error("max", _("This must not be less than the number above."))
            return data

    settings_form = SettingsForm

    def limits(self, poll: Asked) -> tuple[int, int]:
        """The fewest and the most options that a person may choose; neither is above the number of options offered."""
        return self._limits(poll, len(live_options(poll)))

    def _limits(self, poll: Asked, offered: int) -> tuple[int, int]:
        most = min(poll.settings.get("max", offered), offered)
        return min(poll.settings.get("min", 0), most), most

    def asks(self, poll: Asked) -> str:
        """The sentence with the most options that a person may choose."""
        most = self.limits(poll)[1]
        if most == len(live_options(poll)):
            return _("Choose on your phone, as many as you like.")
        return ngettext("Choose an answer on your phone.", "Choose up to {most} answers on your phone.", most).format(most=most)

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"options": [31, 32]}`: different ids of offered options; an empty list is a blank ballot."""
        chosen, offered = expect_keys(raw, {"options"})["options"], {option["id"] for option in live_options(poll)}
        least, most = self._limits(poll, len(offered))
        if not isinstance(chosen, list):
            raise InvalidAnswer(gettext_lazy("The answer arrived damaged."))
        if len(chosen) > most:
            raise InvalidAnswer(format_lazy(gettext_lazy("At most {most} answers, please."), most=most))
        if any(type(option) is not int or option not in offered for option in chosen):
            raise InvalidAnswer(gettext_lazy("This option isn’t offered."))
        if len(set(chosen)) < len(chosen):
            raise InvalidAnswer(gettext_lazy("Each option can be chosen once."))
        if len(chosen) < least:
            raise InvalidAnswer(format_lazy(gettext_lazy("At least {least}, please."), least=least))
        return Cleaned({"options": sorted(chosen)})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `options`: people by option id; `shares`: the same divided by `n`, 0 … 1; `blank`: how many chose nothing."""
        ballots = [answer["options"] for answer in answers]
        n, blank = len(ballots), sum(not chosen for chosen in ballots)
        counts = {str(option): many for option, many in Counter(chain.from_iterable(ballots)).items()}
        options = {str(option["id"]): counts.get(str(option["id"]), 0) for option in counted_options(poll, counts)}
        return {"n": n, "options": options, "shares": {key: many / n if n else 0 for key, many in options.items()}, "blank": blank}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """The options chosen most often, and how many options more than half of the people chose."""
        n, label, top = tally["n"], labels(poll), max(tally["options"].values(), default=0)
        if not n:
            return _("Nobody has voted.")
        if not top:
            return ngettext("{n} person has chosen nothing.", "All {n} have chosen nothing.", n).format(n=n)
        leaders = [quoted(label[key]) for key, many in tally["options"].items() if many == top]
        if len(leaders) > 1:
            return _("Chosen most often, each by {top} of {n}: {options}.").format(top=top, n=n, options=listed(leaders))
        if top == n:
            return ngettext("{n} of {n} chose {option}.", "All {n} chose {option}.", n).format(n=n, option=leaders[0])
        half = sum(2 * many > n for many in tally["options"].values())
        if half > 1:
            return _("{option} was chosen most often: by {top} of {n}. More than half chose {half} of the options.").format(
                option=leaders[0], top=top, n=n, half=half
            )
        majority = _("{option} was chosen most often: by {top} of {n}, more than half.")
        return (majority if half else _("{option} was chosen most often: by {top} of {n}.")).format(option=leaders[0], top=top, n=n)

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """By option, of the `pairs` people who answered both times: `gains` newly chose it, `losses` no longer chose it.

        `changes` is (gains − losses) / pairs, −1 … 1.
        """
        chosen = [(set(map(str, earlier["options"])), set(map(str, later["options"]))) for earlier, later in pairs or ()]
        if len(chosen) < PAIR_FLOOR:
            return None
        keys = dict.fromkeys([*before["options"], *after["options"]])
        gains = {key: sum(key in later and key not in earlier for earlier, later in chosen) for key in keys}
        losses = {key: sum(key in earlier and key not in later for earlier, later in chosen) for key in keys}
        changes = {key: (gains[key] - losses[key]) / len(chosen) for key in keys}
        return {"pairs": len(chosen), "gains": gains, "losses": losses, "changes": changes}

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """The options with the largest rise and the largest fall."""
        net = {key: gain - shift["losses"][key] for key, gain in shift["gains"].items()}
        if changes := changed_most(poll, net):
            return _("Of the {n} who voted both times: {changes}.").format(n=shift["pairs"], changes=changes)
        if any(shift["gains"].values()):
            return _("Of the {n} who voted both times some have changed, and the numbers stay the same.").format(n=shift["pairs"])
        return _("Of {n} who voted both times, nobody has changed.").format(n=shift["pairs"])

    def largest_share(self, tally: Tally) -> float:
        """The larger of two shares: people who chose the same option, and an upper bound of people with identical ballots.

        Identical ballots agree on every option. So they are at most as many as chose it or did not, whichever is more, for each option.
        """
        counts, n = tally["options"].values(), tally["n"]
        return max([*counts, min((max(many, n - many) for many in counts), default=n)]) / n

    def almost_all(self, poll: Asked, tally: Tally) -> str:
        return _("In one thing almost all are of one mind.")

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [("option", _("Option")), ("count", _("Persons")), ("share", _("Percent of all persons"))]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        label, n = labels(poll), tally["n"]
        rows = [{"option": label[key], "count": many, "share": percent(many, n)} for key, many in tally["options"].items()]
        return [*rows, {"option": _("nothing chosen"), "count": tally["blank"], "share": percent(tally["blank"], n)}]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        return approval_picture(labels(poll), tally, before=before, audience=audience, room=room) | {"sentence": sentence}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """The chosen options in quotation marks."""
        label = labels(poll)
        return ", ".join(quoted(label.get(str(option), "?")) for option in answer["options"]) or _("none of them")
