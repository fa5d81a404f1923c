from django.apps import AppConfig


class PollsConfig(AppConfig):
    """Adds the polls to the workshops and to the live transport, which do not import this app."""

    name = "polls"

    def ready(self) -> None:
        """Register item kinds, slots, messages, chores and the other extensions."""
        from django.db import connection

        from participation.live import extensions as live
        from participation.live.extensions import AUDIENCES
        from participation.live.guards import scrub
        from workshops import extensions

        from . import actions, checks, mine, own_data, slots, vote_message
        from .actions_clearing import clear_polls
        from .closing import Closing
        from .items import PollItem, step_data
        from .moderation import RemarkQueue
        from .plain_form import PollPart

        extensions.add_item_kind(PollItem())
        extensions.add_item_kind(Closing())
        extensions.add_check("polls", checks.polls)
        extensions.add_step_data("poll", step_data)
        extensions.add_phone_part(PollPart())
        extensions.add_moderation_queue(RemarkQueue())
        extensions.add_own_data(own_data.OWN_BALLOTS)
        extensions.add_own_data(own_data.OWN_REMARKS)
        extensions.add_end_action("polls", actions.end_polls)
        extensions.add_clear_action("polls", clear_polls)
        extensions.add_retention("ballots", actions.forget_ballots)

        live.add_message("vote", vote_message.VoteMessage())
        live.add_mine("ballots", mine.ballots)
        live.add_slot("turnout", slots.turnout, audiences=AUDIENCES, follows="counted")
        live.add_slot("results", slots.results, audiences=AUDIENCES, follows="version")
        live.add_slot("wall", slots.wall, audiences=AUDIENCES, follows="version")
        live.add_chore("lots", actions.offer_lots)
        live.add_chore("final", actions.finalise_due)
        live.add_at_stop("final", actions.finalise_at_stop)
        scrub.add_table("polls_remark", order_by="id")
        if connection.vendor == "sqlite":
            scrub.add_table("polls_ballot", order_by="poll_id, key")
            scrub.add_table("polls_waiting", order_by="poll_id, key")
