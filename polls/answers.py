"""A ballot as a plain form sends it: field names say type and place, `int.points.31=20`, `text.reason=…`, `texts.words=…`."""

from typing import Any

from django.http import QueryDict

TYPES = ("int", "text", "ints", "texts")


def answer_from(post: QueryDict) -> dict[str, Any]:
    """The answer of the protocol; what was left empty is left out, what is no number stays text and is refused by the kind."""
    answer: dict[str, Any] = {}
    for name in post:
        kind, dot, path = name.partition(".")
        if not dot or kind not in TYPES or not path:
            continue
        if kind in {"ints", "texts"}:
            values = [value for value in post.getlist(name) if value.strip()]
            value: Any = [_whole(each) for each in values] if kind == "ints" else values
            if not values:
                continue
        else:
            value = str(post[name]).strip()
            if not value:
                continue
            value = _whole(value) if kind == "int" else value
        _put(answer, path.split("."), value)
    return answer


def _whole(value: str) -> int | str:
    return int(value) if value.isascii() and value.lstrip("-").isdigit() and len(value) < 12 else value


def _put(answer: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        inner = answer.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        answer = inner
    answer[path[-1]] = value
