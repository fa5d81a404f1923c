"""Files for calendars (iCalendar, RFC 5545): appointments with a time, and dates that last a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from participation.texts import for_files

LINE_BYTES = 75  # RFC 5545, section 3.1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `starts` is a date, or a time with `ends`. The id stays the same, so that a later file replaces the earlier one."""

    uid: str
    stamp: dt.datetime
    starts: dt.date | dt.datetime
    title: Any
    about: str
    address: str
    ends: dt.datetime | None = None
    place: str = ""


def calendar_file(entries: Iterable[Entry], *, about: str) -> bytes:
    """The file in UTF-8. `about` names its contents to programs: "Workshops"."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Augenhoehe//{about}//EN"]
    for entry in entries:
        lines += _lines_of(entry)
    return b"".join(folded(line) for line in [*lines, "END:VCALENDAR"])


def _lines_of(entry: Entry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{_moment(entry.stamp)}",
        *_when(entry),
        f"SUMMARY:{text(entry.title)}",
        *([f"LOCATION:{text(entry.place)}"] if entry.place else []),
        f"DESCRIPTION:{text(entry.about)}",
        f"URL:{entry.address}",
        "END:VEVENT",
    ]


def _when(entry: Entry) -> list[str]:
    if isinstance(entry.starts, dt.datetime) and entry.ends:
        return [f"DTSTART:{_moment(entry.starts)}", f"DTEND:{_moment(entry.ends)}"]
    return [f"DTSTART;VALUE=DATE:{entry.starts:%Y%m%d}", "TRANSP:TRANSPARENT"]


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def text(words: object) -> str:
    """The words with the characters escaped that mean something in a calendar file (section 3.3.11)."""
    escaped = for_files(words).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return r"\n".join(escaped.splitlines())


def folded(line: str) -> bytes:
    """The line with its end, broken after at most LINE_BYTES bytes, never inside a character (section 3.1)."""
    broken, room = bytearray(), LINE_BYTES
    for letter in line:
        encoded = letter.encode()
        if len(encoded) > room:
            broken += b"\r\n "
            room = LINE_BYTES - 1
        broken += encoded
        room -= len(encoded)
    return bytes(broken + b"\r\n")
