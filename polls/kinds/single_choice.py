"""Each person chooses one of several options."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import text
from polls.floors import PAIR_FLOOR
from polls.pictures.rows import choice_picture
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
    counted_options,
    expect_keys,
    labels,
    listed,
    live_options,
    quoted,
)


class SingleChoice(Kind):
    """Plurality voting: the option with the most votes leads, and tied options lead together."""

    slug = "single_choice"
    name = gettext_lazy("One choice")
    hint = gettext_lazy("Only one of several ways can be taken.")
    icon = "circle-check"
    purpose = purposes.PRIORITIES
    minutes = 1
    people = (5, 300)
    has_options = True
    can_pair = True
    shift_adds_up = True
    prompt = gettext_lazy("Choose one answer on your phone.")

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"option": 31}`, the id of an option that is offered."""
        option = expect_keys(raw, {"option"})["option"]
        if type(option) is not int or option not in {option["id"] for option in live_options(poll)}:
            raise InvalidAnswer(gettext_lazy("This option isn’t offered."))
        return Cleaned({"option": option})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`, and `options`: votes by option id."""
        counts: dict[str, int] = {}
        for answer in answers:
            key = str(answer["option"])
            counts[key] = counts.get(key, 0) + 1
        options = {str(option["id"]): counts.get(str(option["id"]), 0) for option in counted_options(poll, counts)}
        return {"n": sum(options.values()), "options": options}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """The options with the most votes, and whether one has a majority."""
        n, label = tally["n"], labels(poll)
        if not n:
            return _("Nobody has voted.")
        top = max(tally["options"].values())
        leaders = [quoted(label[key]) for key, many in tally["options"].items() if many == top]
        if len(leaders) > 1:
            return ngettext(
                "Level in front with {top} of {n} votes each: {options}.", "Level in front with {top} of {n} votes each: {options}.", top
            ).format(top=top, n=n, options=listed(leaders))
        if top == n:
            return ngettext("{n} of {n} chose {option}.", "All {n} chose {option}.", n).format(n=n, option=leaders[0])
        if 2 * top > n:
            return _("{option} has the most votes: {top} of {n}, more than half.").format(option=leaders[0], top=top, n=n)
        return _("{option} has the most votes: {top} of {n}. That isn’t a majority yet.").format(option=leaders[0], top=top, n=n)

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """`gains` and `losses`: how many changed to each option and away from it, of the `pairs` people who answered both times."""
        chosen = [(str(earlier["option"]), str(later["option"])) for earlier, later in pairs or ()]
        if len(chosen) < PAIR_FLOOR:
            return None
        keys = dict.fromkeys([*before["options"], *after["options"]])
        gains, losses = dict.fromkeys(keys, 0), dict.fromkeys(keys, 0)
        for earlier, later in chosen:
            if earlier != later:
                losses[earlier] += 1
                gains[later] += 1
        return {"pairs": len(chosen), "gains": gains, "losses": losses}

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """The option with the largest gain and the one with the largest loss."""
        changed = sum(shift["gains"].values())
        if not changed:
            return _("Of {n} who voted both times, nobody has changed.").format(n=shift["pairs"])
        net = {key: gain - shift["losses"][key] for key, gain in shift["gains"].items()}
        most, least, label = max(net, key=net.__getitem__), min(net, key=net.__getitem__), labels(poll)
        if not net[most]:
            return ngettext(
                "{changed} of {n} has changed, and the numbers stay the same.",
                "{changed} of {n} have changed, and the numbers stay the same.",
                changed,
            ).format(changed=changed, n=shift["pairs"])
        return _("{most} has gained {gain}, {least} has lost {loss}.").format(
            most=quoted(label[most]), gain=net[most], least=quoted(label[least]), loss=-net[least]
        )

    def largest_share(self, tally: Tally) -> float:
        """The share of the option with the most votes."""
        return max(tally["options"].values()) / tally["n"]

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [("option", _("Option")), ("count", _("Persons"))]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        label = labels(poll)
        return [{"option": label[key], "count": many} for key, many in tally["options"].items()]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        return choice_picture(labels(poll), tally, before=before, audience=audience, room=room) | {"sentence": sentence}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """The option: “Nachtbus”."""
        return quoted(labels(poll).get(str(answer["option"]), "?"))
