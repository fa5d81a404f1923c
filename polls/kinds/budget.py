"""Each person distributes 100 points over options that cost money. A budget pays for some of them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.texts import text
from polls.pictures.budget import budget_picture
from polls.pictures.stage_space import rows_height
from workshops import purposes

from .base import Answer, Asked, Shift, Tally, labels, listed, live_options, quoted
from .funding import equal_shares, greedy
from .money import EuroField, euros
from .points import Points, counted

NAMED = 3  # more funded options are counted, not named, so that the result stays one sentence


class Budget(Points):
    """Equal shares, completed by the sum of points; beside it, the sum of points alone (funding.py)."""

    slug = "budget"
    name = gettext_lazy("Budget")
    hint = gettext_lazy("Everything has its price: what fits into the pot?")
    icon = "wallet"
    purpose = purposes.COSTS
    minutes = 5
    people = (12, 300)
    has_costs = True

    class MoneyForm(forms.Form):
        cap = EuroField(label=gettext_lazy("How much money is there?"), help_text=gettext_lazy("In whole euros, for example 60000."))

    settings_form = MoneyForm

    def pot(self, poll: Asked) -> dict[str, Any]:
        """For the template of the ballot: the money and the sum of all costs in words, and the first in percent of the second."""
        cap, everything = poll.settings.get("cap", 0), sum(option.get("cost", 0) for option in live_options(poll))
        return {
            "cap": euros(cap),
            "all": euros(everything),
            "n": len(live_options(poll)),
            "part": min(100, 100 * cap // max(everything, 1)),
        }

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """Like Points, and by option also `score`, the sum of points, and `supporters`, the people who gave some.

        `equal_shares` and `greedy_skip`: `funded` ids, euros `left`, and `tied` ids, where the order of the list decided.
        `equal_shares_no_completion`: the ids funded before `completion`, the rule for spending what equal shares leave.
        """
        answers = list(answers)
        n, given = counted(answers)
        tally = self.tally_of(poll, n, given)
        options = {key: spread | _support(given.get(key, {})) for key, spread in tally["options"].items()}
        costs = {str(option["id"]): option.get("cost", 0) for option in live_options(poll)}
        cap = poll.settings.get("cap", 0)
        shares = equal_shares(costs, cap, [answer["points"] for answer in answers])
        return tally | {
            "options": options,
            "equal_shares_no_completion": shares.pop("no_completion"),
            "completion": "greedy_skip",
            "equal_shares": shares,
            "greedy_skip": greedy(costs, cap, {key: options[key]["score"] for key in costs}),
        }

    def summary(self, poll: Asked, tally: Tally) -> str:
        """What the budget pays for, what is left, and where the order of the list decided."""
        if not tally["n"]:
            return _("Nobody has voted.")
        label, result = labels(poll), tally["equal_shares"]
        funded, left = result["funded"], euros(result["left"])
        if not funded:
            return _("The budget pays for nothing of this.")
        if len(funded) > NAMED:
            said = _("The budget pays for {many} of {all}; {left} is left.").format(many=len(funded), all=len(tally["options"]), left=left)
        else:
            names = listed([quoted(label[key]) for key in funded])
            said = _("The budget pays for {options}; {left} is left.").format(options=names, left=left)
        if not result["tied"]:
            return said
        tied = listed([quoted(label[key]) for key in result["tied"]])
        return _("{said} {options} were level; there the order of the list decided.").format(said=said, options=tied)

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [
            ("option", _("Option")),
            ("cost", _("Cost in euros")),
            ("funded", _("Paid for")),
            ("by_points", _("Paid for by points alone")),
            ("score", _("Points in all")),
            ("supporters", _("Persons who gave some")),
            *super().columns(poll)[1:],
        ]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        costs = {str(option["id"]): option.get("cost", 0) for option in poll.options}
        funded, by_points = tally["equal_shares"]["funded"], tally["greedy_skip"]["funded"]
        return [
            row
            | {
                "cost": costs[key],
                "funded": _("yes") if key in funded else _("no"),
                "by_points": _("yes") if key in by_points else _("no"),
                "score": spread["score"],
                "supporters": spread["supporters"],
            }
            for row, (key, spread) in zip(super().rows(poll, tally), tally["options"].items(), strict=True)
        ]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        sentence = self.shift_summary(poll, shift) if shift else self.summary(poll, tally)
        room = rows_height(str(text(poll.question)), sentence)
        costs = {str(option["id"]): euros(option.get("cost", 0)) for option in poll.options}
        cap, left = poll.settings.get("cap", 0), tally["equal_shares"]["left"]
        money = {"cap": euros(cap), "spent": euros(cap - left), "share": euros(cap // max(tally["n"], 1))}
        drawn = budget_picture(labels(poll), costs, tally, before=before, audience=audience, room=room)
        return drawn | money | {"sentence": sentence, "table": self.table(poll, tally)}


def _support(shares: dict[int, int]) -> dict[str, int]:
    return {"score": sum(share * people for share, people in shares.items()), "supporters": sum(shares.values())}
