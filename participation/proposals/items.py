"""The agenda item "proposals": everybody writes, reads and supports at their own pace."""

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participation.accounts.models import User
from participation.live.guards import scrub
from workshops.item_kind import ItemKind, SideAction
from workshops.models import AgendaItem
from workshops.purposes import IDEAS
from workshops.refused import Refused

from . import actions
from .actions.steps import BEFORE_HAND_OVER
from .models import UNSEEN, Proposal, State
from .transitions import SYSTEM

TAKE_BACK = SideAction("take_back", _("Take the last release back"))


class ProposalsItem(ItemKind):
    """Writing, reading and supporting proposals. Its only step is "next", because everybody writes at their own pace."""

    slug = "proposals"
    name = _("Proposals")
    hint = _("Participants write proposals, read those of the others and support what they like.")
    icon = "lightbulb"
    purpose = IDEAS
    minutes = 12
    people = (5, 100)
    side_actions = (TAKE_BACK,)

    def possible_side_actions(self, item: AgendaItem) -> list[SideAction]:
        return [TAKE_BACK] if actions.last_released(item.workshop_id) else []

    def perform_side_action(self, item: AgendaItem, verb: str, by: User | None) -> None:
        proposal = actions.last_released(item.workshop_id) if verb == TAKE_BACK.verb else None
        if proposal is None:
            raise Refused(_("Nothing is released that could be taken back."))
        actions.transition(proposal=proposal, verb=verb, by=by or SYSTEM)

    def leave(self, item: AgendaItem) -> None:
        transaction.on_commit(lambda: scrub.schedule(*BEFORE_HAND_OVER))

    def context(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        mine = Proposal.objects.filter(workshop_id=item.workshop_id)
        released = mine.in_room().count()
        return {"released": released, "waiting": mine.filter(state=State.SUBMITTED, is_offered=True, appealed=False).count()}

    def prefetch(self, items: list[Any]) -> None:
        shown = Proposal.objects.exclude(state__in=UNSEEN - {State.SUBMITTED}).exclude(state=State.SUBMITTED, is_offered=False)
        counts = dict(
            shown.filter(workshop_id__in={item.workshop_id for item in items}).order_by().values_list("workshop_id").annotate(n=Count("pk"))
        )
        for item in items:
            item.proposal_count = counts.get(item.workshop_id, 0)

    def agenda_note(self, item: Any) -> str:
        if not hasattr(item, "proposal_count"):
            self.prefetch([item])
        n = item.proposal_count
        return ngettext("%(n)d proposal", "%(n)d proposals", n) % {"n": n} if n else ""
