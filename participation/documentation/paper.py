"""The page of an evening as a PDF: the same article, to print and to hand on."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, localize_input
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.accounts.models import Municipality
from participation.papers.pdf import pdf
from participation.proposals.labels import INFLUENCE

from .article import PUBLIC, Evening, Result, table_of_feedback


def paper(evening: Evening) -> bytes:
    """The PDF in the active language."""
    workshop, moved, publication = evening.workshop, evening.moved, evening.publication
    first = [moved] if moved else []
    day = date_format(timezone.localtime(workshop.starts_at), "l, j. F Y")
    results = [*first, *[result for result in evening.results if result is not moved]]
    data = {
        "title": str(workshop.title),
        "eyebrow": " · ".join([str(workshop.municipality), day, workshop.place]),
        "lead": moved.sentence if moved else "",
        "facts": _facts(evening),
        "about": _("What it was about"),
        "paragraphs": _paragraphs(evening),
        "results": [_result(result, evening.place) for result in results],
        "proposals": _proposals(evening),
        "feedback": _feedback(evening),
        "partners": [_("Carried by"), str(publication.partners)] if publication and publication.partners else [],
        "limits": [_("What the numbers say, and what not"), *_limits(evening)],
        "corrections": _corrections(evening),
    }
    return pdf("evening", data, made_at=publication.published_at if publication else workshop.ended_at)


def _facts(evening: Evening) -> list[list[str]]:
    facts = []
    if evening.n:
        facts.append([_("voted"), ngettext("{n} person", "{n} people", evening.n).format(n=evening.n)])
    if evening.twice:
        facts.append([_("voted before and after"), str(evening.twice)])
    return [*facts, [_("Influence"), str(INFLUENCE[Municipality.Influence(evening.workshop.influence)])]]


def _paragraphs(evening: Evening) -> list[str]:
    workshop, publication = evening.workshop, evening.publication
    written = publication.introduction if publication else None
    texts = [str(written)] if written else [str(workshop.tradeoff.core_question), str(workshop.tradeoff.about)]
    return [line for text in [*texts, str(workshop.promise)] for line in text.split("\n") if line.strip()]


def _result(result: Result, place: str) -> dict[str, Any]:
    shown = result.shown
    if result.words:
        note = f"{result.sentence} {_('Released by the facilitation, in their own words.')}"
        return {"question": str(shown.poll.question), "words": result.words, "note": note}
    if not result.is_shown:
        hidden = _("Fewer than %(floor)s answered, so no result is shown.") % {"floor": shown.floor}
        return {"question": str(shown.poll.question), "note": shown.summary if shown.almost_all else hidden}
    return {
        "question": str(shown.poll.question),
        "picture": shown.svg(),
        "alt": f"{shown.poll.question} {result.sentence}",
        "sentence": result.sentence,
        "n": shown.n,
        "tables": _tables(result),
        "reasons": _reasons(result) if result.has_reasons else [],
        "reasons_title": _("Reasons from both ends"),
        "reasons_note": _("Chosen by the facilitation, in their own words, without names.")
        if place == PUBLIC
        else _("All that were released, in their own words, without names."),
    }


def _cell(value: Any) -> str:
    """A number as the language writes it; a dash for none."""
    return "–" if value is None else str(localize_input(value)) if isinstance(value, float) else str(value)


def _tables(result: Result) -> list[dict[str, Any]]:
    """The counts; those before and after stand beside each other if they have the same lines."""
    found = result.tables
    if len(found) == 2 and {row[0] for row in found[0][2].rows} == {row[0] for row in found[1][2].rows}:
        (_before, _n, before), (_after, _m, after) = found
        was = {row[0]: row[1:] for row in before.rows}
        heads = [after.heads[0], *[f"{head}, {when}" for head in after.heads[1:] for when in (_("before"), _("after"))]]
        rows = [[row[0], *[cell for pair in zip(was[row[0]], row[1:], strict=True) for cell in pair]] for row in after.rows]
        return [{"name": "", "n": 0, "heads": heads, "rows": [list(map(_cell, row)) for row in rows]}]
    return [
        {"name": _when(when), "n": n, "heads": table.heads, "rows": [list(map(_cell, row)) for row in table.rows]}
        for when, n, table in found
    ]


def _when(when: str) -> str:
    return {"before": _("before"), "after": _("after")}.get(when, "")


def _reasons(result: Result) -> list[dict[str, Any]]:
    poll = result.shown.poll
    names = {"a": str(poll.pole_a), "b": str(poll.pole_b), "m": _("In between")}
    quotes = {side: [_("“{words}”").format(words=remark.text) for remark in result.reasons.get(side, [])] for side in names}
    return [{"side": side, "name": names[side], "quotes": some} for side, some in quotes.items() if some]


def _proposals(evening: Evening) -> dict[str, Any]:
    rows = [[row.proposal.title, row.state.text, row.support] for row in evening.proposals]
    return {
        "title": _("Proposals, and what became of them"),
        "heads": [_("Proposal"), _("State"), _("Supported by")],
        "rows": rows,
        "none": _("No proposal of this workshop was handed over to the town hall."),
    }


def _feedback(evening: Evening) -> dict[str, Any]:
    """How people found the evening itself; empty if that may not be shown."""
    seen = evening.feedback
    if seen is None:
        return {}
    found: dict[str, Any] = {"title": _("How people found the evening"), "note": _("About the evening itself, not one of its questions.")}
    if seen.tally is None:
        return found | {"sentence": seen.summary, "n": 0, "heads": [], "rows": []}
    table = table_of_feedback(seen)
    return found | {"sentence": "", "n": seen.n, "heads": table.heads, "rows": [list(map(_cell, row)) for row in table.rows]}


def _limits(evening: Evening) -> list[str]:
    represents = _("This is how the people in the room stood. They do not represent %(town)s.") % {"town": evening.workshop.municipality}
    missing = _("A question may be left out, and not all who were there answered each one.")
    floor = (
        _("A result is shown from 10 votes on, so that nobody can be recognised. The single votes are destroyed.")
        if evening.place == PUBLIC
        else _("A result is shown from 5 votes on.")
    )
    return [represents, missing, floor] if evening.n else [missing, floor]


def _corrections(evening: Evening) -> list[list[str]]:
    if not evening.publication:
        return []
    return [[date_format(timezone.localtime(each.at), "DATE_FORMAT"), str(each.note)] for each in evening.publication.corrections.all()]
