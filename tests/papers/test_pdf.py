"""A paper reads well aloud, draws every character that it keeps, and takes no text for markup."""

import pytest
import typst
from django.utils import timezone, translation
from typst import TypstError

from participation.papers.pdf import compiled, printable

from .reading import faults, read

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'
LETTER = b"""#import "paper.typ": *
#show: paper.with(title: data.title, foot: data.title)
= #data.title
#data.text
== Zahlen
#drawing(data.picture, data.words)
#numbers(("Ort", "Menschen"), data.rows)
"""


def letter(text: str = "Wir kommen.", words: str = "Ein Quadrat") -> bytes:
    return compiled(LETTER, {"title": "Grüße aus Auental", "text": text, "picture": SQUARE, "words": words, "rows": [["Markt", 3]]})


def test_it_has_a_title_a_language_and_an_order():
    heard = read(letter())
    assert (heard.title, heard.language) == ("Grüße aus Auental", "de")
    assert heard.tags == ["H1", "P", "H2", "Figure", "Table", "TH", "TH", "TD", "TD"]
    assert heard.pictures == ["Ein Quadrat"] and heard.is_in_order
    assert heard.text.index("Wir kommen.") < heard.text.index("Zahlen") < heard.text.index("Markt")


def test_it_passes_the_validator():
    assert not faults(letter())


def test_english_readers_get_an_english_paper():
    with translation.override("en"):
        assert read(letter()).language == "en"


def test_a_picture_without_words_is_refused():
    with pytest.raises(TypstError, match="alt"):
        compiled(LETTER.replace(b", data.words", b", none"), {"title": "x", "text": "", "picture": SQUARE, "rows": []})


def test_markup_in_a_text_is_text():
    assert "*Nicht fett* #panic() $x$ = Titel" in read(letter("*Nicht fett* #panic() $x$ = Titel")).text


def test_every_character_that_is_kept_can_be_drawn():
    """PDF/UA refuses a character without a shape, so Amina's emoji must not cost the whole town its paper."""
    every = "".join(chr(code) for code in range(0x20, 0x3000) if printable(chr(code)) == chr(code))
    assert len(every) > 600 and "−" in every
    assert letter(" ".join(every))


def test_a_text_without_anything_to_see_costs_nobody_the_paper():
    assert printable(["\u200b", "", " "]) == ["○", "", " "]
    made = compiled(LETTER, {"title": "\u200b", "text": "\ufeff", "picture": SQUARE, "words": "\u202e", "rows": [["\u00ad", 3]]})
    assert read(made).title == "○"


def test_the_same_paper_is_made_once(monkeypatch):
    """Strangers may ask for it without end. A changed text, or another language, makes it anew."""
    made = []
    monkeypatch.setattr(typst, "Compiler", lambda compiler=typst.Compiler, **how: made.append(how) or compiler(**how))
    when = timezone.now()
    for text in ("Einmal", "Einmal", "Noch einmal"):
        compiled(LETTER, {"title": "Markt", "text": text, "picture": SQUARE, "words": "x", "rows": [["x", 1]]}, made_at=when)
    assert len(made) == 2


def test_what_the_fonts_lack_becomes_a_circle():
    assert printable({"say": ["Ja 😀", "שלום", "Kaf\u00adfee", "e\u0301"], "n": 3}) == {"say": ["Ja ○", "○○○○", "Kaffee", "é"], "n": 3}
    assert letter("😀 مرحبا 日本")
