"""Posters (A4, A3) and a sheet of table cards as PDF, for the facilitator."""

from io import BytesIO
from typing import Any

import segno
from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only
from participation.papers.pdf import pdf
from workshops import rules
from workshops.links import join_host, join_url
from workshops.models import Workshop

SCALE = {"a4": 1.0, "a3": 2**0.5}
LINE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 96"><path stroke="#14201d" stroke-width="4" d="M48 48H632"/>'
    '<circle cx="48" cy="48" r="46" fill="#124a7e"/><circle cx="632" cy="48" r="46" fill="#c8701b"/>'
    '<circle cx="632" cy="48" r="16" fill="#fff"/></svg>'
)


@require_safe
@staff_only
def poster(request: StaffRequest, pk: int, size: str) -> HttpResponse:
    """The invitation: the question between its two goals, day, time, place, code, and what is promised."""
    workshop = _prepared(request, pk)
    return _file(f"poster-{size}", workshop, pdf("poster", poster_data(workshop) | {"size": size, "scale": SCALE[size]}))


@require_safe
@staff_only
def table_cards(request: StaffRequest, pk: int) -> HttpResponse:
    """Eight equal cards on one sheet, to be cut and laid on the tables."""
    workshop = _prepared(request, pk)
    return _file("table-cards", workshop, pdf("table_cards", way_in(workshop) | {"cards": 8}))


def _prepared(request: StaffRequest, pk: int) -> Workshop:
    """The workshop; raises Http404 for a rehearsal, too, because nothing of it leaves the house."""
    workshop = rules.workshop_for(request.user, pk)
    if workshop.is_rehearsal:
        raise Http404
    return workshop


def way_in(workshop: Workshop) -> dict[str, Any]:
    """How people join: QR code, address and code."""
    return {
        "title": str(workshop.title),
        "town": workshop.municipality.name,
        "qr": qr_svg(join_url(workshop)),
        "qr_in_words": _("QR code for joining: {host}, code {code}").format(host=join_host(), code=workshop.code_in_groups),
        "host": join_host(),
        "code_name": _("Code"),
        "code": workshop.code_in_groups,
        "how": _("Scan it, or type the address and the code."),
    }


def poster_data(workshop: Workshop) -> dict[str, Any]:
    """What a poster says, in the active language."""
    tradeoff, begins, ends = workshop.tradeoff, localtime(workshop.starts_at), workshop.ends_at
    hours = {"begin": date_format(begins, "TIME_FORMAT"), "end": date_format(localtime(ends), "TIME_FORMAT") if ends else ""}
    time = (_("%(begin)s to %(end)s") if ends else _("at %(begin)s")) % hours
    return way_in(workshop) | {
        "invites": _("{town} invites you").format(town=workshop.municipality.name),
        "call": _("Where do you stand?"),
        "question": str(tradeoff.core_question),
        "pole_a": str(tradeoff.pole_a),
        "pole_b": str(tradeoff.pole_b),
        "line": LINE,
        "line_in_words": _("A line between two goals"),
        "day": date_format(begins, "j. F Y"),
        "when": f"{date_format(begins, 'l')}, {time}",
        "place": workshop.place,
        "free": _("Without registration, without an account, without a name. Your phone is enough."),
        "answer": _("The town hall has to answer what you propose: with a reason, and by a date."),
    }


def qr_svg(text: str) -> str:
    """A QR code as SVG text, without a quiet zone: the paper around it is white."""
    drawn = BytesIO()
    segno.make(text, error="m", boost_error=False, micro=False).save(drawn, kind="svg", border=0, xmldecl=False, nl=False)
    return drawn.getvalue().decode()


def _file(name: str, workshop: Workshop, content: bytes) -> HttpResponse:
    disposition = f'inline; filename="{name}-{workshop.pk}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
