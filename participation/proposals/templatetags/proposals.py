"""What several pages show of a proposal: its state, its deadline, how its room voted, who decides."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from participation.accounts.models import Membership, Municipality, User
from participation.proposals.labels import INFLUENCE, VERDICT_ICONS, Label, deadline_label, feasibility_label, milestone_label, state_label
from participation.proposals.models import Assessment, Milestone, Proposal, Rating, Response, State
from participation.proposals.rows import late_milestone, late_promise
from participation.proposals.wordings import Wordings, changes, compare
from polls.disclosure import Shown, shown_to_public
from workshops.models import Workshop

register = template.Library()
PER_ROW, DOT, MOST_DOTS = 24, 18, 240  # DOT in units of the picture: one supporter with the space around

register.simple_tag(state_label, name="state_of")


@register.simple_tag
def state_text(state: str) -> str:
    """A state by itself, with a capital letter: "Waits for release"."""
    return capfirst(str(State(state).label))


@register.simple_tag
def milestone_of(milestone: Milestone) -> Label:
    """Whether a milestone is reached, late or still to come."""
    return milestone_label(milestone, timezone.localdate())


register.simple_tag(late_milestone, name="late_milestone_of")
register.simple_tag(late_promise, name="late_promise_of")
register.simple_tag(feasibility_label, name="feasibility_of")


@register.simple_tag
def cost_of(assessment: Assessment) -> str:
    """The cost of a proposal, in one sentence; "" if nobody knows it yet."""
    low, high = (
        None if euros is None else number_format(euros, force_grouping=True) for euros in (assessment.cost_from, assessment.cost_to)
    )
    if low and high and low != high:
        return _("It costs from %(low)s to %(high)s €.") % {"low": low, "high": high}
    if low and high:
        return _("It costs %(low)s €.") % {"low": low}
    if low:
        return _("It costs at least %(low)s €.") % {"low": low}
    return _("It costs at most %(high)s €.") % {"high": high} if high else ""


@register.simple_tag
def wordings_of(proposal: Proposal, wording: str) -> Wordings:
    """The authors' wording and another one, with their differences."""
    return compare(proposal.what, wording)


register.simple_tag(changes, name="changes_between")


@register.simple_tag
def rating_levels() -> list[tuple[int, Any]]:
    """The three answers to each question about an answer of the town hall."""
    return list(Rating.Level.choices)


@register.simple_tag
def room_of(proposal: Proposal) -> Shown | None:
    """How the room voted in which this proposal was written, as far as the public may see it."""
    return shown_to_public(proposal.workshop_id)


@register.simple_tag
def picture_of(shown: Shown) -> Any:
    """What the results template of the kind draws outside the room."""
    return shown.picture("public")


@register.simple_tag
def deadline_of(proposal: Proposal) -> Label | None:
    """How far away the answer-by date is; None if no answer is due."""
    return deadline_label(proposal.answer_by, timezone.localdate()) if proposal.waits_for_answer and proposal.answer_by else None


@register.simple_tag
def late_days(proposal: Proposal, response: Response | None = None) -> int:
    """Days from the promised date to the answer, or to today while it is a draft. 0 if it came in time."""
    published = response.published_at if response else None
    answered_on = timezone.localdate(published) if published else timezone.localdate()
    return max(0, (answered_on - proposal.answer_by).days) if proposal.answer_by else 0


@register.simple_tag
def signature_of(response: Response, signer: User | None = None) -> str:
    """Name and office of the author, never an address: answers are public. `signer` is whoever is about to publish the answer."""
    author = signer or response.author
    office = dict(Membership.Role.choices).get(response.role, "") if author in (None, response.author) else ""
    return ", ".join(str(part) for part in (author and author.name, office) if part)


@register.simple_tag
def verdict_icon(verdict: str) -> str:
    """The name of the icon beside a verdict of the answer form."""
    return VERDICT_ICONS[Response.Verdict(verdict)]


@register.simple_tag
def influence_of(workshop: Workshop) -> str:
    """Who decides, in one or two sentences."""
    return str(INFLUENCE[Municipality.Influence(workshop.influence)])


@register.simple_tag
def crowd(count: int) -> dict[str, Any] | None:
    """`{"places": [(x, y), …], "height": h}`: a dot for each supporter. None for nobody, and for more than can be counted by eye."""
    if not 0 < count <= MOST_DOTS:
        return None
    places = [(DOT // 2 + DOT * (i % PER_ROW), DOT // 2 + DOT * (i // PER_ROW)) for i in range(count)]
    return {"places": places, "height": DOT * (1 + (count - 1) // PER_ROW)}
