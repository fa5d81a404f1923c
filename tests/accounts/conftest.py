"""Mail servers on this computer."""

from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from ..waiting import free_port


@pytest.fixture
def queue(settings):
    """The site's own way: into the queue, and from there by SMTP."""
    settings.EMAIL_BACKEND = "participation.accounts.mail.QueueBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 20
    return settings


class Answers:
    """A mail server's way to answer, and what it has taken."""

    def __init__(self, to_recipient="250 ok", to_data="250 ok"):
        self.to_recipient, self.to_data, self.taken = to_recipient, to_data, []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (its name)
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.to_data.startswith("250"):
            self.taken.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return self.to_data


@pytest.fixture
def mail_server(queue):
    """mail_server(to_recipient="550 no") → a running server that answers so."""
    running = []

    def start(**answers):
        handler = Answers(**answers)
        queue.EMAIL_PORT = free_port()
        controller = Controller(handler, hostname="127.0.0.1", port=queue.EMAIL_PORT)
        controller.start()
        running.append(controller)
        return handler

    yield start
    for controller in running:
        controller.stop()
