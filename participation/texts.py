"""Texts in several languages, stored as one JSON value and shown in the reader's language."""

import re
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext_lazy as _


class Text(dict):
    """`{"de": "Kita", "en": "Nursery"}`. `str()` gives the active language, or the first one that is not empty."""

    def __str__(self) -> str:
        return self.in_language(get_language() or settings.LANGUAGE_CODE)

    def __bool__(self) -> bool:
        return any(self.values())

    def __html__(self) -> str:
        from django.utils.html import escape

        return escape(str(self))

    def in_language(self, language: str) -> str:
        """The text in this language, or the first one that is not empty."""
        if text := self.get(language[:2]):
            return text
        return next((text for text in self.values() if text), "")


def in_every_language(sentence: object) -> Text:
    """A lazy translated sentence as a Text with all our languages, so that each can be changed or kept."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = str(sentence)
    return Text(words)


RIGHT_TO_LEFT = {"R", "AL", "AN"}
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def isolated(words: object) -> str:
    """Quote words in plain text, so that right-to-left words do not reorder the sentence around them.

    Adds Unicode isolates only if the directions may differ.
    """
    quoted = str(words)
    if get_language_bidi() or any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in quoted):
        return f"{FIRST_STRONG_ISOLATE}{quoted}{POP_ISOLATE}"
    return quoted


NOT_IN_FILES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def for_files(words: object) -> str:
    """The words without the control characters and code points that XML forbids, and with it feeds, spreadsheets and calendars."""
    return NOT_IN_FILES.sub("", str(words))


def one_line(words: object) -> str:
    """The words as the subject of a mail: a line end would begin another header, and many mailboxes show a no-break space as a box."""
    return " ".join(for_files(words).split())


def text(value: str | dict | None) -> Text:
    """Make a `Text` from a dict, or from a string in the default language; None makes an empty one."""
    if isinstance(value, Text):
        return value
    if isinstance(value, dict):
        return Text(value)
    return Text({settings.LANGUAGE_CODE: value} if value else {})


class TextWidget(forms.MultiWidget):
    """One input for each language, the default language first."""

    template_name = "components/text_widget.html"
    folded = False  # show the default language only; the page has the others in another place

    def __init__(self, widget: type[forms.Widget] = forms.TextInput, attrs: dict[str, Any] | None = None) -> None:
        self.languages = [code for code, name in settings.LANGUAGES]
        super().__init__({code: widget(attrs={"lang": code}) for code in self.languages}, attrs)

    def decompress(self, value: Any) -> list[str]:
        words = text(value)
        return [words.get(code, "") for code in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, language) in zip(context["widget"]["subwidgets"], settings.LANGUAGES, strict=True):
            subwidget["language"] = language
        context["widget"]["folded"] = self.folded
        return context


class Lines(forms.Textarea):
    """A textarea. Browsers send "\\r\\n" for each line end, but `maxlength` counts one character, so it is replaced by "\\n"."""

    template_name = "django/forms/widgets/textarea.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class TextFormField(forms.MultiValueField):
    """A text in several languages. If required, only the default language must be filled in."""

    def __init__(
        self,
        *,
        max_length: int | None = None,
        widget: type[forms.Widget] = forms.TextInput,
        required: bool = True,
        encoder: Any = None,
        decoder: Any = None,
        **kwargs: Any,
    ) -> None:
        languages = [code for code, name in settings.LANGUAGES]
        fields = [forms.CharField(max_length=max_length, required=False, strip=True) for _code in languages]
        super().__init__(fields, widget=TextWidget(widget), required=False, require_all_fields=False, **kwargs)
        self.must, self.max_length = required, max_length
        if max_length:
            for sub in self.widget.widgets:
                sub.attrs["maxlength"] = max_length

    def as_typed(self, values: list[str]) -> Text:
        """The text of these values, one for each language, whether it is valid or not."""
        languages = [code for code, name in settings.LANGUAGES]
        return Text({code: value for code, value in zip(languages, values or [""] * len(languages), strict=True) if value})

    def compress(self, values: list[str]) -> Text:
        value = self.as_typed(values)
        if self.must and not value.get(settings.LANGUAGE_CODE):
            raise ValidationError(_("Please fill this in, at least in German."), code="required")
        return value


class TranslatedField(models.JSONField):
    """A `Text` in a JSON column. `max_length` limits each language separately, in characters."""

    def __init__(self, *args: Any, max_length: int | None = None, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        kwargs.setdefault("default", Text)
        super().__init__(*args, max_length=max_length, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.multiline:
            kwargs["multiline"] = True
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Text:
        return text(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Text:
        return text(super().to_python(value))

    def pre_save(self, instance: models.Model, add: bool) -> Text:
        value = text(getattr(instance, self.attname))
        setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        widget = Lines if self.multiline else forms.TextInput
        return super(models.JSONField, self).formfield(
            **{"form_class": TextFormField, "max_length": self.max_length, "widget": widget, **kwargs}
        )
