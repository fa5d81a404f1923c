"""Take roles from an account; its sessions and live consoles end at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from participation.accounts import actions
from participation.accounts.models import Membership, User
from participation.management.towns import town_called


class Command(BaseCommand):
    help = "Take a role in a municipality from somebody, or with --all every role everywhere. Sessions and live consoles end."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("municipality", nargs="?", help="the short name, as in /m/<short name>/")
        parser.add_argument("role", nargs="?", choices=Membership.Role.values)
        parser.add_argument("--all", action="store_true", help="every role in every municipality")

    def handle(self, *, email: str, municipality: str | None, role: str | None, **options: Any) -> None:
        if options["all"] == bool(municipality and role):
            raise CommandError("Name a municipality and a role, or say --all.")
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        count = actions.remove_staff(user=user, municipality=town_called(municipality) if municipality else None, role=role)
        if not count:
            raise CommandError("There was no such role; nothing was changed.")
        left = ", ".join(map(str, user.memberships.select_related("municipality"))) or "none"
        self.stdout.write(f"{count} taken. Left: {left}.")
