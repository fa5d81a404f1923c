"""Checking whether a proposal is feasible: a public finding, and what stays in the town hall."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from workshops.clean_text import tidy
from workshops.refused import Refused

from ..answers import fingerprint_of
from ..models import Assessment, PrivateAssessment, Proposal
from . import steps
from .assigning import set_assigned

PUBLIC = ("office", "feasibility", "explanation", "cost_from", "cost_to")
INTERNAL = ("assigned_to_id", "reasoning")


@transaction.atomic
def assess(
    *,
    proposal: Proposal,
    by: User,
    seen: str,
    office: str,
    feasibility: str,
    explanation: str,
    cost_from: int | None,
    cost_to: int | None,
    assigned_to: User | None,
    reasoning: str,
) -> bool:
    """Save the finding, who takes care, and the internal note. Returns whether somebody else takes care of it now.

    `seen` is what `assessment_seen` gave when the page was opened. The history says when the public part has changed.
    Raises Refused if a colleague was faster or the proposal is answered. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    if seen != assessment_seen(locked):
        raise Refused(
            _("A colleague has changed this check meanwhile. Saving again replaces what stands here now; your text is still below.")
        )
    public: dict[str, Any] = {"office": tidy(office), "feasibility": Assessment.Feasibility(feasibility)}
    public |= {"explanation": tidy(explanation, multiline=True), "cost_from": cost_from, "cost_to": cost_to}
    before = Assessment.objects.filter(proposal=locked).first()
    assessment = Assessment(pk=before.pk if before else None, proposal=locked, **public)
    if fingerprint_of(assessment, PUBLIC) != fingerprint_of(before, PUBLIC):
        steps.take_step(locked, "assess", by, public["explanation"])
        assessment.save()
    else:
        steps.check_step(locked, "assess", by)
    PrivateAssessment.objects.update_or_create(proposal=locked, defaults={"reasoning": tidy(reasoning, multiline=True)})
    is_news = set_assigned(locked, assigned_to)
    proposal.refresh_from_db()
    return is_news


def assessment_seen(proposal: Proposal) -> str:
    """A digest of the finding and the note as they are stored now; "" before the first one."""
    assessment = Assessment.objects.filter(proposal=proposal).first()
    note = PrivateAssessment.objects.filter(proposal=proposal).first()
    return fingerprint_of(assessment, PUBLIC) + fingerprint_of(note, INTERNAL)
