"""Create a municipality."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_slug

from participation.accounts import actions
from participation.accounts.models import Municipality
from workshops.actions import adopt_tradeoff
from workshops.content import TRADEOFFS


class Command(BaseCommand):
    help = "Create a municipality; its first staff account comes with create_staff."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the short name, as in /m/<short name>/")
        parser.add_argument("name")
        parser.add_argument("--examples", action="store_true", help="with the four trade-offs of LAZIK N2030 to start from")

    def handle(self, *, slug: str, name: str, examples: bool, **options: Any) -> None:
        try:
            validate_slug(slug)
        except ValidationError as error:
            raise CommandError("The short name may hold letters, digits, - and _ only.") from error
        if Municipality.objects.filter(slug=slug).exists():
            raise CommandError(f"There is a municipality {slug!r} already.")
        town = actions.create_municipality(slug=slug, name=name)
        for content in TRADEOFFS if examples else []:
            adopt_tradeoff(municipality=town, content=content)
        self.stdout.write(f"{name} is there. Next: manage.py create_staff <e-mail> <name> {slug} admin")
