"""Words of the town itself in several languages: one JSON value, read in the reader's language."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Text(dict):
    """`{"de": "Kita", "en": "Nursery"}`; `str()` gives the active language, else the first one that is filled in."""

    def __str__(self) -> str:
        return self.in_language(get_language() or settings.LANGUAGE_CODE)

    def __bool__(self) -> bool:
        return any(self.values())

    def __html__(self) -> str:
        from django.utils.html import escape

        return escape(str(self))

    def in_language(self, language: str) -> str:
        if text := self.get(language[:2]):
            return text
        return next((text for text in self.values() if text), "")


def text(value) -> Text:
    """A `Text` from what the database, a form or a plain sentence in the default language gives."""
    if isinstance(value, Text):
        return value
    if isinstance(value, dict):
        return Text(value)
    return Text({settings.LANGUAGE_CODE: value} if value else {})


class TextWidget(forms.MultiWidget):
    """One input for each language, German first; the template pack names them."""

    template_name = "components/text_widget.html"

    def __init__(self, widget=forms.TextInput, attrs=None):
        self.languages = [code for code, name in settings.LANGUAGES]
        super().__init__({code: widget(attrs={"lang": code}) for code in self.languages}, attrs)

    def decompress(self, value):
        value = text(value)
        return [value.get(code, "") for code in self.languages]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for subwidget, (_code, language) in zip(context["widget"]["subwidgets"], settings.LANGUAGES, strict=True):
            subwidget["language"] = language
        return context


class TextFormField(forms.MultiValueField):
    """Required means: in the default language; other languages are welcome."""

    def __init__(self, *, max_length=None, widget=forms.TextInput, required=True, encoder=None, decoder=None, **kwargs):
        languages = [code for code, name in settings.LANGUAGES]
        fields = [forms.CharField(max_length=max_length, required=False, strip=True) for _code in languages]
        super().__init__(fields, widget=TextWidget(widget), required=False, require_all_fields=False, **kwargs)
        self.must, self.max_length = required, max_length
        if max_length:
            for sub in self.widget.widgets:
                sub.attrs["maxlength"] = max_length

    def compress(self, values):
        languages = [code for code, name in settings.LANGUAGES]
        value = Text({code: value for code, value in zip(languages, values or [""] * len(languages), strict=True) if value})
        if self.must and not value.get(settings.LANGUAGE_CODE):
            raise ValidationError(_("Please fill this in, at least in German."), code="required")
        return value


class TranslatedField(models.JSONField):
    """A `Text` in a JSON column. `max_length` holds for each language."""

    def __init__(self, *args, max_length=None, multiline=False, **kwargs):
        self.multiline = multiline
        kwargs.setdefault("default", Text)
        super().__init__(*args, max_length=max_length, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.multiline:
            kwargs["multiline"] = True
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return text(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value):
        return text(super().to_python(value))

    def pre_save(self, instance, add):
        value = text(getattr(instance, self.attname))
        setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        widget = forms.Textarea if self.multiline else forms.TextInput
        return super(models.JSONField, self).formfield(
            **{"form_class": TextFormField, "max_length": self.max_length, "widget": widget, **kwargs}
        )
