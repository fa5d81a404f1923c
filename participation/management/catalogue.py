"""Extracts the translatable sentences of the project and updates the catalogues."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PLACES = ("participation", "workshops", "polls", "templates")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
TEMPLATE = "participation.management.extract:extract_django"
METHODS = [("**.py", "python"), ("**.html", TEMPLATE), ("**.txt", TEMPLATE)]


def extract(root: Path) -> Iterator[tuple[str | None, str | tuple[str, ...], str]]:
    """Yield (context or None, sentence or (singular, plural), file) for every translatable sentence below `root`."""
    for place in PLACES:
        found = extract_from_dir(str(root / place), METHODS, keywords=KEYWORDS, directory_filter=is_source)
        for name, _line, message, _comments, context in found:
            yield context, message, f"{place}/{name}"


def is_source(folder: str) -> bool:
    """Whether Babel reads this folder."""
    return not folder.endswith(("static", "migrations", "__pycache__"))


def first(message: str | Sequence[str]) -> str:
    """The sentence itself, or its singular."""
    return message if isinstance(message, str) else message[0]


def update(root: Path, file: Path, language: str) -> list[str]:
    """Write the catalogue `file` with the present sentences and its known translations, and compile it. Returns what has none."""
    with file.open("rb") as po:
        old = read_po(po, locale=language)
    known = {(message.context, first(message.id)): message.string for message in old if message.id}
    # The file keeps its date, so that it only changes when a sentence does.
    new = Catalog(locale=language, project="Augenhöhe", charset="utf-8", fuzzy=False, creation_date=old.creation_date)
    missing = []
    for context, message, place in extract(root):
        translation = known.get((context, first(message))) or ("" if isinstance(message, str) else ("", ""))
        new.add(message, translation, locations=[(place, 0)], context=context)
        if not all([translation] if isinstance(translation, str) else translation):
            missing.append(first(message))
    with file.open("wb") as po, file.with_suffix(".mo").open("wb") as mo:
        write_po(po, new, sort_output=True, include_lineno=False, width=120)
        write_mo(mo, new)
    return missing
