from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self):
        from participation.live.register import register

        from . import access, actions, items, own_data, slots  # noqa: F401  (slots register themselves)
        from .registers import retention

        items.register()
        own_data.register()
        retention("participants", actions.forget_participants)
        register.missing = access.missing
        register.stage_room = access.stage_room
        register.may_facilitate = access.may_facilitate
