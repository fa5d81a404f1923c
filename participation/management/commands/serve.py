"""The production server. Every switch is an environment variable: docs/operations.md."""

from django.conf import settings
from django.core.management.base import BaseCommand

from participation.management import prepare


class Command(BaseCommand):
    help = "Serve the site: Daphne with limits, group commit and, every hour, `forget`."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="default: this computer only, for a proxy in front")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host, port, **options):
        from participation.live.server import serve
        from workshops.actions import forget

        if settings.STORAGES["staticfiles"]["BACKEND"].startswith("participation."):
            prepare.static_files()

        def ready(port):
            self.stdout.write(f"Listening on http://{host}:{port}")
            self.stdout.flush()

        serve(host=host, port=port, ready=ready, forget=forget)
