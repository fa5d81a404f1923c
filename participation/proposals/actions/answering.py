"""The municipality's answer: drafted first, published in a second step."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from participation.accounts.models import User
from workshops.clean_text import tidy
from workshops.refused import Refused

from ..models import Proposal, Response
from ..transitions import facts_of, rule_for
from . import steps


class DraftChanged(Refused):
    """Somebody has saved another draft since the page was opened."""


@transaction.atomic
def draft_response(
    *,
    proposal: Proposal,
    by: User,
    verdict: str,
    reason: str,
    who: str = "",
    by_when: dt.date | None = None,
    cost: str = "",
    seen: str | None = None,
) -> Response:
    """Save the draft that nobody outside the town hall sees. `seen` is the fingerprint of the draft it replaces, "" for none.

    Raises DraftChanged if there is another draft by now, Refused if the proposal can't be answered. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    rule = rule_for(locked.state, "answer", facts_of(locked))
    if rule is None:
        raise Refused(_("This proposal can't be answered now."))
    role = steps.role_for(by, rule, locked.municipality_id)
    saved = Response.objects.filter(proposal=locked).first()
    if seen is not None and saved and seen != saved.fingerprint:
        raise DraftChanged(
            _("A colleague has saved a draft meanwhile: it stands below. Your text is still here; saving it now replaces that draft.")
        )
    fields = {"verdict": Response.Verdict(verdict), "reason": tidy(reason, multiline=True), "who": tidy(who), "by_when": by_when}
    response, _created = Response.objects.update_or_create(
        proposal=locked, defaults={**fields, "cost": tidy(cost), "author": by, "role": role}
    )
    return response


@transaction.atomic
def publish_response(*, proposal: Proposal, by: User, seen: str | None = None) -> Response:
    """Make the draft public and final, signed by `by`. `seen` is the fingerprint of the draft that was read.

    Raises Refused if there is no draft, if it has changed, or if a "yes" does not say who and by when. Locks the room.
    """
    locked = steps.lock_proposal(proposal)
    response = Response.objects.filter(proposal=locked, state=Response.State.DRAFT).first()
    if response is None:
        raise Refused(_("There is no draft of an answer yet."))
    if seen is not None and seen != response.fingerprint:
        raise Refused(_("Somebody has changed the draft meanwhile. Please read it once more before you publish it."))
    if response.verdict == Response.Verdict.ACCEPTED and not (response.who and response.by_when):
        raise Refused(_("An accepted proposal needs to say who takes care of it, and by when."))
    event = steps.take_step(locked, "answer", by, response.reason)
    response.state, response.published_at, response.author, response.role = Response.State.PUBLISHED, event.at, by, event.role
    response.save()
    proposal.refresh_from_db()
    return response
