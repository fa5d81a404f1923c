"""Makes PDFs (PDF/UA-1) with Typst, from a template of this folder and data. docs/papers.md shows how to add one.

Only the fonts in `fonts/` are used, none of the system or the network, so every machine makes the same pages.
"""

import json
import os
import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language

# Typst would take all cores, and the sockets of the phones need one of them. Typst reads it when it is used for the first time.
os.environ.setdefault("RAYON_NUM_THREADS", "1")
import typst  # noqa: E402

HERE = Path(__file__).parent
FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")])
STANDARD: Final = "ua-1"  # PDF/UA-1 (ISO 14289-1): tagged, with a language and a title
KEPT = 8  # papers in memory: strangers may ask for the same one again and again, and each takes a core for half a second
# What the fonts can draw. PDF/UA forbids a character that none of them has.
DRAWN = (
    r"\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0218-\u021b\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u0490-\u0493\u1e9e-\u1ef9"
    r"\u2010-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u20ac\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u25cb\u25cf"
)
NOT_DRAWN = re.compile(f"[^{DRAWN}]")
INSTEAD = "\u25cb"
# Controls of direction and shape, soft hyphens: nobody misses them.
NO_WIDTH = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


def pdf(template: str, data: dict[str, Any], *, made_at: datetime | None = None) -> bytes:
    """The PDF of `<template>.typ`, in the active language. Takes up to a second of one core. `made_at` stands in its properties.

    `data` must be JSON-able; the template reads it as `data`, with `data.language` added. Markup in texts has no effect. A character that
    the fonts lack becomes a circle. Raises typst.TypstError if the template is wrong, or the result would be no PDF/UA.

    Call it only under an address that ends with ".pdf": `participation.threads` has threads for these, so no phone waits.
    """
    return compiled((HERE / f"{template}.typ").read_bytes(), data, made_at=made_at)


def compiled(source: bytes, data: dict[str, Any], *, made_at: datetime | None = None) -> bytes:
    """The same, from the text of a template."""
    values = printable(data) | {"language": (get_language() or "de")[:2]}
    return _made(source, json.dumps(values, ensure_ascii=False), (made_at or timezone.now()).astimezone(UTC).replace(microsecond=0))


@lru_cache(maxsize=KEPT)
def _made(source: bytes, data: str, made_at: datetime) -> bytes:
    compiler = typst.Compiler(root=str(HERE), font_paths=FONTS)
    made = compiler.compile(source, sys_inputs={"data": data}, format="pdf", pdf_standards=STANDARD, timestamp=made_at)
    assert isinstance(made, bytes)  # one file
    return made


def printable(value: Any) -> Any:
    """A copy of a JSON-able value with texts of which the fonts can draw every character. Lazy translations become text.

    A text of which nothing could be seen becomes a circle, because PDF/UA refuses an empty heading.
    """
    if isinstance(value, dict):
        return {str(key): printable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(each) for each in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    words = str(value)
    return NOT_DRAWN.sub(INSTEAD, NO_WIDTH.sub("", unicodedata.normalize("NFC", words))) or words and INSTEAD
