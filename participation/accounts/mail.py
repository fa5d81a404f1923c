"""Mail goes through a queue in the database, so that no request waits for a mail server and an outage loses nothing.

Messages are encrypted with SECRET_KEY and padded: addresses and links can't be read from the database or a backup, and the length
does not tell which proposal a message is about. A message is deleted
when it is sent or refused for good. The log says what went wrong, never to whom.
"""

import base64
import hashlib
import json
import logging
import smtplib
import threading
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage, get_connection, make_msgid
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from . import actions_mail
from .models import User
from .rules import municipalities_of

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0  # how often the thread looks for messages of other processes
PAUSE_SECONDS = 30.0  # after the server did not take a message
PADDED = 4096  # bytes, and multiples of it


class StaffMail(EmailMessage):
    """A message about some municipalities. It is sent only if its reader still has a role in each of them at that moment."""

    def __init__(self, *args: Any, reader: User, towns: Collection[int], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.reader, self.towns = reader, towns


def queue(message: EmailMessage) -> None:
    """Put a message into the queue. One without a recipient takes the same time and is not sent, so the time tells nothing."""
    actions_mail.queue_mail(sealed=_seal(message))
    transaction.on_commit(sender.wake)


def headers_of(*, stop: str) -> dict[str, str]:
    """The headers of a mail that comes again and again. `stop` is the link that ends it.

    A mail program may offer to end it with one press, but RFC 8058 demands https for that.
    """
    headers = {"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{stop}>"}
    return headers | ({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if settings.SECURE else {})


class QueueBackend(BaseEmailBackend):
    """The mail backend for Django: puts messages into the queue. Plain text only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            queue(message)
        return len(email_messages)


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"mail:{settings.SECRET_KEY}".encode()).digest()))


def _seal(message: EmailMessage) -> bytes:
    # With the same id in every attempt a mailbox can tell that two copies are one message.
    headers = {"Message-ID": make_msgid(domain=urlsplit(settings.BASE_URL).hostname)} | message.extra_headers
    value: dict[str, Any] = {"subject": str(message.subject), "body": message.body, "from_email": message.from_email}
    value |= {"to": list(message.to), "headers": {name: str(text) for name, text in headers.items()}}
    if isinstance(message, StaffMail):
        value |= {"reader": message.reader.pk, "towns": list(message.towns)}
    words = json.dumps(value).encode()
    return _fernet().encrypt(words.ljust(-(-len(words) // PADDED) * PADDED))


def _unseal(sealed: bytes) -> EmailMessage | None:
    """The message; None if it can't be read, or if its reader has lost a role that it was written for."""
    try:
        value = json.loads(_fernet().decrypt(sealed))
    except InvalidToken:
        log.error("a mail was dropped: it was written with another SECRET_KEY")
        return None
    reader, towns = value.pop("reader", None), set(value.pop("towns", []))
    if towns and not _reads(reader, towns):
        return None
    return EmailMessage(**value)


def _reads(pk: int, towns: set[int]) -> bool:
    user = User.objects.filter(pk=pk).first()
    return user is not None and towns <= set(municipalities_of(user).values_list("municipality_id", flat=True))


def send_due() -> bool:
    """Send the messages that are due, one by one. False if the server did not take one; the rest is tried later."""
    while waiting := actions_mail.take_mail():
        message = _unseal(bytes(waiting.sealed))
        if message and message.to:
            if (took_it := _send(message)) is None:
                return False
            if not took_it:
                log.error("a mail was refused for good and dropped")
        actions_mail.drop_mail(pk=waiting.pk)
    return True


def _send(message: EmailMessage) -> bool | None:
    """True if the message was sent, False if it was refused for good, None if a later try may help."""
    try:
        get_connection(settings.MAIL_TRANSPORT).send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _text in error.recipients.values()):
            return False
        log.warning("a recipient was refused for now")
        return None
    except smtplib.SMTPDataError as error:
        log.warning("the mail server refused a mail: %s", error.smtp_code)
        return False if error.smtp_code >= 500 else None
    except ValueError as error:  # an address or a subject that no mail can have; it must not hold up the others
        log.warning("a mail can't be written: %s", type(error).__name__)
        return False
    except (OSError, smtplib.SMTPException) as error:  # OSError: no connection, no answer in time, no encryption
        log.warning("mail can't be sent right now: %s", type(error).__name__)
        return None
    return True


class Sender:
    """The thread of a server process that sends the mail."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._woken, self._ended = threading.Event(), threading.Event()

    def start(self) -> None:
        """Start the thread; once. With another backend, as in tests, there is nothing to do."""
        if self._thread is None and f"{__name__}.QueueBackend" == settings.EMAIL_BACKEND:
            self._ended.clear()
            self._thread = threading.Thread(target=self._run, name="mail", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop without waiting. A message that is being sent stays in the queue until the server has taken it."""
        self._ended.set()
        self._woken.set()
        self._thread = None

    def wake(self) -> None:
        self._woken.set()

    def _run(self) -> None:
        ended = self._ended
        while not ended.is_set():
            self._woken.clear()
            try:
                went_well = send_due()
            except Exception as error:
                log.error("the mail queue can't be read: %s", type(error).__name__)
                went_well = False
            finally:
                connection.close()
            if went_well:
                self._woken.wait(LOOK_SECONDS)
            else:
                ended.wait(PAUSE_SECONDS)


sender = Sender()
