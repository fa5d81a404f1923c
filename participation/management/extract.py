"""How Babel reads Django's templates: Django turns them into Python-like source, Babel extracts from that."""

from io import BytesIO

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract_django(fileobj, keywords, comment_tags, options):
    """A Babel extraction method: yields (line, function, messages, comments)."""
    # What is left of the markup would read as indentation, and seldom as a right one.
    source = "\n".join(line.strip() for line in templatize(fileobj.read().decode()).splitlines())
    return extract_python(BytesIO(source.encode()), keywords, comment_tags, {"encoding": "utf-8", **options})
