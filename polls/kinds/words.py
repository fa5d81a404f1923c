"""Own words, shown on a wall.

A ballot records only that somebody answered. The words are stored as remarks, which the facilitator reads before the room does.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import isolated
from workshops import purposes

from .base import Answer, Asked, Cleaned, InvalidAnswer, Kind, Tally, clean_words, expect_keys

MOST = 3
LENGTH = 40


class Words(Kind):
    """Each person writes up to `max_words` words or short phrases. The tally has only `n`."""

    slug = "words"
    name = gettext_lazy("Own words")
    hint = gettext_lazy("Up to three words each, read by you before they are shown.")
    icon = "message-square-text"
    purpose = purposes.IDEAS
    minutes = 2
    people = (5, 150)
    is_wall = True
    prompt = gettext_lazy("Write your words on your phone.")

    class SettingsForm(forms.Form):
        max_words = forms.TypedChoiceField(
            label=gettext_lazy("Answers per person"),
            coerce=int,
            choices=[(n, n) for n in range(1, MOST + 1)],
            initial=MOST,
            help_text=gettext_lazy("Each at most 40 characters. You read them before the room does."),
        )

    settings_form = SettingsForm

    def most(self, poll: Asked) -> int:
        """How many words a person may send."""
        return min(MOST, poll.settings.get("max_words", MOST))

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"words": ["Nachtbus", …]}`. Empty words and repetitions are dropped; at least one must be left."""
        words = expect_keys(raw, {"words"})["words"]
        if not isinstance(words, list) or len(words) > self.most(poll):
            raise InvalidAnswer(format_lazy(gettext_lazy("At most {most} answers, please."), most=self.most(poll)))
        cleaned = [clean_words(word, LENGTH) for word in words]
        # Reversed, so that the first of several spellings is kept.
        different = {word.casefold(): word for word in reversed(cleaned) if word}
        if not different:
            raise InvalidAnswer(gettext_lazy("Please write something."))
        return Cleaned({}, tuple(("", word) for word in reversed(different.values())))

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        return {"n": sum(1 for _answer in answers)}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """How many people sent words."""
        n = tally["n"]
        return ngettext("{n} person has sent own words.", "{n} persons have sent own words.", n).format(n=n)

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [("count", _("Persons"))]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        return [{"count": tally["n"]}]

    def whole(self, answer: Answer, remarks: list[str]) -> Answer:
        """The words, in no particular order, because remarks have none."""
        return {"words": remarks}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """The words, separated by commas."""
        return ", ".join(map(isolated, answer.get("words", ())))
