"""Checking whether a proposal is feasible: a public finding, and a note that only those read who answer."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from workshops.clean_text import tidy
from workshops.refused import Refused

from ..answers import fingerprint_of
from ..models import Assessment, PrivateAssessment, Proposal
from . import steps

PUBLIC = ("office", "feasibility", "explanation", "cost_from", "cost_to")
INTERNAL = ("person", "reasoning")


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
    person: str,
    reasoning: str,
) -> Assessment:
    """Save the finding and the internal note. `seen` is what `assessment_seen` gave when the page was opened.

    The history says when the public part has changed. Raises Refused if a colleague was faster or the proposal is answered.
    Locks the room.
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
    note = {"person": tidy(person), "reasoning": tidy(reasoning, multiline=True)}
    PrivateAssessment.objects.update_or_create(proposal=locked, defaults=note)
    proposal.refresh_from_db()
    return assessment


def assessment_seen(proposal: Proposal) -> str:
    """A digest of the finding and the note as they are stored now; "" before the first one."""
    assessment = Assessment.objects.filter(proposal=proposal).first()
    note = PrivateAssessment.objects.filter(proposal=proposal).first()
    return fingerprint_of(assessment, PUBLIC) + fingerprint_of(note, INTERNAL)
