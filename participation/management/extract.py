"""Lets Babel read Django templates: Django converts them to Python-like source, from which Babel extracts."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, BinaryIO

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract_django(fileobj: BinaryIO, keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterable[tuple]:
    """A Babel extraction method: yields (line, function, messages, comments)."""
    # Strip the lines, because Python would take the indentation of the markup for its own.
    source = "\n".join(line.strip() for line in templatize(fileobj.read().decode()).splitlines())
    # The type of Babel's options is narrower than what Babel itself passes.
    return extract_python(BytesIO(source.encode()), keywords, comment_tags, options | {"encoding": "utf-8"})  # type: ignore[arg-type]
