"""What proposals bring to the evening: an agenda item, a moderation lane, a person's own data, retention and the hand-over."""

import re
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participation.live import scrub
from workshops.models import AgendaItem, Workshop
from workshops.registers import ItemKind, Lane, Own, Refused, Turn, Waiting, at_end, item_kind, lane, own, phone_verb, retention

from . import actions, receipts
from .models import UNSEEN, Proposal, State
from .queries import owned_by, supported_by_each

NUMBER = r"[0-9]{1,18}"
TAKE_BACK = Turn("take_back", _("Take the last release back"), _("Take back"))


class ProposalsItem(ItemKind):
    """Writing, reading and supporting proposals. Its one press is "next": everybody writes at their own pace."""

    slug = "proposals"
    name = _("Proposals")
    hint = _("Participants write proposals, read those of the others and support what they like.")
    icon = "lightbulb"

    def context(self, item: AgendaItem, audience: str) -> dict[str, Any]:
        mine = Proposal.objects.filter(workshop_id=item.workshop_id)
        released = mine.in_room().count()
        return {"released": released, "waiting": mine.filter(state=State.SUBMITTED).count()}

    def besides(self, item: AgendaItem) -> list[Turn]:
        return [TAKE_BACK] if self._last_released(item) else []

    def beside(self, item: AgendaItem, verb: str, by: Any) -> None:
        proposal = self._last_released(item) if verb == TAKE_BACK.verb else None
        if proposal is None:
            raise Refused(_("Nothing is released that could be taken back."))
        actions.transition(proposal=proposal, verb=verb, by=by)

    @staticmethod
    def _last_released(item: AgendaItem) -> Proposal | None:
        released = Proposal.objects.filter(workshop_id=item.workshop_id, state=State.PUBLISHED, handed_over_at=None)
        return released.order_by("published_at").last()

    def load(self, items: list[Any]) -> None:
        shown = Proposal.objects.exclude(state__in=UNSEEN - {State.SUBMITTED})
        counts = dict(
            shown.filter(workshop_id__in={item.workshop_id for item in items}).order_by().values_list("workshop_id").annotate(n=Count("pk"))
        )
        for item in items:
            item.proposal_count = counts.get(item.workshop_id, 0)

    def note(self, item: Any) -> str:
        if not hasattr(item, "proposal_count"):
            self.load([item])
        n = item.proposal_count
        return ngettext("%(n)d proposal", "%(n)d proposals", n) % {"n": n} if n else ""


item_kind(ProposalsItem())

VERBS = {"release": "release", "return": "return", "hide": "decline"}


def waiting(workshop: Workshop) -> list[Waiting]:
    """What the facilitator reads before the room does, in an order that tells nothing about the order of arrival."""
    entries = Proposal.objects.filter(workshop=workshop, state=State.SUBMITTED).order_by("uuid")
    return [
        Waiting(
            id=str(entry.pk),
            label=_("Proposal"),
            icon="lightbulb",
            title=entry.title,
            text="\n\n".join(filter(None, [entry.what, entry.why])),
            needs_reason=True,
        )
        for entry in entries
    ]


def decide(*, workshop: Workshop, id: str, verb: str, by, reason: str = "") -> None:
    proposal = Proposal.objects.filter(workshop=workshop, pk=int(id)).first() if re.fullmatch(NUMBER, id) else None
    if proposal is None:
        raise Refused(_("This proposal is not there any more. Its author may have withdrawn it."))
    actions.transition(proposal=proposal, verb=VERBS[verb], by=by, reason=reason)


def done(workshop: Workshop) -> dict[str, int]:
    entries = Proposal.objects.filter(workshop=workshop)
    return {
        "released": entries.in_room().count(),
        "returned": entries.filter(state=State.DRAFT).count(),
        "hidden": entries.filter(state=State.DECLINED).count(),
    }


lane(Lane("proposals", waiting, decide, done))


def export_proposals(identity) -> list[dict[str, str]]:
    return [
        {
            "title": entry.title,
            "what": entry.what,
            "why": entry.why,
            "tradeoff": str(entry.tradeoff),
            "state": entry.state,
            "receipt": receipts.receipt_of(identity, entry.uuid),
        }
        for entry in owned_by(identity)
    ]


def export_supports(identity) -> list[str]:
    ids = supported_by_each(identity.room, [identity])[0]
    return list(Proposal.objects.filter(pk__in=ids).values_list("title", flat=True))


own(
    Own(
        name="proposals",
        label=_("Proposals"),
        note=_("without a name; what is published stays public until you withdraw it"),
        position=40,
        show=lambda identity: len(owned_by(identity)),
        export=export_proposals,
        erase=lambda identity: actions.erase(identity=identity),
    )
)
own(
    Own(
        name="supports",
        label=_("Supports"),
        note=_("only as a number"),
        position=50,
        show=lambda identity: len(supported_by_each(identity.room, [identity])[0]),
        export=export_supports,
        erase=lambda identity: actions.erase_supports(identity=identity),
    )
)
retention("proposals", actions.forget)
scrub.tables.append("proposals_support")
at_end("proposals", actions.hand_over)


def support_from_phone(identity, data) -> None:
    """A tap on "Support": with `on` as the script says, without it the other way round than before."""
    if not re.fullmatch(NUMBER, data["support"]):
        raise Refused(_("This proposal can't be supported now."))
    pk = int(data["support"])
    on = data["on"] == "1" if "on" in data else pk not in supported_by_each(identity.room, [identity])[0]
    actions.support(identity=identity, proposal_id=pk, on=on)


phone_verb("support", support_from_phone)
