"""Values that hurt: what a careless program, an old browser or somebody who means harm sends instead of what was asked."""

import json
import random
import re
from collections.abc import Callable
from typing import Any

Rng = random.Random

NUMBERS: list[Any] = [
    0, 1, -1, 4, 5, 101, 9_999, 10_000, 2**31 - 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**62, 2**63, -(2**63) - 1, 10**30, 10**4000, 0.5,
    -0.0, 5.0, 1e308, 5e-324, float("nan"), float("inf"), float("-inf"),
]  # fmt: skip
TEXTS = [
    "", " ", "0", "5", "-1", "1e3", "0x10", "²", "１", "٣", "null", "true", "NaN", "9" * 40, "9" * 5000, "\x00", "a\x00b", "\x7f",
    "\x1b[2J", "\ud800", "\udfff\ud800", "\u200d", "\u200d\u200d", "\u202e", "\ufeff", "\uffff", "\U0010ffff", "😀\u200d😀",
    "e" + "\u0301" * 60, "ﷺ", "İ", "ß" * 200, "x" * 3000, "\n", "\r\n\r\n", "\t", "<script>alert(1)</script>", "\"'><img src=x>",
    "' OR 1=1 --", "{{ 7|add:7 }}", "{% load x %}", "%s%n{0}{x.__class__}", "../../etc/passwd", "..", ".", "/", "//evil.example/",
    "http://[", "javascript:0", "a" * 64, "-", ":", "::", "lane:1:release", "2026-02-30", "0000-00-00", "99999-01-01", "25:61", "de",
    "en", "xx-YY", "slider", "points", "vote", "__proto__", "constructor", "__class__", "\\",
]  # fmt: skip
PLANES = ((0x20, 0x7E), (0, 0x1F), (0x80, 0x24F), (0x300, 0x36F), (0x600, 0x6FF), (0x2000, 0x206F), (0xD800, 0xDFFF), (0x1F300, 0x1FAFF))


def any_text(rng: Rng) -> str:
    if rng.random() < 0.7:
        return rng.choice(TEXTS)
    low, high = rng.choice(PLANES)
    return "".join(chr(rng.randint(low, high)) for _letter in range(rng.choice((1, 2, 8, 40, 300))))


def any_number(rng: Rng) -> Any:
    return rng.choice(NUMBERS) if rng.random() < 0.8 else rng.randint(-(2**70), 2**70)


def any_value(rng: Rng, depth: int = 0) -> Any:
    """Anything that JSON can say, and a little more."""
    what = rng.randrange(8 if depth < 3 else 5)
    if what < 2:
        return any_number(rng)
    if what < 4:
        return any_text(rng)
    if what == 4:
        return rng.choice((None, True, False))
    if what == 5:
        return [any_value(rng, depth + 1) for _each in range(rng.choice((0, 1, 2, 5, 30)))]
    if what == 6:
        return {any_text(rng): any_value(rng, depth + 1) for _each in range(rng.choice((0, 1, 2, 5)))}
    return nested(rng.choice((3, 7, 8, 9, 40, 400)), rng.choice(([], {}, 5, "x")), in_lists=rng.random() < 0.5)


def nested(depth: int, core: Any, *, in_lists: bool) -> Any:
    for _level in range(depth):
        core = [core] if in_lists else {"a": core}
    return core


def mutated(rng: Rng, value: Any) -> Any:
    """The same value with one thing changed, somewhere inside."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        changed, key = dict(value), rng.choice(list(value))
        what = rng.randrange(8)
        if what == 0:
            del changed[key]
        elif what == 1:
            changed[any_text(rng)] = any_value(rng)
        elif what == 2:
            changed[any_text(rng)] = changed.pop(key)
        else:
            changed[key] = mutated(rng, value[key])
        return changed
    if isinstance(value, list) and value and rng.random() < 0.7:
        at = rng.randrange(len(value))
        return rng.choice((value * 40, value[:at], value + [any_value(rng)], [*value[:at], mutated(rng, value[at]), *value[at + 1 :]]))
    if type(value) is int and rng.random() < 0.5:
        return rng.choice(
            (value + 1, value - 1, -value, value / 2 if abs(value) < 2**64 else 0.0, f"{value:x}", bool(value), [value], value + 2**31)
        )
    if isinstance(value, str) and rng.random() < 0.4:
        at = rng.randrange(len(value) + 1)
        return value[:at] + any_text(rng) + value[at:]
    return any_value(rng)


NO_NUMBERS = ("1e999", "-0", "01", "+1", "0x1F", "1.", "NaN", "-Infinity", "9" * 3900)
DAMAGE: list[Callable[[Rng, str, int], str]] = [
    lambda rng, text, at: text[:at],
    lambda rng, text, at: text[at:],
    lambda rng, text, at: text[:at] + any_text(rng) + text[at:],
    lambda rng, text, at: text[:at] + chr(rng.randrange(256)) + text[at + 1 :],
    lambda rng, text, at: text + text,
    lambda rng, text, at: "\ufeff" + text,
    lambda rng, text, at: text.replace('"', "'"),
    lambda rng, text, at: text.replace("{", '{"t":"hello","poll":[],', 1),
    lambda rng, text, at: "[" * rng.choice((10, 1000, 4000)) + text,
    lambda rng, text, at: '{"t":' * rng.choice((9, 700)) + text + "}" * 9,
    lambda rng, text, at: re.sub(r"\d+", rng.choice(NO_NUMBERS), text, count=1),
    lambda rng, text, at: re.sub(r"\w", lambda found: f"\\u{ord(found[0]):04x}", text, count=3),
    lambda rng, text, at: text.replace(":", " \t\r\n: ") + " " * rng.choice((1, 4000)),
    lambda rng, text, at: text.ljust(rng.choice((4095, 4096, 4097, 20_000, 65_536))),
]  # fmt: skip


def as_json(rng: Rng, value: Any) -> str:
    """JSON, mostly; sometimes what nearly is."""
    try:
        text = json.dumps(value, ensure_ascii=rng.random() < 0.7)
    except (ValueError, RecursionError):
        text = "[" * 900
    return rng.choice(DAMAGE)(rng, text, rng.randrange(len(text) + 1)) if rng.random() < 0.15 else text


def as_bytes(text: str) -> bytes:
    """Also of letters that are none."""
    return text.encode("utf-8", "surrogatepass")
