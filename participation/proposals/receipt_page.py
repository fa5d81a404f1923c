"""The page behind the private link: the state of the proposal, the answer, and what comes next."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.accounts.models import Membership
from participation.dates import day

from .forms import ProposalForm
from .labels import verdict_label
from .models import Offer, Proposal, Response, State
from .queries import lead_of, supports_of
from .second_look import declining_of
from .timeline import moment, timeline
from .transitions import facts_of, rule_for

AT_SECOND_LOOK = {
    State.SUBMITTED: gettext_lazy("Somebody else reads your proposal now."),
    State.DECLINED: gettext_lazy("Your proposal was not released at the second look either."),
}


def receipt_context(proposal: Proposal, *, link: str, refused: str = "", form: ProposalForm | None = None) -> dict:
    """Everything on the page except whether the reader is still in the room. `link` is the full address of the page."""
    sent = next((event for event in proposal.events.all() if event.verb == "submit"), None)
    lead, facts = lead_of(proposal), facts_of(proposal)
    context = {
        "proposal": proposal,
        "workshop": proposal.workshop,
        "link": link,
        "address": link.partition("://")[2],
        "headline": headline(proposal),
        "merged_into": lead if lead != proposal else None,
        "lead": lead if lead != proposal and lead.is_public else None,
        "points": timeline(proposal),
        "supports": supports_of([proposal])[proposal.pk].total if proposal.handed_over_at else proposal.shown_supports,
        "sent_on": day(sent.at) if sent else "",
        "saved_at": _("Your proposal was saved: %(moment)s") % {"moment": moment(sent.at)} if sent else "",
        "may_withdraw": rule_for(proposal.state, "withdraw", facts) is not None,
        "declining": declining_of(proposal) if proposal.state == State.DECLINED else None,
        "may_appeal": rule_for(proposal.state, "appeal", facts) is not None,
        "may_leave": rule_for(proposal.state, "leave", facts) is not None,
        "refused": refused,
        "typed": _not_saved(proposal, form) if form else [],
        "offer": proposal.offers.filter(outcome=Offer.Outcome.OPEN).first() if proposal.state == State.OFFERED else None,
    }
    if proposal.state == State.DRAFT:
        context |= _to_change(proposal, form)
    return context | _answer(proposal)


def headline(proposal: Proposal) -> str:
    """The state in one sentence to the author."""
    if proposal.state == State.PUBLISHED and proposal.handed_over_at:
        return _("Your proposal is at the town hall now.")
    if proposal.appealed and proposal.state in AT_SECOND_LOOK:
        return str(AT_SECOND_LOOK[State(proposal.state)])
    return {
        State.DRAFT: _("Please change something."),
        State.SUBMITTED: _("Thank you. Your proposal has arrived."),
        State.PUBLISHED: _("Your proposal is released."),
        State.DECLINED: _("Your proposal was not released."),
        State.WITHDRAWN: _("You have withdrawn your proposal."),
        State.OFFERED: _("Yes, if changed."),
        State.MERGED: _("Your proposal goes on as part of another one."),
        State.EXPIRED: _("Your proposal was not released within 30 days. Its text is deleted."),
    }.get(State(proposal.state), _("The town hall is working on your proposal."))


def _not_saved(proposal: Proposal, form: ProposalForm) -> list[str]:
    """The texts of a form that came too late, unless it only came twice. As long as the page has the form, they stand there."""
    names = ("title", "what", "why")
    if proposal.state == State.DRAFT or all(form[name].value() == getattr(proposal, name) for name in names):
        return []
    return [words for name in names if (words := form[name].value())]


def _to_change(proposal: Proposal, form: ProposalForm | None) -> dict:
    """The change that the facilitators ask for, and the form for it."""
    returned = [event.reason for event in proposal.events.all() if event.verb == "return"]
    initial = {"title": proposal.title, "what": proposal.what, "why": proposal.why, "tradeoff": proposal.tradeoff_id}
    return {
        "please_change": returned[-1] if returned else " ",
        "form": form or ProposalForm(workshop=proposal.workshop, initial=initial),
        "wrong": form.first_error() if form else None,
    }


def _answer(proposal: Proposal) -> dict:
    """The published answer. A merged proposal has the answer of the one it was merged into."""
    proposal = lead_of(proposal)
    response = getattr(proposal, "response", None)
    if response is None or not response.is_published:
        return {"response": None}
    return {
        "response": response,
        "answered_proposal": proposal,
        "verdict": verdict_label(response),
        "by_when": day(response.by_when) if response.by_when else "",
        "role": Membership.Role(response.role).label,
        "answered": answered_on(proposal, response),
    }


def answered_on(proposal: Proposal, response: Response) -> str:
    """The day of the answer and how far it was from the promised date: "15 December 2026, 2 days before the promised date"."""
    date = timezone.localdate(response.published_at)
    assert proposal.answer_by  # set when it was handed over
    left = (proposal.answer_by - date).days
    if left > 0:
        return ngettext("%(day)s, %(n)d day before the promised date", "%(day)s, %(n)d days before the promised date", left) % {
            "day": day(date),
            "n": left,
        }
    if left < 0:
        return ngettext("%(day)s, %(n)d day after the promised date", "%(day)s, %(n)d days after the promised date", -left) % {
            "day": day(date),
            "n": -left,
        }
    return _("%(day)s, on the promised date") % {"day": day(date)}
