"""Facts that several pages show beside a proposal: its state, its deadline, how its room stood, who decides."""

from django import template
from django.utils import timezone

from participation.accounts.models import Membership
from participation.dashboard import words
from participation.dashboard.room import room_of

register = template.Library()
PER_ROW, DOT, MOST_DOTS = 24, 18, 240

register.simple_tag(words.state_of, name="state_of")


@register.simple_tag(name="room_of")
def room_of_proposal(proposal):
    """How the room stood where this proposal comes from, as far as the public may see it."""
    return room_of(proposal.workshop_id)


@register.simple_tag
def picture_of(shown):
    """What the results template of the kind draws outside the room."""
    return shown.picture("public")


@register.simple_tag
def deadline_of(proposal):
    """The answer-by date in words, while an answer is due."""
    return words.deadline(proposal.answer_by, timezone.localdate()) if proposal.waits_for_answer else None


@register.simple_tag
def late_days(proposal, response=None) -> int:
    """Days between the promised date and the answer (or today, while it is a draft); 0 when in time."""
    published = response.published_at if response else None
    on = timezone.localtime(published).date() if published else timezone.localdate()
    return max(0, (on - proposal.answer_by).days) if proposal.answer_by else 0


@register.simple_tag
def signature_of(response, signer=None) -> str:
    """Who signs an answer: name and office; before it is published, whoever is about to."""
    author = signer or response.author
    office = dict(Membership.Role.choices).get(response.role, "") if author in (None, response.author) else ""
    return ", ".join(str(part) for part in (author, office) if part)


@register.simple_tag
def influence_of(workshop) -> str:
    return str(words.INFLUENCE[workshop.influence])


@register.simple_tag
def crowd(count: int):
    """Where the dots stand, one for each who supports; None when there is nobody, or too many to see."""
    if not 0 < count <= MOST_DOTS:
        return None
    places = [(DOT // 2 + DOT * (i % PER_ROW), DOT // 2 + DOT * (i // PER_ROW)) for i in range(count)]
    return {"places": places, "height": DOT * (1 + (count - 1) // PER_ROW)}
