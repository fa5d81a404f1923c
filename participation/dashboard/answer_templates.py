"""Templates for an answer: in a few short sentences what young people want to know, with a gap for each fact."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participation.proposals.models import Response
from participation.texts import in_every_language

ACCEPTED, CHANGED, PARTLY, REJECTED = Response.Verdict
LANGUAGES = {"reason": settings.LANGUAGE_CODE, "english": "en"}  # of the fields that templates can fill


@dataclass(frozen=True)
class AnswerTemplate:
    """What an answer with this verdict may say. `words` has gaps."""

    slug: str
    verdict: str
    name: Promise
    words: Promise

    def words_for(self, field: str) -> str:
        """The words in the language of this field of the form."""
        return in_every_language(self.words).in_language(LANGUAGES[field])

    def added_to(self, typed: str, field: str) -> str:
        """What was typed, and the template below it. What is there already is not added again."""
        words = self.words_for(field)
        return typed if words in typed else "\n\n".join(part for part in (typed.rstrip(), words) if part)


TEMPLATES = [
    AnswerTemplate(
        "first-step",
        ACCEPTED,
        _("Yes, and who begins"),
        _("Yes. We will do it by […]. The first step is […], and […] takes it. You can tell that it is done by […]."),
    ),
    AnswerTemplate(
        "money",
        ACCEPTED,
        _("Yes, and what it costs"),
        _("Yes. It costs […], and the money comes from […]. We begin on […]."),
    ),
    AnswerTemplate(
        "council",
        ACCEPTED,
        _("Yes, and the council votes on it"),
        _("Yes, we want it because […]. The council votes on it on […]. If it says no, […]."),
    ),
    AnswerTemplate(
        "other-wording",
        CHANGED,
        _("Yes, with another wording"),
        _("Yes, if […] is added or left out. The way you wrote it does not work because […]. With this change we will do it by […]."),
    ),
    AnswerTemplate(
        "smaller",
        CHANGED,
        _("Yes, but smaller or later"),
        _("Yes, but […] instead of […]. The reason is […]. We begin on […]."),
    ),
    AnswerTemplate(
        "one-part",
        PARTLY,
        _("One part yes, one part no"),
        _("This is what we do: […], by […]. This is what we do not do: […], because […]."),
    ),
    AnswerTemplate(
        "trial",
        PARTLY,
        _("We try it first"),
        _("First we try it, from […] to […]. It stays if […]. On […] you can read here what came of it."),
    ),
    AnswerTemplate(
        "instead",
        REJECTED,
        _("No, and what is possible instead"),
        _("No, because […]. What is possible instead: […]. The person to talk to about it is […]."),
    ),
    AnswerTemplate(
        "somebody-else",
        REJECTED,
        _("No, somebody else decides"),
        _("No, because […] decides this. We asked there on […] and heard […]. You can write to them yourselves: […]."),
    ),
    AnswerTemplate(
        "not-now",
        REJECTED,
        _("Not now"),
        _("No, not now, because […] is missing. It would be possible if […]. We look at it again in […]."),
    ),
]


@dataclass(frozen=True)
class TemplateGroup:
    """The templates for one verdict, as one field offers them: with their words in its language."""

    verdict: str
    label: str
    language: str
    templates: list[tuple[AnswerTemplate, str]]


def groups_for(field: str, verdicts: Iterable[Response.Verdict] = tuple(Response.Verdict)) -> list[TemplateGroup]:
    """The templates that this field offers, by verdict."""
    offered = {verdict: [(each, each.words_for(field)) for each in TEMPLATES if each.verdict == verdict] for verdict in verdicts}
    return [TemplateGroup(verdict, str(verdict.label), LANGUAGES[field], templates) for verdict, templates in offered.items()]


def with_template(typed: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """What was typed together with the template whose button was pressed, and the field that it is in; ({}, "") if none was pressed.

    A template decides only if nothing was decided yet.
    """
    for field in LANGUAGES:
        if slug := typed.get(f"add_to_{field}"):
            template = next((each for each in TEMPLATES if each.slug == slug), None)
            if template is None:
                return typed, field
            words, verdict = template.added_to(typed.get(field, ""), field), typed.get("verdict") or template.verdict
            return typed | {field: words, "verdict": verdict}, field
    return {}, ""
