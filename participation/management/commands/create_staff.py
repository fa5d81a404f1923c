"""Create a staff account with a role and print its login link."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from participation.accounts import actions, links
from participation.accounts.models import Membership
from participation.management.towns import town_called


class Command(BaseCommand):
    help = "Create a staff account and print a login link that works once. The role counts as soon as the link was used."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("municipality", help="the short name, as in /m/<short name>/")
        parser.add_argument("role", choices=Membership.Role.values)
        parser.add_argument("--existing", action="store_true", help="give the role to an account that is there already")

    def handle(self, *, email: str, name: str, municipality: str, role: str, existing: bool, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is no e-mail address.") from None
        town = town_called(municipality)
        try:
            user = actions.create_staff(email=email, name=name, municipality=town, role=role, existing=existing)
        except actions.AccountExists:
            raise CommandError(
                "There is an account with this address already, perhaps of another town."
                " If it is the same person, say so with --existing; nothing was changed."
            ) from None
        self.stdout.write(f"{user.name} <{user.email}> is {role} in {town.name}.")
        self.stdout.write(f"Login link, works once and for three days: {settings.BASE_URL}{links.make(user, '/account/')}")
