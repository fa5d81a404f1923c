"""Write a backup: docs/operations.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from participation.management import backups


class Command(BaseCommand):
    help = "Write the database into one file; the server may be running. Ballots, unreleased remarks and logins stay out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: augenhoehe-<date>.backup in the present folder")

    def handle(self, *, file: Path | None, **options: Any) -> None:
        file = file or Path(f"augenhoehe-{timezone.localtime():%Y-%m-%d-%H%M%S}.backup")
        try:
            backups.backup(file)
        except backups.Failed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(file))
