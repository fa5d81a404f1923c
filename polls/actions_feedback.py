"""Feedback on the evening itself: a poll with three fixed statements on the closing item.

It takes the way of every ballot and has its secrecy. It is never revealed to the room, so nothing counts it among the results of the
questions; only `disclosure.shown_feedback` shows it.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.texts import in_every_language
from workshops.models import AgendaItem
from workshops.refused import Refused

from .actions import open_poll
from .kinds.statements import Statements
from .models import Poll

QUESTION = gettext_lazy("How was it for you?")
STATEMENTS = (
    gettext_lazy("I understood what this was about."),
    gettext_lazy("I could say what I think."),
    gettext_lazy("I would come again."),
)


def feedback_poll(**fields: Any) -> Poll:
    """An unsaved poll with the three statements, in every language."""
    labels = [dict(in_every_language(statement)) for statement in STATEMENTS]
    options = [{"id": number, "label": label, "retired": False} for number, label in enumerate(labels, start=1)]
    return Poll(kind=Statements.slug, is_feedback=True, question=in_every_language(QUESTION), options=options, **fields)


def set_feedback(*, item: AgendaItem, is_asked: bool) -> None:
    """Ask for feedback on this closing item, or do not; raises Refused once the item has begun. The caller has locked the room."""
    found = Poll.objects.filter(item=item).first()
    if bool(found) == is_asked:
        return
    if AgendaItem.objects.filter(pk=item.pk).exclude(started_at=None).exists():
        raise Refused(_("This item has already begun: whether it asks for feedback stays as it was."))
    if found:
        found.delete()
    else:
        feedback_poll(item=item).save()


def open_feedback(item: AgendaItem) -> None:
    """Open the feedback of this item, if it has one that was not opened yet. On the writer, with the room locked.

    It stays open when the facilitator goes back to an earlier item, and closes with the workshop."""
    for poll in Poll.objects.filter(item=item, state=Poll.State.READY):
        open_poll(poll)
