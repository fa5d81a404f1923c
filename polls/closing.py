"""The item kind "end": thanks, what happens next, and three statements about the evening itself."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.accounts.models import User
from workshops.item_kind import ItemKind
from workshops.models import AgendaItem
from workshops.plain_data import Entry
from workshops.purposes import IN_BETWEEN

from . import actions_feedback, specs
from .forms_closing import ClosingForm
from .items import poll_context
from .models import Poll


class Closing(ItemKind):
    """The closing words before the workshop ends. Its poll, if it has one, is the feedback; entering the item opens it."""

    slug = "end"
    name = gettext_lazy("Closing")
    hint = gettext_lazy("Thanks, what happens next, and good night.")
    icon = "flag"
    purpose = IN_BETWEEN
    form_class = ClosingForm

    def enter(self, item: AgendaItem) -> None:
        actions_feedback.open_feedback(item)

    def context(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        poll = Poll.objects.select_related(*specs.WITH_ROOM).filter(item=item).first()
        if poll is None:
            return {}
        specs.remember(poll)
        return poll_context(poll)

    def preview(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        poll = self.feedback(item)
        return poll_context(poll) if poll else {}

    def prefetch(self, items: list[AgendaItem]) -> None:
        found = {poll.item_id: poll for poll in Poll.objects.filter(item__in=items)}
        for item in items:
            vars(item).update(_poll=found.get(item.pk))

    def agenda_note(self, item: AgendaItem) -> Any:
        poll = self.feedback(item)
        if poll is None or not poll.tally:
            return ""
        n = poll.tally["n"]
        return ngettext("{n} person gave feedback", "{n} people gave feedback", n).format(n=n)

    def load(self, item: AgendaItem, entry: Entry, by: User | None) -> None:
        """`feedback` is false if the item does not ask for it."""
        is_asked = entry.raw("feedback")
        if is_asked is not None and type(is_asked) is not bool:
            raise entry.fault("feedback", _("true or false belongs here."))
        actions_feedback.set_feedback(item=item, is_asked=is_asked is not False)

    def dump(self, item: AgendaItem) -> dict[str, Any]:
        return {} if self.feedback(item) else {"feedback": False}

    def feedback(self, item: AgendaItem) -> Poll | None:
        """The poll of this item; None if it does not ask for feedback."""
        if not hasattr(item, "_poll"):
            self.prefetch([item])
        return vars(item)["_poll"]
