"""Publish, correct and withdraw the page of an evening."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.live.database import clock
from participation.texts import text
from workshops.models import Workshop
from workshops.refused import Refused

from .models import Correction, Publication

State = Publication.State


@transaction.atomic
def publish(*, workshop: Workshop, by: User, introduction: Any, partners: Any, reasons: list[str]) -> Publication:
    """Make the page public, also again after it was withdrawn. Locks the workshop's row.

    Raises Refused for a rehearsal, before the end, and if the page is public already.
    """
    locked = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    if locked.is_rehearsal:
        raise Refused(_("This was a rehearsal. Nothing of it becomes public."))
    if locked.state != Workshop.State.ENDED:
        raise Refused(_("The workshop has not ended yet. Its page can be published afterwards."))
    found = Publication.objects.filter(workshop=locked).first() or Publication(workshop=locked, state=State.WITHDRAWN)
    if found.is_public:
        raise Refused(_("The page is public already. What you have changed can be saved as a correction."))
    found.state, found.by, found.published_at, found.withdrawn_at = State.PUBLIC, by, clock.now(), None
    found.introduction, found.partners, found.reasons = text(introduction), text(partners), reasons
    found.save()
    return found


@transaction.atomic
def correct(*, workshop: Workshop, by: User, introduction: Any, partners: Any, reasons: list[str], note: Any) -> Publication:
    """Change what the facilitator wrote on a public page. `note` tells readers what, with the date. Raises Refused if it is not public."""
    found = _public(workshop)
    found.introduction, found.partners, found.reasons, found.by = text(introduction), text(partners), reasons, by
    found.save()
    Correction.objects.create(publication=found, at=clock.now(), note=text(note))
    return found


@transaction.atomic
def withdraw(*, workshop: Workshop) -> Publication:
    """Close the page, for the room too. Raises Refused if it is not public."""
    found = _public(workshop)
    found.state, found.withdrawn_at = State.WITHDRAWN, clock.now()
    found.save()
    return found


def _public(workshop: Workshop) -> Publication:
    found = Publication.objects.select_for_update(of=("self",)).filter(workshop=workshop, state=State.PUBLIC).first()
    if found is None:
        raise Refused(_("The page is not public."))
    return found
