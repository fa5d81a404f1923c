"""Forms as a browser sends them."""

from django.forms import CheckboxInput

from participation.texts import TextWidget


def as_posted(form) -> dict:
    """What a browser sends of a form that nobody has touched."""
    data = {}
    for field in form:
        widget, value = field.field.widget, field.value()
        if isinstance(widget, TextWidget):
            parts = value if isinstance(value, list) else widget.decompress(value)
            data |= {f"{field.html_name}_{code}": part for code, part in zip(widget.languages, parts, strict=True)}
        elif not isinstance(widget, CheckboxInput):
            data[field.html_name] = "" if value is None else value
        elif value:
            data[field.html_name] = "on"
    return data
