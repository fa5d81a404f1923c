"""Change what a municipality promises."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from participation.accounts import actions
from participation.accounts.models import Municipality


class Command(BaseCommand):
    help = "Change what a municipality promises: until when it answers, when the council deals with a proposal, who signs an answer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the short name, as in /m/<short name>/")
        parser.add_argument("--answer-days", type=int, metavar="N", help="days until an answer, from the next hand-over on")
        parser.add_argument("--council-share", type=int, metavar="PERCENT", help="of a room; from the next hand-over on; 0 for no promise")
        parser.add_argument("--sign-off", choices=["yes", "no"], help="whether a second person signs each answer")

    def handle(self, *, slug: str, answer_days: int | None, council_share: int | None, sign_off: str | None, **options: Any) -> None:
        town = Municipality.objects.filter(slug=slug).first()
        if town is None:
            raise CommandError(f"There is no municipality {slug!r}.")
        if answer_days is not None and not 1 <= answer_days <= 365:
            raise CommandError("An answer takes between 1 and 365 days.")
        if council_share is not None and not 0 <= council_share <= 100:
            raise CommandError("The share is between 0 and 100 percent.")
        actions.set_promises(
            town=town, answer_days=answer_days, council_share=council_share, signs_off=sign_off == "yes" if sign_off else None
        )
        share = f"{town.council_share} % of a room" if town.council_share else "no share of a room"
        signs = "a second person signs" if town.signs_off else "one person is enough"
        self.stdout.write(f"{town}: answers within {town.answer_days} days; the council deals with what {share} supports; {signs}.")
