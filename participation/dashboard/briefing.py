"""A trade-off on one page, for the council: how the rooms stood and why, what was proposed and answered, what is late, what is promised.

It holds only what the public may see, because it is handed on.
"""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.addresses import as_read
from participation.dates import day
from participation.documentation.article import PUBLIC, Evening, Reasons
from participation.papers.pdf import pdf
from participation.proposals.labels import milestone_label
from participation.proposals.models import Milestone, Proposal, State
from participation.proposals.queries import AT_WORK, public_proposals
from participation.proposals.rows import Row, rows_of
from participation.texts import isolated
from polls.disclosure import Shown, shown_to_public
from workshops.models import TradeOff, Workshop

ROOMS, PROPOSALS, LATE, PROMISES = 3, 8, 4, 5  # lines of each part at most
REASONS = 2  # for each goal
# How many of each the page may show: it takes the first cut with which everything fits on one page.
CUTS = [
    {
        "proposals": max(1, PROPOSALS - (less + 1) // 2),
        "promises": max(1, PROMISES - less // 2),
        "late": max(1, LATE - less // 4),
        "rooms": max(1, ROOMS - less // 6),
        "reasons": max(1, REASONS - less // 8),
    }
    for less in range(2 * PROPOSALS - 2)
]
WORDS_MAX = 90  # characters of a promise


def briefing(tradeoff: TradeOff) -> bytes:
    """The PDF in the active language."""
    return pdf("briefing", briefing_data(tradeoff))


def briefing_data(tradeoff: TradeOff) -> dict[str, Any]:
    """What it says. Long lists are cut, and `more` says for each number of lines shown, from none on, how many are left."""
    town, today = tradeoff.municipality, timezone.localdate()
    proposals = public_proposals(town).filter(tradeoff=tradeoff).exclude(state=State.MERGED)
    rows = rows_of(proposals.order_by("-support", "pk"), today)  # type: ignore[misc]  # an annotation of public_proposals
    late = [row for row in rows if row.is_overdue]
    milestones = [(row, each) for row in rows for each in row.proposal.milestones.all() if is_promised(row.proposal, each)]
    milestones.sort(key=lambda pair: (pair[1].by_when, pair[1].pk))
    late_milestones = [pair for pair in milestones if pair[1].by_when < today]
    address = as_read(settings.BASE_URL) + reverse("municipality_status", args=[town.slug])
    voted = _voted(tradeoff)
    return {
        "title": str(tradeoff.core_question),
        "eyebrow": " · ".join([str(town), _("Briefing for the council"), _("as of %(day)s") % {"day": day(today)}]),
        "pole_a": [str(tradeoff.pole_a), str(tradeoff.pole_a_text or "")],
        "pole_b": [str(tradeoff.pole_b), str(tradeoff.pole_b_text or "")],
        "lead": _lead(rows, len(late) + len(late_milestones)),
        "rooms": _rooms(voted),
        "reasons": _reasons(voted),
        "cuts": CUTS,
        "proposals": _proposals(rows),
        "late": _late(late, late_milestones),
        "promises": _promises([pair for pair in milestones if pair[1].by_when >= today]),
        "limits": _("Taking part was voluntary. The rooms do not represent %(town)s. A result is shown from 10 votes on.") % {"town": town},
        "more": _("All of it, up to date: %(address)s") % {"address": address},
    }


def is_promised(proposal: Proposal, milestone: Milestone) -> bool:
    """Whether a milestone is still to be reached. Of what was put into practice none is."""
    return milestone.done_on is None and proposal.state in AT_WORK


def _lead(rows: list[Row], late: int) -> str:
    count, answered = len(rows), sum(not row.proposal.waits_for_answer and row.proposal.state != State.OFFERED for row in rows)
    if not rows:
        return _("No proposal has been handed over yet.")
    sentences = [
        ngettext("%(n)s proposal, %(answered)s answered.", "%(n)s proposals, %(answered)s answered.", count)
        % {"n": count, "answered": answered}
    ]
    if late:
        sentences.append(ngettext("%(n)s promise is late.", "%(n)s promises are late.", late) % {"n": late})
    return " ".join(sentences)


def _more(lists: list[list[Any]], most: int) -> list[str]:
    """What stands below these lists when so many of each are shown: from none to `most`."""
    left = [sum(len(each[shown:]) for each in lists) for shown in range(most + 1)]
    return [ngettext("and %(n)s more", "and %(n)s more", n) % {"n": n} if n else "" for n in left]


Voted = list[tuple[Workshop, Shown]]


def _voted(tradeoff: TradeOff) -> Voted:
    """The rooms of which the public knows, each with what it may see of it. The latest first."""
    known = Q(notice=Workshop.Notice.ANNOUNCED) | Exists(Proposal.objects.public().filter(workshop=OuterRef("pk")))
    ended = tradeoff.workshops.filter(known, state=Workshop.State.ENDED, is_rehearsal=False).order_by("-starts_at", "-pk")
    return [(workshop, shown) for workshop in ended.select_related("publication") if (shown := shown_to_public(workshop.pk))]


def _rooms(voted: Voted) -> dict[str, Any]:
    """The latest rooms, the last one with its picture."""
    first = next((shown for _workshop, shown in voted[:ROOMS] if shown.tally is not None), None)
    return {
        "title": _("How the rooms stood"),
        "none": _("No room has voted on it yet."),
        "picture": first.svg() if first else "",
        "alt": f"{first.poll.question} {_stood(first)}" if first else "",
        "rows": [[f"{day(workshop.starts_at)}, {workshop.place}", _stood(shown)] for workshop, shown in voted[:ROOMS]],
        "more": _more([voted], ROOMS),
    }


def _reasons(voted: Voted) -> dict[str, Any]:
    """Reasons for both goals from the latest room whose public page has some: those that the facilitator chose for that page.

    They stand in the order of their random ids; of equal ones the first.
    """
    for workshop, shown in voted[:ROOMS]:
        by_side = _public_reasons(workshop, shown)
        texts = {side: list(dict.fromkeys(each.text for each in by_side.get(side, []) if not each.is_withdrawn)) for side in ("a", "b")}
        if any(texts.values()):
            names = {"a": str(shown.poll.pole_a), "b": str(shown.poll.pole_b)}
            return {
                "title": _("Reasons from the room of %(day)s") % {"day": day(workshop.starts_at)},
                "sides": [[names[side], [_("“{words}”").format(words=words) for words in some[:REASONS]]] for side, some in texts.items()],
                "none": _("No reason was chosen for this side."),
                "note": _("Chosen by the facilitation, in their own words, without names."),
                "more": _more(list(texts.values()), REASONS),
            }
    return {"title": "", "sides": []}


def _public_reasons(workshop: Workshop, shown: Shown) -> Reasons:
    """The reasons by side that the public page of the evening has for this question."""
    results = Evening(workshop, PUBLIC).results if shown.tally is not None else []
    return next((result.reasons for result in results if result.number == shown.poll.pk), {})


def _stood(shown: Shown) -> str:
    """How a room stood and moved, in words; of a small room that it was too small."""
    if shown.tally is None:
        return shown.summary if shown.almost_all else _("Fewer than %(floor)s answered, so no result is shown.") % {"floor": shown.floor}
    votes = ngettext("%(n)s person voted.", "%(n)s people voted.", shown.n) % {"n": shown.n}
    return " ".join(filter(None, [shown.summary, shown.shift_summary, votes]))


def _proposals(rows: list[Row]) -> dict[str, Any]:
    lines = [[row.proposal.reference, row.proposal.title, row.support, capfirst(str(row.state)), row.note] for row in rows[:PROPOSALS]]
    return {
        "title": _("What was proposed, and what became of it"),
        "heads": [_("No."), _("Proposal"), _("Support"), _("State"), _("Next")],
        "rows": lines,
        "none": _("No proposal has been handed over yet."),
        "more": _more([rows], PROPOSALS),
    }


def _late(rows: list[Row], milestones: list[tuple[Row, Milestone]]) -> dict[str, Any]:
    said = [
        _("The answer to “%(title)s” was promised by %(day)s: %(late)s.")
        % {"title": isolated(row.proposal), "day": day(row.proposal.answer_by, short=True), "late": row.deadline}
        for row in rows
        if row.proposal.answer_by
    ]
    today = timezone.localdate()
    for row, milestone in milestones:
        what, label = Truncator(milestone.what).chars(WORDS_MAX), milestone_label(milestone, today)
        names = {"what": isolated(what), "who": isolated(milestone.who), "title": isolated(row.proposal), "late": label}
        said.append(_("%(what)s (%(who)s, for “%(title)s”): %(late)s.") % names)
    return {"title": _("What is late"), "lines": said[:LATE], "more": _more([said], LATE), "none": _("Nothing is late.")}


def _promises(milestones: list[tuple[Row, Milestone]]) -> dict[str, Any]:
    rows = [
        [Truncator(each.what).chars(WORDS_MAX), row.proposal.title, each.who, day(each.by_when, short=True)] for row, each in milestones
    ]
    return {
        "title": _("What is promised"),
        "heads": [_("What will be done"), _("Proposal"), _("Who does it"), _("By when")],
        "rows": rows[:PROMISES],
        "none": _("No milestone is open."),
        "more": _more([rows], PROMISES),
    }
