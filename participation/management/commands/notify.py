"""Send the mail that is due to staff and followers (docs/operations.md). `serve` does the same every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from participation.following.actions import tell as tell_followers
from participation.notices.actions import tell_due as tell_staff


class Command(BaseCommand):
    help = "Send the mail that is due; safe to run at any time. Nothing is told twice, and nothing before seven in the morning."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"staff: {tell_staff()}")
        self.stdout.write(f"followers: {tell_followers()}")
