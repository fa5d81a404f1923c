"""A backup as one file: docs/operations.md."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from participation.management import backups


class Command(BaseCommand):
    help = "Write the database into one file; the server may be running. Ballots that are not final and logins stay out."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="default: augenhoehe-<date>.backup in the present folder")

    def handle(self, *, file, **options):
        file = file or Path(f"augenhoehe-{timezone.localtime():%Y-%m-%d-%H%M%S}.backup")
        try:
            backups.backup(file)
        except backups.Failed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(file))
