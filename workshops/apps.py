"""Registers what this app adds to accounts, live and its own extensions."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self) -> None:
        from participation.accounts import mail
        from participation.accounts.actions import forget_logins
        from participation.accounts.actions_mail import forget_mail
        from participation.live import extensions as live
        from participation.live.extensions import AUDIENCES, CONSOLE, STAGE
        from participation.live.guards import scrub

        from . import access, actions, extensions, items, own_data, slots, warnings

        for kind in items.BUILT_IN:
            extensions.add_item_kind(kind)
        extensions.add_check("evening", warnings.evening)
        extensions.add_own_data(own_data.PSEUDONYM)
        extensions.add_retention("participants", actions.forget_participants)
        extensions.add_retention("logins", forget_logins)
        extensions.add_retention("mail", forget_mail)
        extensions.add_retention("ends", lambda now: actions.end_due())

        live.add_slot("step", slots.step, audiences=AUDIENCES, follows="version")
        live.add_slot("timer", slots.timer, audiences=AUDIENCES, follows="version")
        live.add_slot("people", slots.people, audiences={STAGE, CONSOLE}, follows="counted", with_presence=True)
        live.add_slot("lane", slots.lane, audiences={CONSOLE}, follows="version")
        live.add_slot("curtain", slots.curtain, audiences={STAGE}, follows="version")
        live.add_chore("end", actions.end_due)
        live.add_chore("people", actions.recount_people)
        live.add_at_start("mail", mail.sender.start)
        live.add_at_stop("mail", mail.sender.stop)
        live.set_room_access(
            live.RoomAccess(
                missing=access.missing,
                stage_room=access.stage_room,
                may_facilitate=access.may_facilitate,
                send_out=actions.send_out_here,
            )
        )
        scrub.add_table("workshops_participant", order_by="id")
