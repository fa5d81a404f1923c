from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "participation.notices"
    label = "notices"

    def ready(self) -> None:
        from participation.live.guards import scrub

        from . import due, extensions
        from .models import Kind

        extensions.add_finder(Kind.OVERDUE, due.overdue)
        extensions.add_finder(Kind.SOON, due.soon)
        extensions.add_finder(Kind.WEEKLY, due.later)
        extensions.add_finder(Kind.SECOND, due.second_looks)
        scrub.add_child("notices_told", of="proposals_proposal", order_by="id")
