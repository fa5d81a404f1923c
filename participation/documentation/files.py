"""The results of an evening as files: the whole evening, or one question by the number of its poll."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participation.tables import CONTENT_TYPES, Table, file_response
from participation.texts import for_files
from polls.disclosure import Shown
from workshops.models import Workshop

from . import rules
from .article import PUBLIC, ROOM, Evening, table_of, table_of_feedback
from .paper import paper

WHOLE = "results"


@require_safe
def public_file(request: HttpRequest, pk: int, name: str, ending: str) -> HttpResponse:
    """A file of a public page. Withdrawn pages have none."""
    return _file(rules.public_evening(pk), PUBLIC, name, ending)


@require_safe
def room_file(request: HttpRequest, room: str, name: str, ending: str) -> HttpResponse:
    """The same of the room's page."""
    response = _file(rules.room_evening(room), ROOM, name, ending)
    response["X-Robots-Tag"] = "noindex"
    return response


def _file(workshop: Workshop, place: str, name: str, ending: str) -> HttpResponse:
    """ "results" as table or PDF, a number also as SVG. Raises Http404 for what is not shown there."""
    found, evening = rules.publication_of(workshop), Evening(workshop, place)
    if found and not found.is_public:
        raise Http404
    day = timezone.localdate(workshop.starts_at)
    if ending == "pdf" and name == WHOLE:
        headers = {"Content-Disposition": f'inline; filename="{slugify(workshop.title) or "evening"}-{day:%Y-%m-%d}.pdf"'}
        return HttpResponse(paper(evening), content_type="application/pdf", headers=headers)
    if ending in CONTENT_TYPES and name == WHOLE:
        whole = [facts(evening), *map(table_of, evening.all_shown), *words(evening), *feedback(evening)]
        tables = [numbers(evening)] if ending == "csv" else whole
        return file_response(tables, ending, str(workshop.title), day)
    result = next((each for each in evening.all_shown if str(each.poll.pk) == name), None)
    if result is None:
        raise Http404
    if ending in CONTENT_TYPES:
        return file_response([table_of(result)], ending, str(result.poll.question), day)
    if ending == "svg" and (drawing := result.svg()):
        return HttpResponse(for_files(drawing), content_type="image/svg+xml; charset=utf-8")
    raise Http404


def facts(evening: Evening) -> Table:
    """What the other tables belong to, and their limits."""
    workshop = evening.workshop
    rows: list[list[Any]] = [
        [_("Workshop"), str(workshop.title)],
        [_("Municipality"), str(workshop.municipality)],
        [_("Day"), timezone.localdate(workshop.starts_at)],
        [_("Place"), workshop.place],
        *[[f"{each.poll.question}{when_of(evening, each)}", each.n] for each in evening.all_shown],
    ]
    return Table(_("About"), [_("What"), _("Value")], rows)


def numbers(evening: Evening) -> Table:
    """Every number of every question in one table, one to a line; then how people found the evening."""
    asked = [(table_of(each), when_of(evening, each).strip(" ()"), each.n) for each in evening.all_shown]
    asked += [(table, "", evening.feedback.n) for table in feedback(evening) if evening.feedback]
    rows: list[list[Any]] = []
    for table, when, n in asked:
        for row in table.rows:
            rows += [[table.title, when, n, row[0], head, cell] for head, cell in zip(table.heads[1:], row[1:], strict=True)]
    return Table(str(evening.workshop.title), [_("Question"), _("When"), _("Persons"), _("Line"), _("Column"), _("Value")], rows)


def feedback(evening: Evening) -> list[Table]:
    """How people found the evening itself, in a table that says so; none if it may not be shown."""
    seen = evening.feedback
    return [table_of_feedback(seen)] if seen and seen.tally is not None else []


def words(evening: Evening) -> list[Table]:
    """The released words of each wall."""
    walls = [result for result in evening.results if result.words]
    return [Table(str(wall.shown.poll.question), [_("Word")], [[word] for word in wall.words]) for wall in walls]


def when_of(evening: Evening, each: Shown) -> str:
    """ " (before)" or " (after)" for the halves of a pair, "" for others."""
    for result in evening.results:
        if result.before and each.poll.pk in (result.before.poll.pk, result.shown.poll.pk):
            return f" ({_('before') if each.poll.pk == result.before.poll.pk else _('after')})"
    return ""
