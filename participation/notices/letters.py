"""The mails themselves, in the language of their reader.

Mail leaves the house. It holds what is public (title, number, date), what happened, and a link; never a note, a reasoning, a
reply that is not released, or a word of a proposal that is not.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from participation.accounts.mail import StaffMail, headers_of
from participation.accounts.models import Municipality, User
from participation.dates import day
from participation.proposals.labels import deadline_label
from participation.proposals.models import OPEN, Proposal
from participation.texts import isolated, one_line

from .due import Waiting
from .links import unsubscribe_link
from .models import Kind

LISTED = 20  # proposals in each part of a mail; the dashboard has them all


def mention(reader: User, proposal: Proposal, by: User, today: date) -> StaffMail:
    """`by` mentions the reader in an internal note."""
    with override(reader.mail_language):
        names = {"by": isolated(by), "who": isolated(reader)}
        return _letter(
            reader,
            [Kind.MENTION],
            [proposal],
            _("%(proposal)s: mentioned in a note") % {"proposal": _name(proposal)},
            _("%(by)s mentions %(who)s in an internal note on this proposal.") % names,
            _entry(proposal, today, anchor="#conversation"),
            _("The note itself is not in this mail."),
        )


def assignment(reader: User, proposals: Sequence[Proposal], by: User, today: date) -> StaffMail:
    """`by` has assigned these proposals to the reader."""
    with override(reader.mail_language):
        n = len(proposals)
        names = {"by": isolated(by), "who": isolated(reader), "n": n, "proposal": _name(proposals[0])}
        subject = ngettext("%(proposal)s: assigned by %(by)s", "%(n)s proposals assigned by %(by)s", n) % names
        sentence = ngettext("%(by)s has assigned this proposal to %(who)s.", "%(by)s has assigned %(n)s proposals to %(who)s.", n) % names
        return _letter(reader, [Kind.ASSIGNED], proposals, subject, sentence, *_entries(proposals, today))


def digest(reader: User, waiting: Waiting, today: date, *, is_weekly: bool) -> StaffMail:
    """What became due since the last mail, or everything that waits."""
    with override(reader.mail_language):
        parts = [part for kind, proposals in waiting.items() for part in (_heading(kind), *_entries(proposals, today, kind))]
        proposals = [proposal for group in waiting.values() for proposal in group]
        kinds = [Kind.WEEKLY] if is_weekly else list(waiting)
        subject = _subject_of_week(waiting) if is_weekly else _subject(waiting, today)
        page = "conversations" if set(waiting) == {Kind.SECOND} else "dashboard"  # the dashboard has no second looks
        everything = _("Everything that waits: %(link)s") % {"link": settings.BASE_URL + reverse(page)}
        return _letter(reader, kinds, proposals, subject, *parts, everything)


def _subject(waiting: Waiting, today: date) -> str:
    """One proposal by its name; several by their numbers."""
    (kind, first), *more = waiting.items()
    if not more and len(first) == 1:
        if kind == Kind.SECOND:
            return f"{_evening(first[0])}: {_count(kind, 1)}"
        return f"{_name(first[0])}: {_what(first[0], today, kind)}"
    return ", ".join(_count(kind, len(proposals)) for kind, proposals in waiting.items())


def _subject_of_week(waiting: Waiting) -> str:
    """How many answers the town owes, and how many of them are late; or how much else waits if it owes none."""
    counts = {kind: len(proposals) for kind, proposals in waiting.items()}
    others = {kind: counts.pop(kind) for kind in (Kind.REPLY, Kind.SECOND) if kind in counts}
    late = counts.get(Kind.OVERDUE, 0)
    if not (n := sum(counts.values())):
        return _("This week: %(counts)s") % {"counts": ", ".join(_count(kind, many) for kind, many in others.items())}
    sentence = ngettext("This week: %(n)s proposal waits for an answer", "This week: %(n)s proposals wait for an answer", n) % {"n": n}
    if not late:
        return sentence
    return f"{sentence}, {ngettext('one of them overdue', '%(n)s of them overdue', late) % {'n': late} if n > 1 else _('overdue')}"


def _heading(kind: Kind) -> str:
    headings = {
        Kind.OVERDUE: pgettext("view of the queue", "Overdue"),
        Kind.SOON: pgettext("view of the queue", "Due within a week"),
        Kind.REPLY: _("Replies that wait for release"),
        Kind.SECOND: _("Proposals that wait for a second look"),
        Kind.WEEKLY: pgettext("view of the queue", "Due later"),
    }
    return headings[kind].upper()


def _count(kind: Kind, n: int) -> str:
    counts = {
        Kind.OVERDUE: ngettext("%(n)s answer overdue", "%(n)s answers overdue", n),
        Kind.SOON: ngettext("%(n)s answer due within a week", "%(n)s answers due within a week", n),
        Kind.REPLY: ngettext("%(n)s reply to release", "%(n)s replies to release", n),
        Kind.SECOND: ngettext("%(n)s proposal waits for a second look", "%(n)s proposals wait for a second look", n),
    }
    return counts[kind] % {"n": n}


def _what(proposal: Proposal, today: date, kind: Kind) -> str:
    """The state of a proposal in a few words."""
    if kind == Kind.REPLY:
        return _("a reply waits for release")
    assert proposal.answer_by  # every public proposal has a date
    if kind == Kind.OVERDUE:
        return _("Answer %(overdue)s") % {"overdue": deadline_label(proposal.answer_by, today)}
    return _("Answer by %(day)s") % {"day": day(proposal.answer_by)}


def _name(proposal: Proposal) -> str:
    return f"{isolated(proposal.title)} ({proposal.reference})"


def _entries(proposals: Sequence[Proposal], today: date, kind: Kind | None = None) -> Iterable[str]:
    anchor = "#conversation" if kind == Kind.REPLY else ""
    for proposal in proposals[:LISTED]:
        yield _second_look(proposal) if kind == Kind.SECOND else _entry(proposal, today, anchor=anchor)
    if (more := len(proposals) - LISTED) > 0:
        yield ngettext("… and %(n)s more.", "… and %(n)s more.", more) % {"n": more}


def _entry(proposal: Proposal, today: date, *, anchor: str = "") -> str:
    """Three lines: name, date, link."""
    link = settings.BASE_URL + reverse("dashboard_proposal", args=[proposal.pk]) + anchor
    return "\n".join([_name(proposal), *_date(proposal, today), link])


def _second_look(proposal: Proposal) -> str:
    """Three lines: the evening, until when the text is kept, link. The proposal is not released, so its title is not there."""
    assert proposal.kept_until  # it is not public
    kept = _("If nobody decides, its text is deleted after %(day)s.") % {"day": day(proposal.kept_until)}
    return "\n".join([_evening(proposal), kept, f"{settings.BASE_URL}{reverse('conversations')}#look-{proposal.pk}"])


def _evening(proposal: Proposal) -> str:
    return isolated(proposal.workshop)


def _date(proposal: Proposal, today: date) -> list[str]:
    if not proposal.answer_by or proposal.state not in OPEN:
        return []
    words = _("An answer was promised by %(day)s, %(due)s") if proposal.answer_by < today else _("Answer by %(day)s, %(due)s")
    return [words % {"day": day(proposal.answer_by), "due": deadline_label(proposal.answer_by, today)}]


def _letter(reader: User, kinds: Iterable[Kind], proposals: Iterable[Proposal], subject: str, *paragraphs: str) -> StaffMail:
    towns = Municipality.objects.filter(pk__in={proposal.municipality_id for proposal in proposals}).order_by("name")
    link = unsubscribe_link(reader, kinds)
    foot = [
        "-- ",
        ", ".join(["Augenhöhe", *(isolated(town) for town in towns)]),
        _("Unsubscribe: %(link)s") % {"link": link},
        _("Choose what comes by mail: %(link)s") % {"link": settings.BASE_URL + reverse("account")},
    ]
    greeting = _("Good day, %(who)s.") % {"who": isolated(reader)}
    body = "\n\n".join([greeting, *paragraphs, "\n".join(foot)]) + "\n"
    headers = headers_of(stop=link)
    return StaffMail(one_line(subject), body, to=[reader.email], headers=headers, reader=reader, towns=[town.pk for town in towns])
