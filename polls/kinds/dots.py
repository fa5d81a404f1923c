"""Each person distributes a number of dots over the options, several on one option if the settings allow it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import isolated, text
from polls.pictures.dots import dots_picture
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
    expect_ints,
    expect_keys,
    labels,
    listed,
    live_options,
    mean_changes,
    quoted,
)

# Most handbooks of moderation recommend at most ten, for example altenpflege-lernfelder.de.
NUMBER, LARGEST = 5, 10


class Dots(Kind):
    """Multi-dot voting (*Mehrpunktabfrage*; Klebert, Schrader, Straub, "ModerationsMethode", 1980), cumulation allowed.

    Each person gives at most `number` dots, and at most `most` of them to one option; with `all`, every dot has to be given. For each
    option the result has the number of dots and the number of people who gave at least one, because the leaders may differ.
    """

    slug = "dots"
    name = gettext_lazy("Dots")
    hint = gettext_lazy("Many ideas quickly become a few.")
    icon = "circle-dot"
    purpose = purposes.PRIORITIES
    minutes = 3
    people = (5, 100)
    has_options = True
    can_pair = True
    shift_adds_up = True
    prompt = gettext_lazy("Give your dots on your phone.")

    class SettingsForm(forms.Form):
        number = forms.IntegerField(
            label=gettext_lazy("Dots per person"),
            min_value=1,
            max_value=LARGEST,
            initial=NUMBER,
            help_text=gettext_lazy("A rule of thumb: half as many as there are options."),
        )
        most = forms.IntegerField(
            label=gettext_lazy("At most for one option"),
            min_value=1,
            max_value=LARGEST,
            initial=LARGEST,
            help_text=gettext_lazy("1: nobody can give an option several."),
        )
        all = forms.BooleanField(label=gettext_lazy("All dots have to be given"), required=False, initial=False)

    settings_form = SettingsForm

    def rules(self, poll: Asked) -> dict[str, Any]:
        """The poll's limits, for `clean` and for the template of the ballot.

        `number`: dots per person; `most`: dots for one option; `needed`: dots that have to be given, never more than is possible.
        `pips` and `width` are the x of `number` dots in a row and its width, in the units of pips.html.
        """
        number = poll.settings.get("number", NUMBER)
        most = min(poll.settings.get("most") or number, number)
        needed = min(number, most * len(live_options(poll))) if poll.settings.get("all") else 0
        return {"number": number, "most": most, "needed": needed, "pips": range(9, 20 * number, 20), "width": 20 * number - 2}

    def asks(self, poll: Asked) -> str:
        """The sentence with the number of dots."""
        number = self.rules(poll)["number"]
        return ngettext("Give your dot on your phone.", "Give your {n} dots on your phone.", number).format(n=number)

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"dots": {"31": 2, "32": 1}}`; options that are left out get no dot."""
        given, rules = expect_keys(raw, {"dots"})["dots"], self.rules(poll)
        offered = [str(option["id"]) for option in live_options(poll)]
        if not isinstance(given, dict) or not given.keys() <= set(offered):
            raise InvalidAnswer(gettext_lazy("Dots can only go to the options that are offered."))
        expect_ints(given.values(), 0, rules["most"])
        spent = sum(given.values())
        if spent > rules["number"]:
            words = gettext_lazy("There are {number} dots to give; so far it is {spent}.")
            raise InvalidAnswer(format_lazy(words, number=rules["number"], spent=spent))
        if spent < rules["needed"]:
            raise InvalidAnswer(
                format_lazy(gettext_lazy("Give all {number} dots; so far it is {spent}."), number=rules["needed"], spent=spent)
            )
        return Cleaned({"dots": dict.fromkeys(offered, 0) | given})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `options`: by id `dots`, `people`, and `stops`: how many gave it 0, 1, 2 … dots.

        `given` is the number of all dots, `blank` the number of ballots without any.
        """
        stops: dict[str, dict[int, int]] = {}
        n = given = blank = 0
        for answer in answers:
            n += 1
            spent = 0
            for key, many in answer["dots"].items():
                if many:
                    counts = stops.setdefault(key, {})
                    counts[many] = counts.get(many, 0) + 1
                    spent += many
            given += spent
            blank += not spent
        received = {key: sum(counts.values()) for key, counts in stops.items()}
        options = [str(option["id"]) for option in counted_options(poll, received)]
        return {"n": n, "options": {key: _spread(n, stops.get(key, {})) for key in options}, "given": given, "blank": blank}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """The options with the most dots; and with the most people, if these are others."""
        n, label, options = tally["n"], labels(poll), tally["options"]
        if not n:
            return _("Nobody has voted.")
        if not tally["given"]:
            return _("Nobody has given a dot.")
        dots, people = (max(spread[name] for spread in options.values()) for name in ("dots", "people"))
        first = [key for key, spread in options.items() if spread["dots"] == dots]
        if len(first) > 1:
            words = ngettext("Level in front with {dots} dot each: {options}.", "Level in front with {dots} dots each: {options}.", dots)
            return words.format(dots=dots, options=listed([quoted(label[key]) for key in first]))
        leader, broadest = quoted(label[first[0]]), [key for key, spread in options.items() if spread["people"] == people]
        if first[0] in broadest:
            words = ngettext(
                "{option} has the most dots: {dots}, from {people} of {n}.",
                "{option} has the most dots: {dots}, from {people} of {n}.",
                people,
            )
            return words.format(option=leader, dots=dots, people=people, n=n)
        others = listed([quoted(label[key]) for key in broadest])
        return _("{option} has the most dots: {dots}. The most people, {people} of {n}, gave some to {others}.").format(
            option=leader, dots=dots, people=people, n=n, others=others
        )

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """`changes`: by option, the mean change of dots per person, of the `pairs` people who answered both times."""
        return mean_changes(before, after, pairs, "dots")

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """The options with the largest rise and the largest fall, in dots."""
        n = shift["pairs"]
        if changes := changed_most(poll, {key: round(change * n) for key, change in shift["changes"].items()}):
            return _("Dots of the {n} who voted both times: {changes}.").format(n=n, changes=changes)
        return _("For the {n} who voted both times, no option has more or fewer dots than before.").format(n=n)

    def largest_share(self, tally: Tally) -> float:
        """An upper bound of the share of identical ballots: such ballots agree on every option, so no option may have fewer."""
        return min((max(spread["stops"]) for spread in tally["options"].values()), default=tally["n"]) / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [("option", _("Option")), ("dots", _("Dots")), ("people", _("Persons"))]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        label = labels(poll)
        return [{"option": label[key], "dots": spread["dots"], "people": spread["people"]} for key, spread in tally["options"].items()]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        left = self.rules(poll)["number"] * tally["n"] - tally["given"]
        return dots_picture(labels(poll), tally, before=before, audience=audience, room=room) | {"sentence": sentence, "left": left}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """The options with dots, the most first: Nachtbus: 3, Radweg: 2."""
        label = labels(poll)
        given = [(label.get(key, "?"), many) for key, many in sorted(answer["dots"].items(), key=lambda each: -each[1]) if many]
        return ", ".join(_("{option}: {points}").format(option=isolated(name), points=many) for name, many in given) or _("no dots")


def _spread(n: int, counts: dict[int, int]) -> dict[str, Any]:
    """The counts of one option. People to whom it was not offered count as 0 dots."""
    people = sum(counts.values())
    stops = [n - people, *(counts.get(many, 0) for many in range(1, max(counts, default=0) + 1))]
    return {"dots": sum(many * persons for many, persons in counts.items()), "people": people, "stops": stops}
