"""The production server. It is configured by environment variables: docs/operations.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from participation.accounts.checks import mail_is_set_up
from participation.management import database_log, prepare


class Command(BaseCommand):
    help = "Serve the site: Daphne with limits, group commit and, every hour, `forget` and `notify`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="default: this computer only, for a proxy in front")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        from participation.following.actions import tell as tell_followers
        from participation.live.wire.server import serve
        from participation.notices.actions import tell_due as tell_staff
        from workshops.actions import forget

        if not settings.STATEMENTS_IN_LOG:
            try:
                database_log.expect_silence()
            except database_log.Failed as error:
                raise CommandError(str(error)) from error
        for message in mail_is_set_up():
            self.stderr.write(self.style.ERROR(f"{message.msg} {message.hint}"))
        if settings.STORAGES["staticfiles"]["BACKEND"].startswith("participation."):
            prepare.static_files()

        def every_hour() -> None:
            try:
                forget()
            finally:
                tell_staff()
                tell_followers()

        def ready(port: int) -> None:
            self.stdout.write(f"Listening on http://{host}:{port}")
            self.stdout.flush()

        serve(host=host, port=port, ready=ready, hourly=every_hour)
