"""Fill an empty database with a large invented town."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from workshops.refused import Refused


class Command(BaseCommand):
    help = "Fill a database of its own with a large invented town and three small ones, to see how the site works with many proposals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--proposals", type=int, default=50_000)
        parser.add_argument("--supports", type=int, default=500_000)
        parser.add_argument("--contributions", type=int, default=200_000)
        parser.add_argument("--workshops", type=int, default=2_000)
        parser.add_argument("--years", type=int, default=5, help="over how many years the workshops are spread")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same towns")

    def handle(self, *, seed: int, **options: Any) -> None:
        from participation.demo_data.actions_large import Size, fill

        logging.getLogger("participation.security").setLevel(logging.WARNING)  # the roles of invented people
        size = Size(**{name: options[name] for name in ("proposals", "supports", "contributions", "workshops", "years")})
        started = time.monotonic()
        try:
            town = fill(size=size, seed=seed, say=self.stdout.write)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{town.name} is filled after {time.monotonic() - started:.0f} s: {reverse('municipality_status', args=[town.slug])}"
        )
        self.stdout.write(f"Nobody has a password there. To log in: manage.py create_staff <e-mail> <name> {town.slug} mayor")
