from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "participation.following"
    label = "following"

    def ready(self) -> None:
        from participation.live.guards import scrub
        from workshops import extensions

        from . import actions

        extensions.add_retention("followers", actions.forget)
        scrub.add_table("following_follower", order_by="key")
        scrub.add_child("following_follower", of="proposals_proposal", order_by="key")
