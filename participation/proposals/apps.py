from django.apps import AppConfig

# Tables that refer to a proposal.
OTHERS = ("proposalevent", "response", "correction", "milestone", "assessment", "privateassessment", "offer", "pendingcorrection")


class ProposalsConfig(AppConfig):
    name = "participation.proposals"
    label = "proposals"

    def ready(self) -> None:
        from django.db import connection

        from participation.live import extensions as live
        from participation.live.extensions import PHONE, STAGE
        from participation.live.guards import scrub
        from workshops import extensions

        from . import actions, own_data, slots
        from .items import ProposalsItem
        from .moderation import ProposalQueue
        from .phone import SupportPart

        extensions.add_item_kind(ProposalsItem())
        extensions.add_phone_part(SupportPart())
        extensions.add_moderation_queue(ProposalQueue())
        extensions.add_own_data(own_data.OWN_PROPOSALS)
        extensions.add_own_data(own_data.OWN_SUPPORTS)
        extensions.add_end_action("proposals", actions.hand_over)
        extensions.add_clear_action("proposals", actions.clear)
        extensions.add_retention("proposals", actions.forget)
        extensions.add_retention("offers", actions.lapse_offers)

        live.add_mine("proposals", slots.own_proposals)
        live.add_mine("supports", slots.own_supports)
        live.add_slot("proposals", slots.proposals, audiences={PHONE, STAGE}, follows="both")
        live.add_slot("said", slots.said, audiences={PHONE}, follows="version")
        live.add_chore("proposal lots", actions.offer_lots)
        live.add_chore("supports", actions.show_supports)
        children = {f"proposals_{name}": "id" for name in OTHERS} | {"proposals_support": "key", "proposals_rating": "key"}
        children["proposals_declining"] = "proposal_id"
        scrub.add_table("proposals_support", order_by="key")
        scrub.add_table("proposals_rating", order_by="key")
        scrub.add_table("proposals_proposal", order_by="id", children=children)
        if connection.vendor == "postgresql":  # on SQLite their rows lie in the order of their keys by themselves
            scrub.add_table("proposals_searchword", order_by="word")
            scrub.add_table("proposals_searchentry", order_by="word, proposal_id")
