"""Correcting the words of a published answer. The old ones stay readable; the decision stays as it is."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.accounts.models import User
from workshops.clean_text import tidy
from workshops.refused import Refused

from ..answers import WORDS
from ..gaps import refuse_gaps
from ..models import Correction, PendingCorrection, Proposal, Response
from . import indexing, steps
from .answering import DraftChanged, tidied_words


@transaction.atomic
def correct_response(*, proposal: Proposal, by: User, why: str, seen: str, **words: Any) -> Correction | None:
    """Replace the words of a published answer; `words` are those of `draft_response` without the verdict.

    Where the town wants a second signature, they wait for it, and the result is None. `seen` is what `correction_seen` gave when the
    page was opened. Raises Refused if something has changed meanwhile, nothing is different, or there is a gap. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    response = _published(locked)
    if seen != correction_seen(response):
        raise DraftChanged(_("A colleague has corrected this answer meanwhile. Please read it once more; your text is still here."))
    new = tidied_words(**words)
    if new == _words_of(response):
        raise Refused(_("Nothing is different from the answer that is public."))
    refuse_gaps(PendingCorrection(**new))
    if response.is_yes and not (new["who"] and new["by_when"]):
        raise Refused(_("An accepted proposal needs to say who takes care of it, and by when."))
    if not locked.municipality.signs_off:
        return _correct(locked, response, new, why, by, proposal)
    steps.check_step(locked, "correct", by)
    values = {**new, "why": tidy(why, multiline=True), "author": by}
    PendingCorrection.objects.update_or_create(response=response, defaults=values)
    return None


@transaction.atomic
def sign_correction(*, proposal: Proposal, by: User, seen: str) -> Correction:
    """Sign a correction that somebody else has saved, which makes it public. `seen` is its fingerprint. Raises Refused. Locks the room."""
    locked = steps.lock_proposal(proposal)
    response = _published(locked)
    pending = PendingCorrection.objects.filter(response=response).first()
    if pending is None or seen != pending.fingerprint:
        raise Refused(_("Somebody has changed the draft meanwhile. Please read it once more before you sign it."))
    if pending.author_id == by.pk:
        raise Refused(_("Whoever saved the draft last can’t sign it. Somebody else has to read it."))
    new = _words_of(pending)
    if _is_over(new["by_when"]) and new["by_when"] != response.by_when:
        raise Refused(_("The day by which it will be done is over. Please choose one that is still to come."))
    return _correct(locked, response, new, pending.why, by, proposal)


def correction_seen(response: Response) -> str:
    """A digest of the public answer, and of the correction that waits for a signature."""
    pending = PendingCorrection.objects.filter(response=response).first()
    return response.fingerprint + (pending.fingerprint if pending else "")


def _published(proposal: Proposal) -> Response:
    response = Response.objects.filter(proposal=proposal, state=Response.State.PUBLISHED).first()
    if response is None:
        raise Refused(_("There is no public answer yet that could be corrected."))
    return response


def _words_of(row: Response | PendingCorrection) -> dict[str, Any]:
    return {name: getattr(row, name) for name in WORDS}


def _is_over(day: dt.date | None) -> bool:
    return day is not None and day < timezone.localdate()


def _correct(locked: Proposal, response: Response, new: dict[str, Any], why: str, by: User, proposal: Proposal) -> Correction:
    event = steps.take_step(locked, "correct", by, why)
    correction = Correction.objects.create(response=response, at=event.at, why=event.reason, role=event.role, **_words_of(response))
    Response.objects.filter(pk=response.pk).update(**new)
    PendingCorrection.objects.filter(response=response).delete()
    indexing.index(steps.reread(locked))
    proposal.refresh_from_db()
    return correction
