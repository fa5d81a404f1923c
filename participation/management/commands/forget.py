"""Delete data whose time is over (docs/privacy.md). `serve` does the same every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from participation.live.guards import scrub
from workshops.actions import forget


class Command(BaseCommand):
    help = "Delete what has been kept long enough; safe to run at any time."

    def handle(self, **options: Any) -> None:
        for name, count in forget().items():
            self.stdout.write(f"{name}: {count}")
        scrub.wait(seconds=30)
