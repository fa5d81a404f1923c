"""Pages with their slots filled in, so that the first response is complete, also without script."""

import asyncio
import re
import time
from typing import Any

from django.utils.translation import get_language

from ..database.room_numbers import read_numbers
from ..extensions import PHONE
from .hub import hub
from .slot_cache import CachedSlot, load_slot_cache, render_slots

PUBLISH_SECONDS = 0.5  # the longest wait; while a whole room votes there is always something left to publish
_placeholder = re.compile(r'<(?P<tag>[a-z]+)(?P<before>[^<>]*) data-slot="(?P<name>[a-z]+)"(?P<after>[^<>]*)></(?P=tag)>')


def read_slots(slug: str, audience: str, language: str) -> dict[str, CachedSlot]:
    """The room's slots by name; empty for an unknown room.

    Phones get the hub's slots, which are at most a fifth of a second old: a class that joins at the same moment shares one
    rendering. All others, and everybody where no hub runs, get them as they are now.
    """
    if audience == PHONE and (shared := hub.publisher.load_slots_in_thread(slug, audience, language)):
        return shared[1]
    if current := hub.publisher.current_slots(slug, audience, language):
        return current[1]
    loaded = load_slot_cache(slug, audience, language)
    return loaded[1].slots if loaded else {}


def wait_until_published(slug: str) -> None:
    """After a form: wait until the phones' slots show what was just committed, because a phone without script is not updated later."""
    if hub.loop is not None and hub.loop.is_running():
        asyncio.run_coroutine_threadsafe(_wait_until_published(slug), hub.loop).result(10)


async def _wait_until_published(slug: str) -> None:
    until = time.monotonic() + PUBLISH_SECONDS
    while (state := hub.rooms.get(slug)) and (state.dirty[PHONE] or state.publishing[PHONE]) and time.monotonic() < until:
        await asyncio.sleep(0.02)


def fill_slots(slug: str, audience: str, html: str) -> str:
    """Fill every empty `<tag data-slot="name"></tag>` in `html`, also those inside other slots, and add its revision."""
    slots = read_slots(slug, audience, get_language() or "de")

    def fill(found: re.Match[str]) -> str:
        cached = slots.get(found["name"])
        rendered = cached.current() if cached else None
        inner = _placeholder.sub(fill, rendered.html) if rendered else ""
        revision = f' data-rev="{cached.first}"' if cached and cached.first else ""
        form = rendered.data.get("form", "") if rendered and isinstance(rendered.data, dict) else ""
        mark = f' data-form="{form}"' if form else ""
        return f'<{found["tag"]}{found["before"]} data-slot="{found["name"]}"{revision}{mark}{found["after"]}>{inner}</{found["tag"]}>'

    return _placeholder.sub(fill, html)


def slot_data(slug: str, audience: str, name: str) -> Any:
    """The data of one slot, for pages that need it without script. None for an unknown room."""
    language = get_language() or "de"
    if current := hub.publisher.current_slots(slug, audience, language):
        cached = current[1].get(name)
        return cached.current().data if cached else None
    found = render_slots(slug, audience, [language], [name])
    return found[1][language, name].data if found else None


def room_epoch(slug: str, audience: str) -> str:
    """The room's epoch, which the page sends with its first hello."""
    if current := hub.publisher.current_slots(slug, audience, get_language() or "de"):
        return current[0].epoch
    numbers = read_numbers([slug]).get(slug)
    return numbers.epoch if numbers else ""
