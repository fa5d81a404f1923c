"""The few pieces of markup that Python makes: icons, the mark, QR codes. The only file that may say `mark_safe`."""

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import segno
from django import template
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from participation.texts import isolated

register = template.Library()

MARK = (
    '<svg viewBox="0 0 50 20" aria-hidden="true"><path class="line" d="M10 10H40"/><circle class="a" cx="10" cy="10" r="9"/>'
    '<circle class="b" cx="40" cy="10" r="9"/><circle class="paper" cx="40" cy="10" r="3.2"/></svg>'
)
YOU = (
    '<svg class="you" viewBox="0 0 20 20" aria-hidden="true"><circle class="you-ring" cx="10" cy="10" r="8"/>'
    '<circle class="you-dot" cx="10" cy="10" r="3.5"/></svg>'
)


@cache
def _icons() -> ZipFile:
    # Lucide's own function opens the archive for every icon, and reads the list of some 1,700 each time.
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    # Colour and stroke come from the style sheet, so a page full of icons stays small.
    drawing = ElementTree.fromstring(_icons().read(f"{name}.svg"))
    for shape in drawing:
        shape.tag = shape.tag.rpartition("}")[2]
    shapes = "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in drawing)
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>')


@register.simple_tag
def icon(name: str) -> SafeString:
    """A lucide icon beside a word; it says nothing to a screen reader."""
    return _icon(str(name))


@register.simple_tag
def mark() -> SafeString:
    """Two at the same height, joined by a line."""
    return mark_safe(MARK)


@register.simple_tag
def you() -> SafeString:
    """The ring: the person who holds the phone, and nobody else."""
    return mark_safe(YOU)


@lru_cache(maxsize=256)
def _qr_path(text: str) -> tuple[int, str]:
    matrix = segno.make(text, error="m", boost_error=False, micro=False).matrix
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            width = next((i for i, dark in enumerate(row[x:]) if dark != row[x]), len(row) - x)
            if row[x]:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return len(matrix), "".join(runs)


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code, black on white in the dark too; its quiet zone is the padding of `.qr`."""
    size, path = _qr_path(str(text))
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" shape-rendering="crispEdges" {}><path d="{}"/></svg>',
        size,
        size,
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        path,
    )


register.filter("isolated", isolated)


@register.filter(needs_autoescape=True)
def paragraphs(value: str, autoescape: bool = True) -> SafeString:
    """`linebreaks`, each paragraph in the direction of its own words."""
    return mark_safe(linebreaks(value, autoescape).replace("<p>", '<p dir="auto">'))


@register.filter
def code(value: str) -> str:
    """A join code in groups of three: K7F 2MX."""
    value = str(value)
    return " ".join(value[start : start + 3] for start in range(0, len(value), 3))


@register.filter
def nbsp(value: object) -> str:
    """Words that stay together: "17 December", "20 points"."""
    return str(value).replace(" ", "\u00a0")


@register.simple_tag
def call_method(subject: object, name: str, argument: object) -> Any:
    """`{% call_method poll_kind "total" poll as total %}`: a template can't call a method with an argument by itself."""
    return getattr(subject, name)(argument)
