"""The queue as a CSV file that a spreadsheet opens without asking, and that can't make it calculate anything."""

import csv
from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

FORMULA = (*"=+-@;|\uff1d\uff0b\uff0d\uff20\t\r\n",)  # what some spreadsheet takes for the start of a formula; =+-@ in full width too
BOM = "\ufeff"  # without it Excel reads umlauts as Latin-1


def harmless(value) -> str:
    """A cell as text: what could begin a formula gets an apostrophe in front."""
    cell = str(value)
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) else cell


def csv_of(rows, today: date) -> HttpResponse:
    response = HttpResponse(BOM, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{pgettext("file name", "proposals")}-{today:%Y-%m-%d}.csv"'
    writer = csv.writer(response, delimiter=";")  # what German spreadsheets expect
    writer.writerow(_headings())
    for row in rows:
        writer.writerow([harmless(cell) for cell in _cells(row)])
    return response


def _headings() -> list[str]:
    text = [_("Number"), _("Proposal"), _("What"), _("Why"), _("Municipality"), _("Workshop"), _("Trade-off")]
    return [*text, _("Waiting since"), _("Answer by"), _("State"), _("Supported in the room"), _("Supported on the public page")]


def _cells(row) -> list:
    entry, since = row.proposal, timezone.localtime(row.proposal.handed_over_at)
    text = [entry.reference, entry.title, entry.what, entry.why, entry.municipality, entry.workshop, entry.tradeoff]
    return [*text, f"{since:%Y-%m-%d}", f"{entry.answer_by:%Y-%m-%d}", row.state, entry.support_room, entry.support_public]
