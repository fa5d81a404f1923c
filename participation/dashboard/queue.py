"""The queue: its page, and the way from one proposal in it to the next."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from participation.accounts.models import User
from participation.accounts.rules import municipalities_of
from participation.proposals import queries
from participation.proposals.labels import number_word
from participation.proposals.models import Proposal
from participation.proposals.rows import Row, rows_of
from participation.proposals.search import Excerpt, excerpt, public_texts
from polls.disclosure import summaries_for_public
from workshops.models import Workshop

from .assigned import answering_in, assigned_in, people_for
from .filters import FilterForm
from .forms import ViewForm
from .many import MOST, ManyForm
from .models import SavedView

PAGE = MOST


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the queue: the proposal, how the room of its workshop stood, and where it contains what was looked for.

    For those who answer it also says who takes care of it, and has a box to tick.
    """

    row: Row
    room: str
    excerpt: Excerpt | None
    assigned_to: User | None = None
    may_tick: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """An entry of the bar above the queue: one that everybody has, with its number, or one that the person has saved."""

    name: str
    way: str
    number: int | None = None
    pk: int | None = None


def queue_context(
    user: User,
    proposals: QuerySet[Proposal],
    form: FilterForm,
    page: str,
    view_form: ViewForm | None = None,
    many_form: ManyForm | None = None,
) -> dict[str, Any]:
    """The list page: `proposals` as `form` filters them, and the figures of all of them. A form that was wrong comes back in it."""
    keys = form.found_in(proposals).values_list("pk", flat=True)
    shown = Paginator(list(keys) if form.words else keys, PAGE).get_page(page)  # a search is made once, not to count and to show
    rows = rows_of(queries.in_order(proposals, shown.object_list))
    figures = queries.figures(proposals)
    views, towns = views_of(user, figures), answering_in(user)
    return {
        "headline": headline(figures, yours=bool(towns)),
        "figures": figures,
        "rows": rows,
        "page": shown,
        "lines": _lines(rows, form, user, towns),
        "answers": bool(towns),
        "many_form": many_form or (ManyForm(people=people_for(user)) if towns else None),
        "form": form,
        "asked": form.asked,
        "way": (way := form.way()),
        "way_to_page": f"{way}&" if way else "?",
        "way_here": form.way(page=shown.number),
        "views": views,
        "view": next((view for view in views if view.way == form.way()), None),
        "view_form": view_form or ViewForm(),
        "is_filtered": form.way(sort="") != "",
        "most": max([row.support for row in rows], default=0) or 1,
        "today": timezone.localdate(),
        "coming": _next_workshop(user) if not figures.open else None,
        "done": figures.total - figures.open,
        "several_towns": len({row.proposal.municipality_id for row in rows}) > 1,
    }


def _lines(rows: list[Row], form: FilterForm, user: User, towns: set[int]) -> list[Line]:
    rooms = summaries_for_public({row.proposal.workshop_id for row in rows})
    people = assigned_in(user, [row.proposal.pk for row in rows]) if towns else {}
    return [
        Line(
            row,
            rooms.get(row.proposal.workshop_id, ""),
            _excerpt(row.proposal, form),
            people.get(row.proposal.pk),
            row.proposal.municipality_id in towns,
        )
        for row in rows
    ]


def views_of(user: User, figures: queries.Figures) -> list[View]:
    """The bar above the queue."""
    return [
        View(pgettext("view of the queue", "Waiting for an answer"), "", figures.open),
        View(pgettext("view of the queue", "Overdue"), "?state=overdue", figures.overdue),
        View(pgettext("view of the queue", "Due within a week"), "?state=soon", figures.soon),
        View(pgettext("view of the queue", "Milestone late"), "?state=late", figures.late),
        *(View(view.name, view.way, pk=view.pk) for view in SavedView.objects.filter(user=user)),
    ]


def _excerpt(proposal: Proposal, form: FilterForm) -> Excerpt | None:
    """Where the text or the answer contains what was looked for. None if the title does, because it is in the list anyway."""
    if not form.words or excerpt(proposal.title, form.words):
        return None
    return next((found for text in public_texts(proposal) if (found := excerpt(text, form.words))), None)


def headline(figures: queries.Figures, *, yours: bool) -> str:
    """How many proposals wait, and how many of them too long, in one sentence; `yours` for those who may answer them."""
    waiting, late = figures.open, figures.overdue
    if not waiting:
        return _("Everything is answered.")
    if yours:
        sentence = ngettext("One proposal is waiting for your answer.", "%(number)s proposals are waiting for your answer.", waiting)
    else:
        sentence = ngettext("One proposal is waiting for an answer.", "%(number)s proposals are waiting for an answer.", waiting)
    if late and waiting > 1:
        sentence = ngettext(
            "%(number)s proposals are waiting, one of them too long.", "%(number)s proposals are waiting, %(late)s too long.", late
        )
    return sentence % {"number": number_word(waiting), "late": late}


def _next_workshop(user: User) -> Workshop | None:
    workshops = Workshop.objects.filter(
        municipality_id__in=municipalities_of(user), state=Workshop.State.DRAFT, starts_at__gte=timezone.now(), is_rehearsal=False
    )
    return workshops.order_by("starts_at").select_related("municipality").first()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What comes before and after a proposal in the filtered queue. After the last one `following` is the first that is left."""

    preceding: Proposal | None
    following: Proposal | None


def neighbours(proposal: Proposal, proposals: QuerySet[Proposal], form: FilterForm) -> Neighbours:
    """Of a proposal from `proposals`, also if it does not fit the filter any more because it was just answered."""
    found = form.found_in(proposals).exclude(pk=proposal.pk)
    order = [str(field) for field in found.query.order_by]
    back = [field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in order]
    following = queries.first_of(proposals, found.filter(_beyond(proposal, order))) or queries.first_of(proposals, found)
    return Neighbours(queries.first_of(proposals, found.filter(_beyond(proposal, back)).order_by(*back)), following)


def _beyond(proposal: Proposal, order: list[str]) -> Q:
    """What stands after `proposal` in this order: greater in the first field, or equal there and greater in the next, and so on."""
    beyond, same = Q(pk__in=[]), Q()
    for field in order:
        name = field.removeprefix("-")
        value = getattr(proposal, name)
        beyond |= same & Q(**{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return beyond
