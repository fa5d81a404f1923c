"""What the pages of a proposal show of its discussion: the desk, the private link and the public page."""

from django import template

from participation.accounts.models import User
from participation.discussion import thread
from participation.discussion.forms import SayForm
from participation.discussion.rules import kinds_for
from participation.proposals.models import Proposal
from participation.proposals.moderation_rules import ModerationRule
from polls.disclosure import Shown
from polls.models import Remark

register = template.Library()

register.simple_tag(thread.desk_thread, name="desk_thread")
register.simple_tag(thread.public_thread, name="public_thread")
register.simple_tag(thread.author_thread, name="author_thread")


@register.simple_tag
def say_form(proposal: Proposal, user: User) -> SayForm | None:
    """The form for a contribution; None if the user may write nothing now."""
    kinds = kinds_for(user, proposal)
    return SayForm(kinds=kinds) if kinds else None


@register.simple_tag
def rules_of_moderation() -> list[tuple[str, str]]:
    """The choices of a decision that takes something from the public."""
    return [(str(value), str(label)) for value, label in ModerationRule.choices]


@register.simple_tag
def reasons_of(shown: Shown | None) -> list[dict]:
    """The room's released reasons for each of two poles: `[{"side", "pole", "texts"}, …]`. Empty if the result may not be shown."""
    if shown is None or shown.tally is None:
        return []
    released = Remark.objects.filter(poll=shown.poll, state=Remark.State.RELEASED, is_withdrawn=False).order_by("id")
    poles = {"a": shown.poll.pole_a, "b": shown.poll.pole_b}
    sides = [{"side": side, "pole": pole, "texts": [each.text for each in released if each.side == side]} for side, pole in poles.items()]
    return sides if any(side["texts"] for side in sides) else []
