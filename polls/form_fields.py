"""Converts between the form fields of a ballot and the JSON of its answer, as static/js/ballot_form.js does in the browser.

A field's name gives the type and the path of its value:
"int.value", "text.reason", "int.points.31", "int.scores.31.1", "texts.words" (several), "ints.options" (several),
"pairs.pairs" (several "31 32").
"""

import re
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.html import escape

_name = re.compile(r"(?P<type>ints?|texts?|pairs)\.(?P<key>[a-z]{1,20})(?P<path>(?:\.\w{1,20}){0,2})")
_control = re.compile(r"<input\b[^<>]*>|<textarea\b[^<>]*></textarea>|<select\b[^<>]*>.*?</select>", re.DOTALL)
_attribute = re.compile(r'\b(name|type|value)="([^"]*)"')

Fields = dict[str, list[str]]


def answer_from(data: QueryDict) -> dict[str, Any]:
    """The answer of a posted form. It is not validated: the kind's `clean` does that.

    A list stays in the answer even if it is empty; every other empty field is left out.
    A value of an int field that is no number stays text, so that `clean` refuses it.
    """
    answer: dict[str, Any] = {}
    for name in data:
        if not (found := _name.fullmatch(name)):
            continue
        is_list = found["type"].endswith("s")
        values = [_read(found["type"], value.strip()) for value in data.getlist(name) if value.strip() or not is_list]
        values = [value for value in values if value != ""]
        if not values and not is_list:
            continue
        value = values if is_list else values[-1]
        path = [found["key"], *found["path"].split(".")[1:]]
        inner: Any = answer
        for part in path[:-1]:
            inner = inner.setdefault(part, {}) if isinstance(inner, dict) else None
        # Otherwise the form has the key with and without a path, and `clean` refuses the answer.
        if isinstance(inner, dict):
            inner[path[-1]] = value
    return answer


def _read(kind: str, value: str) -> int | str | list[int]:
    if kind.startswith("text"):
        return value
    if kind == "pairs":
        return [int(each) for each in value.split()] if re.fullmatch(r"\d{1,9} \d{1,9}", value) else value
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else value


def fields_of(answer: dict[str, Any]) -> Fields:
    """The inverse of `answer_from`, without the types in the names: `{"points.31": ["20"]}`."""
    return {name: values for key, value in answer.items() for name, values in _fields(key, value)}


def _fields(name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(f"{name}.{key}", inner)
    else:
        values = value if isinstance(value, list) else [value]
        yield name, [" ".join(map(str, each)) if isinstance(each, list) else str(each) for each in values]


def filled(html: str, fields: Fields) -> str:
    """The HTML of a ballot with these values filled in, for phones without script. Range inputs stay as they are.

    `html` must come from our own templates, because regular expressions find the controls.
    """
    left = {name: list(values) for name, values in fields.items()}

    def fill(found: re.Match) -> str:
        control = found[0]
        attributes = dict(_attribute.findall(control))
        values = left.get(attributes.get("name", "").partition(".")[2])
        if not values or attributes.get("type") in {"range", "hidden"}:
            return control
        if control.startswith("<select"):
            offered = (value for value in values if f'value="{escape(value)}"' in control)
            if (value := next(offered, None)) is None:
                return control
            values.remove(value)
            chosen = f'value="{escape(value)}"'
            return control.replace(chosen, f"{chosen} selected", 1)
        if control.startswith("<textarea"):
            return control.replace("></textarea>", f">{escape(values[0])}</textarea>")
        if attributes.get("type") in {"radio", "checkbox"}:
            return control.replace("<input", "<input checked", 1) if attributes.get("value") in values else control
        value = f'value="{escape(values.pop(0))}"'
        if "value" in attributes:
            return re.sub(r'\bvalue="[^"]*"', lambda _old: value, control)
        return control.replace("<input", f"<input {value}", 1)

    return _control.sub(fill, html)
