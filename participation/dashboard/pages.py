"""What the dashboard's pages show, gathered: the queue with its figures, and one proposal with all that helps to answer it."""

from django.utils import timezone

from participation.accounts.models import Membership
from participation.accounts.rules import ANSWERS, may, municipalities_of, roles_in
from participation.proposals.actions import WITH_OWN_FUNCTION, facts_of
from participation.proposals.timeline import timeline
from participation.proposals.transitions import rule_for, verbs_for
from workshops.models import Workshop

from . import queries
from .forms import AnswerForm, MergeForm, StepForm
from .room import room_of
from .words import deadline, headline, step_words

SIMILAR = 4


def queue_context(user, proposals, form) -> dict:
    asked = form.asked()
    rows = queries.rows(queries.filtered(proposals, **asked))
    figures = queries.figures(proposals)
    answers = Membership.objects.filter(user=user, role__in=ANSWERS).exists()
    return {
        "headline": headline(figures.open, yours=answers),
        "figures": figures,
        "rows": rows,
        "form": form,
        "asked": asked,
        "is_filtered": bool(asked["words"] or asked["tradeoff"] or asked["state"] != "waiting"),
        "most": max([row.support for row in rows], default=0) or 1,
        "today": timezone.localdate(),
        "coming": _next_workshop(user) if not figures.open else None,
        "done": figures.total - figures.open,
        "several_towns": len({row.proposal.municipality_id for row in rows}) > 1,
    }


def _next_workshop(user) -> Workshop | None:
    workshops = Workshop.objects.filter(
        municipality_id__in=municipalities_of(user), state=Workshop.State.DRAFT, starts_at__gte=timezone.now()
    )
    return workshops.order_by("starts_at").select_related("municipality").first()


def proposal_context(user, proposal, *, form=None, step_form=None, merge_form=None) -> dict:
    answers = may(user, ANSWERS, proposal.municipality_id)
    response = getattr(proposal, "response", None)
    draft = response if response and not response.is_published else None
    today = timezone.localdate()
    facts = facts_of(proposal)
    verbs = verbs_for(proposal.state, roles_in(user, proposal.municipality_id), facts) if answers else []
    similar = queries.proposals_for(user).filter(tradeoff=proposal.tradeoff_id).exclude(pk=proposal.pk).order_by("-support", "pk")
    return {
        "proposal": proposal,
        "row": queries.row(proposal, today),
        "deadline": deadline(proposal.answer_by, today) if proposal.waits_for_answer else None,
        "response": response if response and response.is_published else None,
        "draft": draft if answers else None,
        "may_answer": "answer" in verbs,
        "form": form or AnswerForm(initial=_initial(draft)),
        "step_form": step_form or StepForm(),
        "merge_form": (merge_form or MergeForm(proposal=proposal)) if "merge" in verbs else None,
        "steps": [
            {"verb": verb, "words": step_words(verb), "needs_reason": rule_for(proposal.state, verb, facts).needs_reason}
            for verb in verbs
            if verb not in WITH_OWN_FUNCTION
        ],
        "points": timeline(proposal, public=True),
        "room": room_of(proposal.workshop_id),
        "similar": queries.rows(similar[:SIMILAR], today),
    }


def _initial(draft) -> dict:
    if draft is None:
        return {}
    return {name: getattr(draft, name) for name in ("verdict", "reason", "who", "by_when", "cost")}
