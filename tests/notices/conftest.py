"""Clara is the mayor and Olga an officer; Emil sits in the council, Ben facilitates. What they get by mail is real mail."""

import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from participation.accounts import mail
from participation.notices.actions import tell_due

from ..accounts.conftest import mail_server, queue  # noqa: F401 (fixtures)
from ..dashboard.conftest import count_queries, emil, make_evening, make_proposal, olga  # noqa: F401 (fixtures)


def morning(days: int = 0, hour: int = 8) -> datetime:
    """So many days from today, at this hour of the town's clock."""
    return timezone.localtime().replace(hour=hour, minute=10, second=0, microsecond=0) + timedelta(days=days)


def next_monday() -> int:
    """In how many days it is Monday; never today."""
    return 7 - timezone.localdate().weekday()


def on_no_monday(days: int) -> int:
    """So many days from today, or one less on a Monday, when the mail is another one."""
    return days - 1 if morning(days).weekday() == 0 else days


@pytest.fixture
def told(mailoutbox):
    """told(morning(3)) → the mails of that run of the hourly job, by the first name of their readers."""

    def run(now):
        mailoutbox.clear()
        number = tell_due(now=now)
        assert number == len(mailoutbox)
        return {message.to[0].partition("@")[0]: message for message in mailoutbox}

    return run


@pytest.fixture
def arrived(queue, mail_server):  # noqa: F811
    """arrived() → all that the mail server has taken."""
    server = mail_server()

    def send():
        assert mail.send_due()
        return [message for _recipients, message in server.taken]

    return send


def path_in(message) -> str:
    """The path of the link that ends this mail."""
    return re.fullmatch(rf"<{re.escape(settings.BASE_URL)}(/\S+)>", message.extra_headers["List-Unsubscribe"])[1]
