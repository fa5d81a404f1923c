from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "participation.discussion"
    label = "discussion"

    def ready(self) -> None:
        from participation.live.guards import scrub
        from participation.notices import extensions as notices
        from participation.notices.models import Kind
        from workshops import extensions

        from . import actions, queries

        notices.add_finder(Kind.REPLY, queries.replies_to_release)
        extensions.add_retention("discussion", actions.forget)
        for table in ("contribution", "contribution_mentioned", "decision", "report"):
            scrub.add_child(f"discussion_{table}", of="proposals_proposal", order_by="id")
