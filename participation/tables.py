"""Tables as CSV, Excel, OpenDocument and JSON files: the only place where the site makes files for spreadsheets.

No cell can become a formula or a date that it is not, in any format.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.formats import localize_input
from django.utils.text import slugify
from django.utils.translation import get_language
from tablib import Databook, Dataset

from participation.texts import for_files

FORMULA = (*"=+-@;|\uff1d\uff0b\uff0d\uff20\t\r\n",)  # what starts a formula in some spreadsheet; also =+-@ in full width
# If a spreadsheet's separator is a comma, it splits our cells there, and the rest of a cell becomes a cell of its own.
AFTER_A_SEPARATOR = re.compile(r"""([,;|\t\r\n"'][\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")
LIKE_A_DATE = re.compile(r"\s*\d{1,4}\s?[-/.]\s?\d{1,4}(\s?[-/.]\s?\d{1,4})?\s*")
BOM = "\ufeff"  # without it Excel reads umlauts as Latin-1
SHEET_NAME = 31  # characters, in Excel
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` have a cell for each of `heads`: texts, numbers, dates or None."""

    title: str
    heads: list[str]
    rows: list[list[Any]]


def file_response(tables: Sequence[Table], ending: str, name: str, day: date) -> HttpResponse:
    """The tables as a file to download, "<name>-2026-11-29.<ending>". Raises KeyError for an unknown ending.

    CSV has one table, so `tables` must be one then; Excel and OpenDocument get a sheet for each.
    """
    response = HttpResponse(content_of(tables, ending), content_type=CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "file"}-{day:%Y-%m-%d}.{ending}"'
    return response


def content_of(tables: Sequence[Table], ending: str) -> bytes:
    """The bytes of that file."""
    if ending == "json":
        values = [{"title": table.title, "rows": [dict(zip(table.heads, row, strict=True)) for row in table.rows]} for table in tables]
        return json.dumps(values, ensure_ascii=False, indent=2, default=str).encode()
    if ending == "csv":
        (table,) = tables
        separator = ";" if (get_language() or "de").startswith("de") else ","  # what spreadsheets of that language expect
        return (BOM + _dataset(table, _in_csv).export("csv", delimiter=separator)).encode()
    book = Databook()
    for number, table in enumerate(tables, 1):
        sheet = _dataset(table, _in_sheet)
        sheet.title = f"{number} {NOT_IN_SHEET_NAMES.sub('', escape_cell(table.title))}"[:SHEET_NAME].strip()
        book.add_sheet(sheet)
    return book.export(ending)


def escape_cell(value: object) -> str:
    """The value as text. An apostrophe in front keeps a spreadsheet from reading it as a formula or a date."""
    cell = AFTER_A_SEPARATOR.sub(r"\1'", for_files(value))
    risky = cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) or LIKE_A_DATE.fullmatch(cell)
    return f"'{cell}" if risky else cell


def _dataset(table: Table, cell: Any) -> Dataset:
    return Dataset(*[[cell(value) for value in row] for row in table.rows], headers=[escape_cell(head) for head in table.heads])


def _in_csv(value: Any) -> str:
    """Numbers as the language writes them, because a German Excel would read 3.5 as the third of May."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(localize_input(value)) if isinstance(value, (int, float)) else escape_cell(value)


def _in_sheet(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, float, date)) else escape_cell(value)
