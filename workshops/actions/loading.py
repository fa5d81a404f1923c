"""Making an agenda from plain data. docs/agenda-files.md describes the data."""

from typing import Any

from django.db import transaction

from participation.accounts.models import User

from ..extensions import ITEM_KINDS, kind_of
from ..models import AgendaItem, Workshop
from ..plain_data import MINUTES, Entry
from .preparing import add_item

TEXTS = ("title", "text", "prompts", *AgendaItem.GUIDANCE)


@transaction.atomic
def load_agenda(*, workshop: Workshop, agenda: list[Entry], by: User | None) -> list[AgendaItem]:
    """Add these items at the end of the agenda. Raises Fault with the place of the first mistake, and then adds none."""
    loaded: dict[str, list[tuple[AgendaItem, Entry]]] = {}
    for entry in agenda:
        item = _load_item(workshop, entry, by)
        loaded.setdefault(item.kind, []).append((item, entry))
    for slug, items in loaded.items():
        ITEM_KINDS[slug].relate(items)
    for entry in agenda:
        entry.finish()
    return [item for items in loaded.values() for item, _entry in items]


def _load_item(workshop: Workshop, entry: Entry, by: User | None) -> AgendaItem:
    slug = entry.one_of("kind", ITEM_KINDS)
    fields: dict[str, Any] = {name: entry.text(name, _column(name), required=name == "title") for name in TEXTS}
    item = add_item(workshop=workshop, kind=slug, by=by, minutes=entry.number("minutes", *MINUTES), **fields)
    ITEM_KINDS[slug].load(item, entry, by)
    return item


def _column(name: str) -> Any:
    return AgendaItem._meta.get_field(name)


def dump_agenda(workshop: Workshop) -> list[dict[str, Any]]:
    """The agenda as plain data, the inverse of `load_agenda`; empty texts are left out."""
    return [_dump_item(item) for item in workshop.items.all()]


def _dump_item(item: AgendaItem) -> dict[str, Any]:
    texts = {name: dict(words) for name in TEXTS if (words := getattr(item, name))}
    return {"kind": item.kind, "minutes": item.minutes} | texts | kind_of(item).dump(item)
