"""A step for many rows of the queue at once: its form, and what is said afterwards."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from participation.accounts.models import User
from participation.proposals import queries
from participation.proposals.models import Proposal
from participation.texts import isolated

from .actions import Taken
from .assigned import NOBODY

MOST = 50  # rows of a page


class ManyForm(forms.Form):
    """The ticked rows (`p`), and what is done with them. Rows that `proposals` does not hold are counted in `gone`."""

    do = forms.ChoiceField(choices=[(verb, verb) for verb in ("assign", "acknowledge", "review")])
    to = forms.ChoiceField(label=gettext_lazy("Assign to"), required=False)

    def __init__(self, data: Any = None, *, people: QuerySet[User], proposals: QuerySet[Proposal] | None = None) -> None:
        super().__init__(data, auto_id="many_%s")
        self.people = {str(person.pk): person for person in people}
        to: Any = self.fields["to"]
        names = [(pk, str(person)) for pk, person in self.people.items()]
        to.choices = [("", gettext_lazy("Assign to …")), *names, (NOBODY, pgettext_lazy("proposals assigned to", "nobody"))]
        typed = data.getlist("p") if data is not None else []
        self.ticked = {number for each in typed if (number := queries.number_in(each))}
        self.proposals: list[Proposal] = []
        if proposals is not None and len(self.ticked) <= MOST:
            self.proposals = list(proposals.filter(pk__in=self.ticked).order_by("answer_by", "pk"))

    @property
    def gone(self) -> int:
        """How many of the ticked rows are not there any more."""
        return len(self.ticked) - len(self.proposals)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.ticked:
            self.add_error(None, _("Tick the proposals first that it is about."))
        if len(self.ticked) > MOST:
            self.add_error(None, _("At most fifty proposals at once."))
        if found.get("do") == "assign" and not found.get("to") and "to" not in self.errors:
            self.add_error("to", _("Please choose to whom."))
        return found

    @property
    def person(self) -> User | None:
        """To whom they are assigned; None for nobody. Called after the fields are clean."""
        return self.people.get(self.cleaned_data["to"])


def said_of(taken: Taken, form: ManyForm) -> tuple[str, str]:
    """What was done, and for which rows it was not possible any more: a sentence each, "" for none."""
    count, do, names = len(taken.done), form.cleaned_data["do"], {"n": len(taken.done), "name": isolated(form.person or "")}
    if do == "acknowledge":
        done = ngettext("%(n)s proposal is marked as seen.", "%(n)s proposals are marked as seen.", count)
    elif do == "review":
        done = ngettext("%(n)s proposal is under review now.", "%(n)s proposals are under review now.", count)
    elif form.person:
        done = ngettext("%(name)s takes care of %(n)s proposal.", "%(name)s takes care of %(n)s proposals.", count)
    else:
        done = ngettext("%(n)s proposal is assigned to nobody.", "%(n)s proposals are assigned to nobody.", count)
    return done % names if count else "", _not_done(taken, form.gone)


def _not_done(taken: Taken, gone: int) -> str:
    left = [_("“%(title)s”") % {"title": isolated(proposal)} for proposal in taken.refused]
    if gone:
        left.append(ngettext("%(n)s that is gone", "%(n)s that are gone", gone) % {"n": gone})
    return _("Not possible any more, so nothing was changed there: %(left)s.") % {"left": ", ".join(left)} if left else ""
