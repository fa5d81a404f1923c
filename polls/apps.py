from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "polls"

    def ready(self):
        from participation.live import scrub
        from participation.live.register import chore, handle, mine
        from workshops.registers import at_end, item_kind, retention

        from . import actions, handlers, lane, own_data, slots  # noqa: F401  (slots register themselves)
        from . import mine as own_ballots
        from .items import PollItem

        item_kind(PollItem())
        handle("vote")(handlers.vote)
        mine("ballots")(own_ballots.ballots)
        chore("lots")(actions.offer_lots)
        chore("final")(actions.finalise_due)
        own_data.register()
        lane.register()
        at_end("polls", actions.end_polls)
        retention("ballots", actions.forget_ballots)
        scrub.tables += ["polls_ballot", "polls_finalballot", "polls_remark"]
