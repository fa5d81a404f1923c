"""LibreOffice itself opens the files for spreadsheets: every word is as it was typed, and no cell has become a formula."""

import csv
import shutil
import subprocess

import pytest

from participation.tables import Table, content_of

from ..waiting import PATIENCE

pytestmark = pytest.mark.slow
HARMFUL = ["=1+1", "+49 3443", "-5", "@SUM(A1)", '=HYPERLINK("https://dev.example")', "1/2", "\uff1d1+1", "a;=1+1", " =1+1"]
HARMLESS = ["Bäume für Grünöde", "Straße, weiß", "Ärger & Öl <b>", "Привіт", "مرحبا", "👩🏽‍🌾", "„Mehr“; weniger"]
FIGURES = [37.5, 0, 100]
AS_CSV = "csv:Text - txt - csv (StarCalc):59,34,76"  # semicolon, quotation mark, UTF-8


@pytest.fixture
def opened(tmp_path):
    """opened({"excel.xlsx": bytes}) → {"excel.xlsx": rows} as LibreOffice reads them, started once, with a profile of its own."""
    if not (soffice := shutil.which("soffice")):
        pytest.fail("LibreOffice is missing: sudo apt install --no-install-recommends libreoffice-calc-nogui")

    def rows_of(files):
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--norestore", "--convert-to", AS_CSV]
        subprocess.run([*command, *files], cwd=tmp_path, check=True, capture_output=True, timeout=5 * PATIENCE)
        texts = {name: (tmp_path / name).with_suffix(".csv").read_text("utf-8-sig") for name in files}
        return {name: list(csv.reader(text.splitlines(), delimiter=";")) for name, text in texts.items()}

    return rows_of


def test_libreoffice_reads_every_word_and_calculates_nothing(opened):
    words = HARMFUL + HARMLESS
    table = Table("Gründe für Bäume", ["Wörter", "Zahl"], [[word, FIGURES[place % 3]] for place, word in enumerate(words)])
    for heads, *rows in opened({"excel.xlsx": content_of([table], "xlsx"), "open.ods": content_of([table], "ods")}).values():
        assert heads == ["Wörter", "Zahl"]
        # Of a formula its result would stand here. The apostrophe that prevents it is the only difference.
        assert [word.replace("'", "") for word, _figure in rows] == words
        assert [float(figure.replace(",", ".")) for _word, figure in rows] == [FIGURES[place % 3] for place in range(len(words))]
