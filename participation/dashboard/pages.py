"""The contexts of two pages: the list with its figures, and one proposal with what helps to answer it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participation.accounts.models import User
from participation.accounts.rules import ANSWERS, may, municipalities_of, powers_of, roles_in
from participation.proposals import queries
from participation.proposals.actions import WITH_OWN_FUNCTION, facts_of
from participation.proposals.answers import WORDS
from participation.proposals.labels import button_label, number_word
from participation.proposals.models import Proposal, Response
from participation.proposals.rows import row_of, rows_of
from participation.proposals.timeline import timeline
from participation.proposals.transitions import rule_for, verbs_for
from polls.disclosure import shown_to_public
from workshops.models import Workshop

from .forms import AnswerForm, FilterForm, MergeForm, StepForm

SIMILAR = 4


def queue_context(user: User, proposals: QuerySet[Proposal], form: FilterForm) -> dict[str, Any]:
    """The list page: `proposals` as `form` filters them, and the figures of all of them."""
    asked = form.asked()
    rows = rows_of(queries.filtered(proposals, **asked))
    figures = queries.figures(proposals)
    answers = powers_of(user).filter(role__in=ANSWERS).exists()
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


def headline(waiting: int, *, yours: bool) -> str:
    """How many proposals wait, in one sentence; `yours` for those who may answer them."""
    if not waiting:
        return _("Everything is answered.")
    if yours:
        sentence = ngettext("One proposal is waiting for your answer.", "%(number)s proposals are waiting for your answer.", waiting)
    else:
        sentence = ngettext("One proposal is waiting for an answer.", "%(number)s proposals are waiting for an answer.", waiting)
    return sentence % {"number": number_word(waiting)}


def _next_workshop(user: User) -> Workshop | None:
    workshops = Workshop.objects.filter(
        municipality_id__in=municipalities_of(user), state=Workshop.State.DRAFT, starts_at__gte=timezone.now(), is_rehearsal=False
    )
    return workshops.order_by("starts_at").select_related("municipality").first()


def proposal_context(
    user: User,
    proposal: Proposal,
    *,
    form: AnswerForm | None = None,
    step_form: StepForm | None = None,
    merge_form: MergeForm | None = None,
    is_changed: bool = False,
) -> dict[str, Any]:
    """The page of one proposal. A form that was wrong comes back in it; `is_changed`: somebody else has saved a draft meanwhile."""
    answers = may(user, ANSWERS, proposal.municipality_id)
    response = getattr(proposal, "response", None)
    draft = response if response and not response.is_published else None
    today = timezone.localdate()
    row = row_of(proposal, today)
    verbs = verbs_for(proposal.state, roles_in(user, proposal.municipality_id), facts_of(proposal)) if answers else []
    similar = queries.proposals_for(user).filter(tradeoff=proposal.tradeoff_id).exclude(pk=proposal.pk).order_by("-support", "pk")  # type: ignore[misc]  # an annotation of proposals_for
    return {
        "proposal": proposal,
        "row": row,
        "deadline": row.deadline,
        "response": response if response and response.is_published else None,
        "draft": draft if answers else None,
        # The draft that saving replaces: the present one. A form that was wrong for another reason keeps the one its page showed.
        "seen": (draft.fingerprint if draft else "") if form is None or is_changed else form.data.get("seen", ""),
        "other_draft": draft if is_changed else None,
        "may_answer": "answer" in verbs,
        "verbs": verbs,
        "form": form or AnswerForm(initial=_initial(draft)),
        "step_form": step_form or StepForm(),
        "merge_form": (merge_form or MergeForm(proposal=proposal)) if "merge" in verbs else None,
        "steps": _steps(proposal, verbs),
        "points": timeline(proposal, public=True),
        "room": shown_to_public(proposal.workshop_id),
        "similar": rows_of(similar[:SIMILAR], today),
    }


def _steps(proposal: Proposal, verbs: list[str]) -> list[dict[str, Any]]:
    """The buttons of the steps that need no form of their own."""
    rules = {verb: rule_for(proposal.state, verb, facts_of(proposal)) for verb in verbs if verb not in WITH_OWN_FUNCTION}
    return [{"verb": verb, "label": button_label(verb), "needs_reason": rule.needs_reason} for verb, rule in rules.items() if rule]


def _initial(draft: Response | None) -> dict[str, Any]:
    if draft is None:
        return {}
    return {name: getattr(draft, name) for name in ("verdict", *WORDS, "wording", "open_until")}
