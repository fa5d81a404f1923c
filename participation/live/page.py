"""The first picture: a page comes with its slots filled in, so that it is whole without script and at once."""

import asyncio
import re
import time

from django.utils.translation import get_language

from . import boards
from .boards import Entry
from .hub import hub
from .register import PHONE

SETTLE_SECONDS = 0.5  # while a whole room votes there is always something new
_placeholder = re.compile(r'<(?P<tag>[a-z]+)(?P<before>[^<>]*) data-slot="(?P<name>[a-z]+)"(?P<after>[^<>]*)></(?P=tag)>')


def board_of(slug: str, audience: str, language: str) -> tuple[boards.Numbers | None, dict[str, Entry]]:
    """The room's numbers and slots. For phones those of the hub, at most a fifth of a second old and rendered once for a whole
    class that joins at the same moment; for everybody else, and where no hub runs, as they are now."""
    if audience == PHONE and (shared := hub.board_for_thread(slug, audience, language)):
        return shared
    if glance := hub.glance(slug, audience, language):
        return glance
    numbers, board = boards.fresh(slug, audience, language)
    return numbers, board.entries if board else {}


def settle(slug: str) -> None:
    """After a form: wait until the shared picture shows what was just committed, or somebody without script would not see what they did."""
    if hub.loop is not None and hub.loop.is_running():
        asyncio.run_coroutine_threadsafe(_settled(slug), hub.loop).result(10)


async def _settled(slug: str) -> None:
    until = time.monotonic() + SETTLE_SECONDS
    while (state := hub.rooms.get(slug)) and (state.dirty[PHONE] or state.flushing[PHONE]) and time.monotonic() < until:
        await asyncio.sleep(0.02)


def compose(slug: str, audience: str, html: str) -> str:
    """Fill every empty `<tag data-slot="name"></tag>` in `html`, also those inside slots, and write down its revision."""
    _numbers, entries = board_of(slug, audience, get_language() or "de")

    def fill(found: re.Match) -> str:
        entry = entries.get(found["name"])
        picture = entry.frame_picture() if entry else None
        inner = _placeholder.sub(fill, picture.html) if picture else ""
        revision = f' data-rev="{entry.first}"' if entry and entry.first else ""
        form = picture.data.get("form", "") if picture and isinstance(picture.data, dict) else ""
        mark = f' data-form="{form}"' if form else ""
        return f'<{found["tag"]}{found["before"]} data-slot="{found["name"]}"{revision}{mark}{found["after"]}>{inner}</{found["tag"]}>'

    return _placeholder.sub(fill, html)


def data_of(slug: str, audience: str, name: str):
    """The data of one slot, as programs get it: for pages that also need it without script."""
    language = get_language() or "de"
    if glance := hub.glance(slug, audience, language):
        entry = glance[1].get(name)
    else:
        _numbers, pictures = boards.render(slug, audience, [language], [name])
        return pictures[language, name].data if pictures else None
    return entry.frame_picture().data if entry else None


def epoch_of(slug: str, audience: str) -> str:
    """The room's epoch for the page's first hello."""
    if glance := hub.glance(slug, audience, get_language() or "de"):
        return glance[0].epoch
    numbers = boards.read_numbers([slug]).get(slug)
    return numbers.epoch if numbers else ""
