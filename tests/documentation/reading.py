"""Reads every file of an evening as its readers do: {title of the table: [[cell, …], …]} with the heads first, all cells as text."""

import csv
import io
import json

from lxml import html
from odf import opendocument, table, teletype
from openpyxl import load_workbook


def number(cell: object) -> str:
    """A number as it stands in every file: 37,5 and 37.5 are one."""
    text = str("" if cell is None else cell).replace(",", ".") if str(cell).replace(",", "").replace(".", "").isdigit() else str(cell or "")
    return text.removesuffix(".0")


def read_page(page: str) -> list[list[list[str]]]:
    """The tables of counts, as they stand on the page."""
    found = html.fromstring(page).xpath("//details//table[@class='table']")
    return [[[number(cell.text_content().strip()) for cell in row.xpath("th|td")] for row in one.xpath(".//tr")] for one in found]


def read_csv(content: bytes) -> list[list[str]]:
    """The lines of a German file."""
    text = content.decode("utf-8-sig")
    return [[number(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")]


def read_xlsx(content: bytes) -> list[list[list[str]]]:
    """The sheets. A formula fails."""
    book = load_workbook(io.BytesIO(content))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return [[[number(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book]


def read_ods(content: bytes) -> list[list[list[str]]]:
    """The sheets. A formula fails."""
    sheets = []
    for sheet in opendocument.load(io.BytesIO(content)).spreadsheet.getElementsByType(table.Table):
        rows = []
        for row in sheet.getElementsByType(table.TableRow):
            cells = row.getElementsByType(table.TableCell)
            assert not [cell for cell in cells if cell.getAttribute("formula")]
            rows.append([number(cell.getAttribute("value") or teletype.extractText(cell)) for cell in cells])
        sheets.append(rows)
    return sheets


def read_json(content: bytes) -> list[list[list[str]]]:
    """The tables."""
    return [[list(each["rows"][0]), *[[number(cell) for cell in row.values()] for row in each["rows"]]] for each in json.loads(content)]
