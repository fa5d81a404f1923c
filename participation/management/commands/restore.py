"""Restore a backup: docs/operations.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from participation.management import backups


class Command(BaseCommand):
    help = "Put a backup in the database's place. Stop the server first."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="yes, the data that are there now may go")

    def handle(self, *, file: Path, replace: bool, **options: Any) -> None:
        try:
            backups.restore(file, replace=replace)
        except backups.Failed as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Restored. Start the server again.")
