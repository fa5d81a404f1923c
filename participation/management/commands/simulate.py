"""Simulated phones for rehearsals and the demo, and a measured run of one poll."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from participation.simulation.phone import Phone, Record, crowd
from participation.tasks import cancel_all, run


class Command(BaseCommand):
    help = (
        "Virtual phones that join a rehearsal by its code and vote. Without --base: starts a server with data of its own, "
        "leads one poll through and measures."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--phones", type=int, default=300)
        parser.add_argument("--seconds", type=float, default=2.0, help="within which all vote once a poll opens (default: 2)")
        parser.add_argument("--base", help="address of a running server, such as http://localhost:8000")
        parser.add_argument("--code", help="join code of a rehearsal workshop there")
        parser.add_argument("--follow", action="store_true", help="stay for the whole workshop and vote like people: some not, some twice")
        parser.add_argument("--until-stdin-closes", action="store_true", help="end when the calling process does")
        parser.add_argument("--json", action="store_true", help="the figures as one line of JSON")

    def handle(
        self,
        *,
        phones: int,
        seconds: float,
        base: str | None,
        code: str | None,
        follow: bool,
        until_stdin_closes: bool,
        json: bool,
        **options: Any,
    ) -> None:
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # runs `finally`, which stops our server
        if until_stdin_closes:
            threading.Thread(target=end_with_stdin, daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            if not base:
                from participation.simulation.trial import trial

                self.report(trial(phones, seconds), json)
            else:
                if not code:
                    raise CommandError("Which workshop? Say --code too.")
                check_rehearsal(code)
                job = stay if follow else vote_once
                self.report(run(job(base, reverse("join", args=[tidy_code(code)]), phones, seconds)), json)

    def report(self, figures: dict | None, as_json: bool) -> None:
        """Print the figures as a table, or as one line of JSON."""
        if not figures:
            return
        if as_json:
            self.stdout.write(json.dumps(figures))
            return
        width = max(len(name) for name in figures)
        for name, value in figures.items():
            self.stdout.write(f"{name.replace('_', ' '):<{width}}  {value}")


def end_with_stdin() -> None:
    """End this process when stdin closes, that is when the calling process ends."""
    sys.stdin.buffer.read()
    os._exit(0)


def tidy_code(code: str) -> str:
    """The join code in capitals and without blanks."""
    return "".join(code.split()).upper()


def check_rehearsal(code: str) -> None:
    """Raise CommandError for a real workshop, where invented votes would be counted among those of participants."""
    from workshops.models import Workshop

    workshop = Workshop.objects.filter(code=tidy_code(code)).select_related("municipality").first()
    if not workshop:
        raise CommandError("This database knows no workshop with this code.")
    if not workshop.takes_simulated_phones:
        raise CommandError("Simulated phones may join rehearsals, and workshops of invented towns; this workshop is neither.")


async def stay(base: str, join: str, phones: int, seconds: float) -> None:
    """Take part in the workshop until every phone is told to leave."""
    record = Record()
    people = [Phone(number, base, join, seconds=seconds, record=record) for number in range(phones)]
    await asyncio.gather(*await crowd(people, within=min(6.0, phones * 0.15)), return_exceptions=True)


async def vote_once(base: str, join: str, phones: int, seconds: float) -> dict:
    """Join, wait up to an hour for a poll, vote once, and return the figures."""
    from participation.simulation.trial import figures_of, until

    record = Record()
    people = [Phone(number, base, join, seconds=seconds, record=record, lively=False) for number in range(phones)]
    tasks = await crowd(people, within=phones / 200)
    print(f"{phones} phones wait for a poll at {urlsplit(base).netloc} …", file=sys.stderr)
    await until(lambda: len(record.acks) >= phones, 3600)
    await cancel_all(tasks)
    return figures_of(record, phones)
