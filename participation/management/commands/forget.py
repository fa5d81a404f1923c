"""Delete what is due: docs/privacy.md says what, and after how long. `serve` does the same every hour."""

from django.core.management.base import BaseCommand

from participation.live import scrub
from workshops.actions import forget


class Command(BaseCommand):
    help = "Delete what has been kept long enough; safe to run at any time."

    def handle(self, **options):
        for name, count in forget().items():
            self.stdout.write(f"{name}: {count}")
        scrub.wait(seconds=30)
