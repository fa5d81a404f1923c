"""The context of the page of one proposal, with what helps to answer it."""

from typing import Any

from django.db.models import QuerySet

from participation.accounts.models import User
from participation.accounts.rules import ANSWERS, may, roles_in
from participation.proposals import queries
from participation.proposals.actions import WITH_OWN_FUNCTION, facts_of
from participation.proposals.answers import WORDS
from participation.proposals.labels import button_label
from participation.proposals.models import Proposal, Response
from participation.proposals.rows import Row, row_of, rows_of
from participation.proposals.timeline import timeline
from participation.proposals.transitions import rule_for, verbs_for
from polls.disclosure import shown_to_public

from .assigned import assigned_in
from .filters import FilterForm
from .forms import AnswerForm, MergeForm, StepForm
from .queue import neighbours

SIMILAR = 4


def proposal_context(
    user: User,
    proposal: Proposal,
    queue: FilterForm,
    *,
    form: AnswerForm | None = None,
    step_form: StepForm | None = None,
    merge_form: MergeForm | None = None,
    is_changed: bool = False,
) -> dict[str, Any]:
    """The page of one proposal on its way through `queue`. A form that was wrong comes back in it.

    `is_changed`: somebody else has saved a draft meanwhile.
    """
    answers = may(user, ANSWERS, proposal.municipality_id)
    response, row = getattr(proposal, "response", None), row_of(proposal)
    draft = response if response and not response.is_published else None
    verbs = verbs_for(proposal.state, roles_in(user, proposal.municipality_id), facts_of(proposal)) if answers else []
    return {
        "proposal": proposal,
        "way": queue.way(page=queue.page),
        "neighbours": neighbours(proposal, queries.proposals_for(user), queue),
        "row": row,
        "deadline": row.deadline,
        "response": response if response and response.is_published else None,
        "draft": draft if answers else None,
        # The draft that saving replaces: the present one. A form that was wrong for another reason keeps the one its page showed.
        "seen": (draft.fingerprint if draft else "") if form is None or is_changed else (form.data or form.initial).get("seen", ""),
        "other_draft": draft if is_changed else None,
        "may_answer": "answer" in verbs or form is not None,  # what was typed comes back even if it came too late
        "verbs": verbs,
        "assigned_to": assigned_in(user, [proposal.pk]).get(proposal.pk),
        "form": form or AnswerForm(initial=_initial(proposal, draft)),
        "step_form": step_form or StepForm(),
        "merge_form": (merge_form or MergeForm(proposal=proposal)) if "merge" in verbs else None,
        "steps": _steps(proposal, verbs),
        "points": timeline(proposal, public=True),
        "room": shown_to_public(proposal.workshop_id),
        "similar": _similar(queries.proposals_for(user), proposal),
    }


def _similar(readable: QuerySet[Proposal], proposal: Proposal) -> list[Row]:
    """Others on the same trade-off, the most supported first."""
    others = readable.filter(tradeoff=proposal.tradeoff_id).exclude(pk=proposal.pk)
    return rows_of(queries.in_order(readable, others.order_by("-total_supports", "pk").values_list("pk", flat=True)[:SIMILAR]))


def _steps(proposal: Proposal, verbs: list[str]) -> list[dict[str, Any]]:
    """The buttons of the steps that need no form of their own."""
    rules = {verb: rule_for(proposal.state, verb, facts_of(proposal)) for verb in verbs if verb not in WITH_OWN_FUNCTION}
    return [{"verb": verb, "label": button_label(verb), "needs_reason": rule.needs_reason} for verb, rule in rules.items() if rule]


def _initial(proposal: Proposal, draft: Response | None) -> dict[str, Any]:
    """What the form of the answer begins with. Another wording begins with that of the authors, so that only the change is typed."""
    saved = {name: getattr(draft, name) for name in ("verdict", *WORDS, "wording", "open_until")} if draft else {}
    return saved | {"wording": saved.get("wording") or proposal.what}
