"""Splits long lists of keys, because databases limit the parameters of a statement."""

from collections.abc import Collection, Iterator
from typing import TypeVar

Value = TypeVar("Value")
CHUNK = 900  # SQLite before 3.32 takes 999 parameters in one statement


def chunks(values: Collection[Value]) -> Iterator[list[Value]]:
    """The values in lists of at most CHUNK."""
    ordered = list(values)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def placeholders(values: Collection[object]) -> str:
    """One `%s` for each value, for the parentheses of `IN (…)`."""
    return ", ".join(["%s"] * len(values))
