"""Form fields of ballots and the JSON of answers: the same grammar that the browser uses (static/js/ballots.js).

A field's name says how it is read: "int.value", "text.reason", "int.points.31", "texts.words" (several), "ints.options" (several).
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.html import escape

_name = re.compile(r"(?P<type>ints?|texts?)\.(?P<key>[a-z]{1,20})(?:\.(?P<inner>\w{1,20}))?")
_control = re.compile(r"<input\b[^<>]*>|<textarea\b[^<>]*></textarea>")
_attribute = re.compile(r'\b(name|type|value)="([^"]*)"')

Fields = dict[str, list[str]]


def answer_from(data) -> dict[str, Any]:
    """The answer that a posted form makes; what is no number stays text, so that the kind can say what is wrong."""
    answer: dict[str, Any] = {}
    for name in data:
        if not (found := _name.fullmatch(name)):
            continue
        values = [_read(found["type"], value.strip()) for value in data.getlist(name)]
        values = [value for value in values if value != ""]
        if not values:
            continue
        value = values if found["type"].endswith("s") else values[-1]
        if found["inner"]:
            inner = answer.setdefault(found["key"], {})
            if isinstance(inner, dict):  # else the form says two things at once, and the kind refuses the first
                inner[found["inner"]] = value
        else:
            answer[found["key"]] = value
    return answer


def _read(kind: str, value: str) -> int | str:
    if kind.startswith("text"):
        return value
    return int(value or 0) if re.fullmatch(r"-?\d{0,9}", value) and value != "-" else value


def fields_of(answer: dict[str, Any]) -> Fields:
    """The form fields that would make this answer, without their types: `{"points.31": ["20"]}`."""
    return {name: values for key, value in answer.items() for name, values in _fields(key, value)}


def _fields(name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(f"{name}.{key}", inner)
    else:
        yield name, [str(each) for each in (value if isinstance(value, list) else [value])]


def filled(html: str, fields: Fields) -> str:
    """Our own ballot's markup with these fields filled in, for phones without script; scales are left alone."""
    left = {name: list(values) for name, values in fields.items()}

    def fill(found: re.Match) -> str:
        control = found[0]
        said = dict(_attribute.findall(control))
        values = left.get(said.get("name", "").partition(".")[2])
        if not values or said.get("type") == "range":
            return control
        if control.startswith("<textarea"):
            return control.replace("></textarea>", f">{escape(values[0])}</textarea>")
        if said.get("type") in {"radio", "checkbox"}:
            return control.replace("<input", "<input checked", 1) if said.get("value") in values else control
        value = f'value="{escape(values.pop(0))}"'
        if "value" in said:
            return re.sub(r'\bvalue="[^"]*"', lambda _old: value, control)
        return control.replace("<input", f"<input {value}", 1)

    return _control.sub(fill, html)
