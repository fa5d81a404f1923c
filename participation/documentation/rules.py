"""Who may read the page of an evening. What somebody may not see answers 404."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from participation.accounts.models import User
from workshops import rules
from workshops.models import Workshop

from .models import Publication


def with_page() -> QuerySet[Workshop]:
    """The workshops that can have a page: they have ended, and were no rehearsal."""
    ended = Workshop.objects.filter(state=Workshop.State.ENDED, is_rehearsal=False)
    return ended.select_related("municipality", "tradeoff", "room", "publication__by")


def public_evening(pk: int) -> Workshop:
    """A workshop whose page was published; it may have been withdrawn since. Raises Http404 for any other one."""
    return get_object_or_404(with_page().filter(publication__isnull=False), pk=pk)


def room_evening(room: str) -> Workshop:
    """The workshop of this room: whoever has the room's random address may read its page. Raises Http404 before the end."""
    return get_object_or_404(with_page(), room__slug=room)


def facilitated_evening(user: User, pk: int) -> Workshop:
    """An ended workshop that `user` may publish; raises Http404 for any other one."""
    workshop = rules.workshop_for(user, pk)
    if workshop.is_rehearsal or workshop.state != Workshop.State.ENDED:
        raise Http404
    return workshop


def publication_of(workshop: Workshop) -> Publication | None:
    """What was published of this workshop, also if it has been withdrawn; None if nothing was."""
    return getattr(workshop, "publication", None)
