"""Everything that writes to the discussion: saying something, replying, deciding, reporting, deletion."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live.actions import lock
from participation.notices.actions import tell_mentioned
from participation.proposals.actions.steps import lock_proposal, lock_rooms, reread
from participation.proposals.models import Proposal
from participation.proposals.models import State as ProposalState
from participation.proposals.queries import lead_of
from participation.proposals.transitions import SYSTEM
from workshops.clean_text import tidy
from workshops.refused import Refused

from . import rules
from .mentions import mentioned_in
from .models import ENDS, Contribution, Decision, Kind, Report, State

UNRELEASED_KEPT = dt.timedelta(days=30)
MOST_WAITING = 3  # replies to one question that nobody has read yet


@transaction.atomic
def say(*, proposal: Proposal, by: User, kind: str, text: str) -> Contribution:
    """Write an internal note, a public comment or a question to the authors. Nobody can change it, or who reads it.
    Colleagues whom a note mentions are told by mail.

    Raises Refused if nothing can be said now, and for a mention of somebody who does not read the notes. Locks the room.
    """
    locked = lock_proposal(proposal)
    if not rules.is_open(locked):
        raise Refused(_closed(locked))
    role = rules.role_for(by, rules.WRITES[Kind(kind)], locked)
    if not role:
        raise Refused(_("Your role does not allow this."))
    text = tidy(text, multiline=True)
    mentioned = mentioned_in(text, locked) if kind == Kind.NOTE else []
    said = Contribution.objects.create(
        proposal=locked, kind=kind, text=text, author=by, role=role, at=timezone.now(), day=timezone.localdate()
    )
    said.mentioned.set(mentioned)
    tell_mentioned(proposal=locked, users=mentioned, by=by)
    return said


@transaction.atomic
def reply(*, proposal: Proposal, question: Contribution, text: str) -> Contribution:
    """Answer a question from the private link of `proposal`. The same text again is the same reply.

    Raises Refused if the question is closed or belongs to another conversation by now, or if too many replies wait. Locks the room.
    """
    lead, found = _locked(question)
    if found is None or not lead.is_public or found.state != State.PUBLIC or lead_of(reread(proposal)) != lead:
        raise Refused(_("This question can’t be answered any more."))
    text = tidy(text, multiline=True)
    present = list(found.replies.prefetch_related("decisions"))
    same = next((each for each in present if each.text == text and each.state in {State.WAITING, State.PUBLIC}), None)
    if same:
        return same
    if sum(each.state == State.WAITING for each in present) >= MOST_WAITING:
        raise Refused(_("Your last replies are still being read. Please wait until one of them is released."))
    return Contribution.objects.create(proposal_id=found.proposal_id, kind=Kind.REPLY, text=text, question=found, day=timezone.localdate())


@transaction.atomic
def decide(*, contribution: Contribution, by: User, verb: str, rule: str = "", reason: str = "") -> Decision:
    """Release or decline a reply; take a public contribution down, or let it stand although it was reported.

    Declining and taking down name the broken rule; the reason beside it is shown, too. Raises Refused. Locks the room.
    """
    lead, found = _locked(contribution)
    if found is None or verb not in rules.decisions_for(by, lead, found, is_reported=found.reports.exists()):
        if found and rules.answers(by, lead, found):
            raise Refused(_("Whoever answers this proposal does not decide about the replies to it. Please ask a colleague."))
        raise Refused(_("This isn’t possible now. Somebody else may have been faster; please look again."))
    ends = verb in ENDS
    if ends and not rule:
        raise Refused(_("Please choose the rule that it breaks. It is shown."))
    found.reports.all().delete()
    return Decision.objects.create(
        contribution=found,
        verb=verb,
        rule=rule if ends else "",
        reason=tidy(reason) if ends else "",
        by=by,
        role=rules.role_for(by, rules.READS, lead),
        at=timezone.now(),
    )


@transaction.atomic
def report(*, contribution: Contribution, reason: str = "") -> Report:
    """Tell the town hall that a public contribution breaks a rule. Raises Refused if it is not public any more. Locks the room."""
    lead, found = _locked(contribution)
    if found is None or not lead.is_public or found.state != State.PUBLIC:
        raise Refused(_("This is not public any more."))
    return Report.objects.create(contribution=found, reason=tidy(reason), day=timezone.localdate())


@transaction.atomic
def forget(now: dt.datetime) -> int:
    """After 30 days: replies that nobody released expire, what is not public loses its words, a withdrawn proposal its discussion.

    Returns the number of rows. The discussion of a proposal that is deleted goes with it.
    """
    first_kept = timezone.localdate(now) - UNRELEASED_KEPT
    withdrawn = Contribution.objects.filter(proposal__state=ProposalState.WITHDRAWN, proposal__title="")
    due = Contribution.objects.filter(kind=Kind.REPLY, decisions=None, day__lt=first_kept)
    lock(workshop__in=set(due.order_by().values_list("proposal__workshop", flat=True)))
    unread = list(due)  # again: one may have been released while its room was not locked yet
    for each in unread:
        Decision.objects.create(contribution=each, verb=Decision.Verb.EXPIRE, role=SYSTEM, at=now)
    ended = Decision.objects.filter(Q(verb=Decision.Verb.EXPIRE) | Q(verb__in=ENDS, at__lt=now - UNRELEASED_KEPT))
    emptied = Contribution.objects.filter(pk__in=ended.values("contribution")).empty()
    return len(unread) + emptied + withdrawn.delete()[0]


def _locked(contribution: Contribution) -> tuple[Proposal, Contribution | None]:
    """Lock the room of a contribution, and read it again with the proposal that its thread belongs to; None if it is deleted by now."""
    lock_rooms(contribution.proposal)
    found = Contribution.objects.select_related("proposal", "question").filter(pk=contribution.pk).first()
    return reread(lead_of((found or contribution).proposal)), found


def _closed(proposal: Proposal) -> str:
    if proposal.state == ProposalState.MERGED:
        return _("This proposal was merged. The conversation goes on at the other one.")
    return _("This proposal was withdrawn. Nothing can be said about it any more.")
