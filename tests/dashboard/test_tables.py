"""The queue as a table: a spreadsheet of any country calculates nothing and turns no reference into a date."""

import csv
import io

import pytest
from django.urls import reverse

from participation.tables import CONTENT_TYPES, Table, content_of, escape_cell

FORMULAS = ('=HYPERLINK("http://evil.example";"Bank")', "+1+1", "-2+3", "@SUM(A1)", "\uff1d1+1", "=cmd|' /C calc'!A0")


def as_read(text: str, separator: str) -> list[str]:
    """Every cell that a spreadsheet with this list separator finds."""
    return [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator) for cell in row]


def begins_a_formula(cell: str) -> bool:
    return cell.strip("\"' \t\r\n")[:1] in {*"=+-@", "\uff1d"} and not cell.lstrip('" \t\r\n').startswith("'")


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("before", ["", "Bank,", "Bank, ", "Bank;", "Bank\t", "Bank|", "Bank\n", 'Bank",', 'Bank,"', "Bank,\n", 'Bank";"'])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.django_db
def test_no_cell_begins_a_formula_wherever_the_line_is_cut(as_user, clara, make_proposal, formula, before, separator):
    make_proposal(what=f"{before}{formula}", why=f"Weil{before}{formula}")
    text = as_user(clara).get(reverse("dashboard_table")).content.decode()
    assert [cell for cell in as_read(text, separator) if begins_a_formula(cell)] == []


@pytest.mark.django_db
def test_a_reference_stays_a_reference(as_user, clara, make_proposal):
    make_proposal(year=2026, number=9)
    text = as_user(clara).get(reverse("dashboard_table")).content.decode()
    assert "Nr. 2026-9" in as_read(text, ";") and "2026-9" not in as_read(text, ";")


@pytest.mark.parametrize("text", ["2026-9", "1/2", "3.4.", "2026-09-09", " 9-11 "])
def test_what_looks_like_a_date_stays_text(text):
    assert escape_cell(text) == (text if text == "3.4." else f"'{text}")


@pytest.mark.parametrize("text", ["Ein Bus um acht, und einer um zehn", "Straßenlampen: LED; nachts aus", "2026", "Kita-Plätze", "a@b.de"])
def test_ordinary_words_stay_as_they_are(text):
    assert escape_cell(text) == text


@pytest.mark.parametrize("ending", CONTENT_TYPES)
@pytest.mark.parametrize("character", ["\x08", "\x0b", "\x1f", "\x7f", "\ufffe", "\uffff"])
def test_a_character_that_no_file_can_hold_is_left_out(ending, character):
    words = f"Rathaus{character}, Saal 2"
    assert content_of([Table(words, [words], [[words]])], ending)
    assert escape_cell(words) == "Rathaus, Saal 2"
