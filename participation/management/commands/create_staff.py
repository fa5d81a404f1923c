"""A staff account with a role, and the link that lets its owner in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from participation.accounts import actions, links
from participation.accounts.models import Membership, Municipality


class Command(BaseCommand):
    help = "Create a staff account (or give an existing one a further role) and print a login link that works once."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("municipality", help="the short name, as in /m/<short name>/")
        parser.add_argument("role", choices=Membership.Role.values)

    def handle(self, *, email, name, municipality, role, **options):
        validate_email(email)
        try:
            town = Municipality.objects.get(slug=municipality)
        except Municipality.DoesNotExist:
            known = ", ".join(Municipality.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no municipality {municipality!r}. Known: {known}.") from None
        user = actions.create_staff(email=email, name=name, municipality=town, role=role)
        self.stdout.write(f"{user.name} <{user.email}> is {role} in {town.name}.")
        self.stdout.write(f"Login link, works once and for three days: {settings.BASE_URL}{links.make(user, '/account/')}")
