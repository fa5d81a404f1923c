"""The filter of the queue: a form sent by GET, so that its address can be kept, sent to colleagues and saved as a view."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from participation.accounts.models import User
from participation.accounts.rules import READS, municipalities_of
from participation.dates import day
from participation.proposals import queries, search
from participation.proposals.list_address import way_to
from participation.proposals.models import Proposal, State
from workshops.models import TradeOff, Workshop

from .assigned import MINE, NOBODY, answering_in, assigned_to, people_for, works_somewhere

WORKSHOPS_SHOWN = 60  # the latest; an older one is in the list when it is asked for
DEFAULTS: dict[str, object] = {"state": "waiting", "sort": "deadline", "page": 1}
FOLDED = ("workshop", "place", "assigned")  # the fields that are asked for least


def _people(user: User) -> list[tuple[str, Any]]:
    """Whose proposals the user may ask for."""
    if not works_somewhere(user):
        return []
    mine: tuple[str, Any] = (MINE, pgettext_lazy("proposals assigned to", "me"))
    if not answering_in(user):
        return [mine]
    others = [(str(person.pk), str(person)) for person in people_for(user) if person != user]
    return [mine, (NOBODY, pgettext_lazy("proposals assigned to", "nobody")), *others]


class FilterForm(forms.Form):
    """What the queue shows. A value that a field does not know counts as none; a search that can't be made gets a sentence."""

    q = forms.CharField(
        required=False,
        max_length=search.ASKED_MAX,
        error_messages={
            "max_length": ngettext_lazy(
                "Search with at most %(limit_value)d character.", "Search with at most %(limit_value)d characters.", "limit_value"
            )
        },
    )
    tradeoff = forms.TypedChoiceField(label=_("Trade-off"), required=False, coerce=int, empty_value=None)
    workshop = forms.TypedChoiceField(label=_("Workshop"), required=False, coerce=int, empty_value=None)
    place = forms.ChoiceField(label=_("Place"), required=False)
    assigned = forms.ChoiceField(label=_("Assigned to"), required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("of a proposal", "State"),
        required=False,
        choices=[
            ("waiting", pgettext_lazy("group of proposals", "waiting for an answer")),
            ("overdue", _("overdue")),
            ("soon", _("due within a week")),
            ("late", _("a milestone is late")),
            ("new", State.PUBLISHED.label),
            ("review", State.UNDER_REVIEW.label),
            ("answered", State.ANSWERED.label),
            ("all", _("all")),
        ],
    )
    sort = forms.ChoiceField(
        label=pgettext_lazy("sorting", "First"),
        required=False,
        choices=[("deadline", _("answer by")), ("support", _("support")), ("newest", _("newest"))],
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        tradeoff, workshop = self._choices("tradeoff"), self._choices("workshop")
        towns = municipalities_of(user, READS)
        handed_over = Proposal.objects.filter(handed_over_at__isnull=False)
        tradeoffs = TradeOff.objects.filter(Exists(handed_over.filter(tradeoff=OuterRef("pk"))), municipality_id__in=towns)
        tradeoff.choices = [("", _("all")), *((one.pk, str(one.title)) for one in tradeoffs.order_by("pk"))]
        evenings = Workshop.objects.filter(Exists(handed_over.filter(workshop=OuterRef("pk"))), municipality_id__in=towns)
        latest = list(evenings.filter(is_rehearsal=False).order_by("-starts_at", "pk")[:WORKSHOPS_SHOWN])
        asked = queries.number_in(self.data.get("workshop", ""))
        if asked and asked not in {one.pk for one in latest}:
            latest += evenings.filter(pk=asked)
        places = evenings.order_by("place").values_list("place", flat=True).distinct()
        self._choices("place").choices = [("", _("all")), *((place, place) for place in places)]
        self._choices("assigned").choices = [("", _("all")), *_people(user)]
        workshop.choices = [("", _("all")), *((one.pk, f"{one.title}, {day(one.starts_at)}") for one in latest)]
        self.is_valid()
        self.asked: dict[str, Any] = {name: self.cleaned_data.get(name) or DEFAULTS.get(name, "") for name in self.fields}
        self.words = search.asked_for(self.asked["q"])
        if self.asked["q"].strip() and not self.words:
            self.add_error(
                "q", _("There is no word to look for in this. Type a word from title, text or answer, or a number like 2026-31.")
            )
        elif len(self.words.words) > search.WORDS_MAX:
            self.add_error("q", _("Search with at most eight words."))
        if "q" in self.errors:
            self.words = search.asked_for("")

    def _choices(self, name: str) -> Any:
        return self.fields[name]

    @property
    def typed(self) -> str:
        """What stands in the search field, also if it can't be looked for."""
        return self.data.get("q", "")

    @property
    def asks_more(self) -> bool:
        """Whether a field is set that is folded away at first."""
        return any(self.asked[name] for name in FOLDED)

    def found_in(self, proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
        """Those of `proposals` that the filter lets through, in the order that was asked for."""
        asked = self.asked
        found = queries.filtered(
            proposals,
            tradeoff=asked["tradeoff"],
            workshop=asked["workshop"],
            place=asked["place"],
            state=asked["state"],
            sort=asked["sort"],
        )
        return search.matching(assigned_to(found, self.user, asked["assigned"]), self.words)

    @property
    def page(self) -> int:
        """The page of the list in the address, from 1. It may be one that the list does not have any more."""
        return queries.number_in(self.data.get("page", "")) or 1

    def way(self, **changed: object) -> str:
        """The part of an address that shows this list again, from its first page, without what is the same as in the list as it opens.

        `changed` replaces values; `page` adds a page after the first.
        """
        values = {name: value for name, value in (self.asked | changed).items() if DEFAULTS.get(name) != value}
        if "q" in self.errors:
            values.pop("q", None)
        return way_to(values)
