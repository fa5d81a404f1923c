"""The municipality's answer: drafted first, published in a second step."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.texts import isolated
from workshops.clean_text import tidy
from workshops.refused import Refused

from ..gaps import refuse_gaps
from ..models import Proposal, Response, State
from ..queries import lead_of
from ..transitions import facts_of, rule_for
from . import indexing, steps
from .offering import offer


class DraftChanged(Refused):
    """Somebody has saved another draft since the page was opened."""


@transaction.atomic
def draft_response(
    *,
    proposal: Proposal,
    by: User,
    verdict: str,
    reason: str,
    english: str = "",
    who: str = "",
    by_when: dt.date | None = None,
    cost: str = "",
    wording: str = "",
    open_until: dt.date | None = None,
    seen: str | None = None,
) -> Response:
    """Save the draft that nobody outside the town hall sees. `seen` is the fingerprint of the draft it replaces, "" for none.

    Raises DraftChanged if there is another draft by now, Refused if the proposal can't be answered. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    rule = rule_for(locked.state, "answer", facts_of(locked))
    if rule is None:
        raise Refused(_why_not(locked))
    role = steps.role_for(by, rule, locked.municipality_id)
    saved = Response.objects.filter(proposal=locked).first()
    if seen is not None and saved and seen != saved.fingerprint:
        raise DraftChanged(
            _("A colleague has saved a draft meanwhile: it stands below. Your text is still here; saving it now replaces that draft.")
        )
    fields: dict[str, Any] = tidied_words(reason=reason, english=english, who=who, by_when=by_when, cost=cost)
    changed = verdict == Response.Verdict.CHANGED
    fields |= {"wording": tidy(wording, multiline=True) if changed else "", "open_until": open_until if changed else None}
    response, _created = Response.objects.update_or_create(
        proposal=locked, defaults={**fields, "verdict": Response.Verdict(verdict), "author": by, "role": role}
    )
    return response


def tidied_words(*, reason: str, english: str, who: str, by_when: dt.date | None, cost: str) -> dict[str, Any]:
    lines = {"reason": tidy(reason, multiline=True), "english": tidy(english, multiline=True)}
    return {**lines, "who": tidy(who), "by_when": by_when, "cost": tidy(cost)}


def _why_not(proposal: Proposal) -> str:
    """Why this proposal can't be answered."""
    if proposal.state == State.MERGED:
        return _("This proposal was merged with “%(title)s”. The answer to that one is for both.") % {"title": isolated(lead_of(proposal))}
    if getattr(proposal, "response", None) and proposal.response.is_published:
        return _("Somebody was faster: this proposal is answered already. That answer can be corrected.")
    if proposal.state == State.OFFERED:
        return _("Another wording is with the authors. Once they have answered, or their time is over, it is up to the town hall again.")
    return _("This proposal can’t be answered now.")


@transaction.atomic
def publish_response(*, proposal: Proposal, by: User, seen: str | None = None) -> Response:
    """Make the draft public and final, signed by `by`; "yes, if changed" is offered to the authors instead.

    `seen` is the fingerprint of the draft that was read.
    Raises Refused if there is no draft, if it has changed or has a gap, or if a "yes" does not say who and by when. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    response = Response.objects.filter(proposal=locked, state=Response.State.DRAFT).first()
    if response is None:
        raise Refused(_("There is no draft of an answer yet."))
    if seen is not None and seen != response.fingerprint:
        raise Refused(_("Somebody has changed the draft meanwhile. Please read it once more before you publish it."))
    refuse_gaps(response)
    if response.is_yes and not (response.who and response.by_when):
        raise Refused(_("An accepted proposal needs to say who takes care of it, and by when."))
    if response.by_when and response.by_when < timezone.localdate():
        raise Refused(_("The day by which it will be done is over. Please choose one that is still to come."))
    offers = response.verdict == Response.Verdict.CHANGED
    if locked.municipality.signs_off and not response.is_signed:
        raise Refused(_("A second person has to sign this draft before it is published."))
    event = steps.take_step(locked, "offer" if offers else "answer", by, response.reason)
    response.author, response.role = by, event.role
    if offers:
        offer(locked, response)
    else:
        response.state, response.published_at = Response.State.PUBLISHED, event.at
        steps.date_answer(locked, event.at)
    response.save()
    locked.response = response
    indexing.index(locked)
    proposal.refresh_from_db()
    return response


@transaction.atomic
def sign_response(*, proposal: Proposal, by: User, seen: str) -> None:
    """Sign a draft that somebody else has saved. Who changes it takes the signature away. Raises Refused. Locks the room."""
    locked = steps.lock_proposal(proposal)
    steps.check_step(locked, "sign", by)
    response = Response.objects.filter(proposal=locked, state=Response.State.DRAFT).first()
    if response is None or seen != response.fingerprint:
        raise Refused(_("Somebody has changed the draft meanwhile. Please read it once more before you sign it."))
    if response.author_id == by.pk:
        raise Refused(_("Whoever saved the draft last can’t sign it. Somebody else has to read it."))
    refuse_gaps(response)
    Response.objects.filter(pk=response.pk).update(signed=response.fingerprint)
