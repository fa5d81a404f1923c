"""The list as a table for spreadsheets."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from participation.proposals.rows import Row
from participation.tables import Table


def table_of(rows: Iterable[Row]) -> Table:
    """One line for each row of `rows`, from `proposals.rows`."""
    return Table(pgettext("file name", "proposals"), _headings(), [_cells(row) for row in rows])


def _headings() -> list[str]:
    text = [_("Number"), _("Proposal"), _("What"), _("Why"), _("Municipality"), _("Workshop"), _("Trade-off")]
    return [*text, _("Waiting since"), _("Answer by"), _("State"), _("Supported in the room"), _("Supported on the public page")]


def _cells(row: Row) -> list[Any]:
    entry: Any = row.proposal  # with the counts that `queries` adds
    # "2026-9" alone would become September.
    text = [_("No. %(number)s") % {"number": entry.reference}, entry.title, entry.what, entry.why]
    text += [str(entry.municipality), str(entry.workshop), str(entry.tradeoff)]
    days = [timezone.localtime(entry.handed_over_at).date(), entry.answer_by]
    return [*text, *days, str(row.state), entry.support_room, entry.support_public]
