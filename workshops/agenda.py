"""The agenda as the editor shows it: planned times, what is worth a look, and what somebody else has changed meanwhile."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.texts import isolated

from .extensions import CHECKS, ITEM_KINDS, kind_of, prefetch
from .models import AgendaItem, Workshop

WIDTH = 360  # units of the bar that adds up the minutes


def agenda_times(workshop: Workshop, items: Iterable[AgendaItem]) -> list[tuple[AgendaItem, datetime]]:
    """Each item with its planned beginning: the start of the workshop plus the minutes of all items before it."""
    at, found = workshop.starts_at, []
    for item in items:
        found.append((item, at))
        at += timedelta(minutes=item.minutes)
    return found


def agenda_context(workshop: Workshop, items: list[AgendaItem], opened: AgendaItem | None) -> dict[str, Any]:
    """What the column with the agenda needs. `items` are all items in order; `opened` is the one in the form, if it exists already."""
    prefetch(items)
    warned = warnings_of(workshop, items)
    by_item = Counter(row["warned"].item.pk for row in warned if row["warned"].item)
    grouped = {item.pk for kind in ITEM_KINDS.values() for group in kind.groups(items) for item in group}
    rows = [
        {
            "item": item,
            "at": at,
            "what": kind_of(item).describe(item),
            "is_grouped": item.pk in grouped,
            "warnings": by_item[item.pk],
            "is_open": opened is not None and opened.pk == item.pk,
            "is_late": bool(workshop.ends_at and at >= workshop.ends_at),
        }
        for item, at in agenda_times(workshop, items)
    ]
    return {
        "rows": rows,
        "warnings": warned,
        "seen_agenda": seen_agenda(items),
        **_minutes(workshop, items, opened),
    }


def warnings_of(workshop: Workshop, items: list[AgendaItem]) -> list[dict[str, Any]]:
    """All warnings, those about the evening first, then item by item: {"warned", "url": where to mend it, "at": when its item begins}."""
    found = [warned for check in CHECKS.values() for warned in check(workshop, items)]
    places = {item.pk: place for place, item in enumerate(items, start=1)}
    found.sort(key=lambda warned: places.get(warned.item.pk, 0) if warned.item else 0)
    at_of = {item.pk: at for item, at in agenda_times(workshop, items)}
    return [
        {
            "warned": each,
            "url": reverse("item_edit", args=[workshop.pk, each.item.pk]) if each.item else each.url,
            "at": at_of[each.item.pk] if each.item else None,
        }
        for each in found
    ]


def _minutes(workshop: Workshop, items: list[AgendaItem], opened: AgendaItem | None) -> dict[str, Any]:
    """The sum of the minutes, how many are free or too many, and the bar that shows them: x and width of each part."""
    planned = sum(item.minutes for item in items)
    whole = int((workshop.ends_at - workshop.starts_at).total_seconds() // 60) if workshop.ends_at else None
    scale = WIDTH / max(planned, whole or 0, 1)
    parts, x = [], 0.0
    for item in items:
        width = item.minutes * scale
        parts.append({"x": round(x), "width": max(round(width) - 2, 1), "is_open": opened is not None and opened.pk == item.pk})
        x += width
    over = max(planned - whole, 0) if whole is not None else 0
    return {
        "planned": planned,
        "whole": whole,
        "free": whole - planned if whole is not None and whole > planned else 0,
        "over": over,
        "ends": workshop.starts_at + timedelta(minutes=planned),
        "parts": parts,
        "free_part": {"x": round(x), "width": max(WIDTH - round(x) - 2, 1)} if whole is not None and whole > planned else None,
    }


# -- two people write the same agenda --------------------------------------------------
def seen_agenda(items: Iterable[AgendaItem]) -> str:
    """The agenda as a page shows it, for a hidden field: JSON of [[pk, minutes, title], …]."""
    return json.dumps([[item.pk, item.minutes, str(item)] for item in items], ensure_ascii=False)


def changes_since(seen: str, items: list[AgendaItem]) -> list[str]:
    """One sentence for each change between `seen`, which may be anything, and now. Empty if nothing has changed."""
    try:
        before = {int(pk): (int(minutes), str(title)) for pk, minutes, title in json.loads(seen)}
    except (ValueError, TypeError, RecursionError, OverflowError):
        return []
    now = {item.pk: item for item in items}
    found = [_("“{title}” is new.").format(title=isolated(item)) for pk, item in now.items() if pk not in before]
    found += [_("“{title}” is off the agenda.").format(title=isolated(title)) for pk, (_m, title) in before.items() if pk not in now]
    for pk, (minutes, title) in before.items():
        item = now.get(pk)
        if item and str(item) != title:
            found.append(_("“{old}” is called “{new}” now.").format(old=isolated(title), new=isolated(item)))
        if item and item.minutes != minutes:
            words = ngettext("“{title}” takes {n} minute now.", "“{title}” takes {n} minutes now.", item.minutes)
            found.append(words.format(title=isolated(item), n=item.minutes))
    if [pk for pk in before if pk in now] != [pk for pk in now if pk in before]:
        found.append(_("The order is another one."))
    return found
