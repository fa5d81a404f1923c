"""Mail against real servers on this computer: one that takes it, one that never answers, some that refuse, and none at all."""

import logging
import socket
import threading
import time
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, send_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation.accounts import mail
from participation.accounts.actions_mail import take_mail
from participation.accounts.models import QueuedMail
from workshops.actions import forget

from ..waiting import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mute_server(queue):
    """Accepts, and never says a word."""
    lines, listening = [], socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            try:
                lines.append(listening.accept()[0])
            except OSError:
                return
            called.set()

    called = threading.Event()
    threading.Thread(target=accept, daemon=True).start()
    queue.EMAIL_PORT = listening.getsockname()[1]
    yield called
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for line in lines:
        line.close()


def ask_for_link(email):
    return Client().post(reverse("account_reset_password"), {"email": email})


def let_all_be_due():
    QueuedMail.objects.update(next_at=timezone.now())


def test_a_request_leaves_the_mail_to_the_sender_and_nothing_stays(clara, mail_server):
    server = mail_server()
    assert ask_for_link(clara.email)["Location"] == reverse("account_reset_password_done")
    assert not server.taken
    assert mail.send_due()
    (recipients, message) = server.taken[0]
    assert recipients == [clara.email] and "/accounts/password/reset/key/" in message.get_content()
    assert "Passwort" in message["subject"] and not QueuedMail.objects.exists()


def test_a_mute_server_delays_no_request(clara, mute_server, queue):
    """While the sender waits for a word, the pages answer."""
    queue.EMAIL_TIMEOUT = 5
    mail.sender.start()
    try:
        ask_for_link(clara.email)
        assert mute_server.wait(20)  # the sender hangs now, for as long as EMAIL_TIMEOUT says
        assert ask_for_link(clara.email).status_code == 302
        assert Client().get(reverse("account_login")).status_code == 200
        assert QueuedMail.objects.count() == 2
    finally:
        thread = mail.sender._thread
        mail.sender.stop()
        thread.join(30)


def test_a_mute_server_is_given_up_in_time_and_the_mail_stays(clara, mute_server, queue):
    queue.EMAIL_TIMEOUT = 0.2
    ask_for_link(clara.email)
    begun = time.monotonic()
    assert not mail.send_due()
    assert time.monotonic() - begun < 5
    assert QueuedMail.objects.get().attempts == 1


def test_a_server_that_is_dead_for_hours_loses_nothing(clara, mail_server, queue):
    queue.EMAIL_PORT = free_port()
    ask_for_link(clara.email)
    pauses = []
    for _hour in range(10):
        before = timezone.now()
        assert not mail.send_due()
        pauses.append(round((QueuedMail.objects.get().next_at - before).total_seconds() / 60))
        assert mail.send_due()  # nothing is due now
        let_all_be_due()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    server = mail_server()
    assert mail.send_due() and len(server.taken) == 1 and not QueuedMail.objects.exists()


@pytest.mark.parametrize("answers", [{"to_recipient": "550 no such user here"}, {"to_data": "554 we think this is spam"}])
def test_a_refused_recipient_is_no_error_for_anybody_and_named_in_no_log(answers, clara, mail_server, caplog):
    mail_server(**answers)
    assert ask_for_link(clara.email).status_code == 302
    assert mail.send_due() and not QueuedMail.objects.exists()
    assert "refused for good" in caplog.text and "clara" not in caplog.text.lower()


@pytest.mark.parametrize("answers", [{"to_recipient": "451 come again"}, {"to_data": "451 come again"}])
def test_who_is_refused_for_now_gets_the_mail_later(answers, clara, mail_server, caplog):
    caplog.set_level(logging.DEBUG)
    mail_server(**answers)
    ask_for_link(clara.email)
    assert not mail.send_due()
    server = mail_server()
    let_all_be_due()
    assert mail.send_due() and len(server.taken) == 1
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that is the test's own server
    assert ours and "clara" not in " ".join(ours).lower()


@pytest.mark.parametrize("subject, to", [("Betreff", f"dev@{'ü' * 60}.example"), ("Betreff\nBcc: all@example.org", "dev@example.org")])
def test_a_mail_that_can_t_be_written_is_dropped_and_holds_up_no_other(subject, to, clara, mail_server, caplog):
    server = mail_server()
    send_mail(subject, "Text", None, [to])
    ask_for_link(clara.email)
    assert mail.send_due() and not QueuedMail.objects.exists()
    assert [recipients for recipients, _message in server.taken] == [[clara.email]]
    assert "can't be written" in caplog.text and "dev@" not in caplog.text


def test_an_unknown_address_costs_the_same_and_gets_nothing(clara, mail_server):
    server = mail_server()
    with CaptureQueriesContext(connection) as for_known:
        known = ask_for_link(clara.email)
    with CaptureQueriesContext(connection) as for_unknown:
        unknown = ask_for_link("niemand@example.org")
    assert len(for_known) == len(for_unknown)
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len({len(row.sealed) // 200 for row in QueuedMail.objects.all()}) == 1
    assert mail.send_due()
    assert [recipients for recipients, _message in server.taken] == [[clara.email]] and not QueuedMail.objects.exists()


def test_mail_goes_to_the_address_of_the_account_not_to_what_was_typed(clara, mail_server):
    server = mail_server()
    ask_for_link("CLARA@EXAMPLE.ORG")
    mail.send_due()
    assert server.taken[0][0] == [clara.email]


def test_nobody_reads_the_queue(clara, mail_server):
    ask_for_link(clara.email)
    sealed = bytes(QueuedMail.objects.get().sealed)
    assert b"clara" not in sealed and b"reset" not in sealed


def test_how_long_it_is_does_not_tell_which_proposal_a_mail_is_about(queue):
    for title in ("Bus", "Ein Schrank für Sportsachen, den alle ausleihen können, auch am Wochenende"):
        send_mail(f"„{title}“ verfolgen?", f"Neues zu „{title}“: ja, bitte.", None, ["nora@example.org"])
    assert len({len(bytes(waiting.sealed)) for waiting in QueuedMail.objects.all()}) == 1


def test_a_process_that_is_killed_while_sending_loses_nothing(mail_server):
    server = mail_server()
    send_mail("Betreff", "Text", None, ["clara@example.org"])
    assert take_mail()  # and now it is killed
    assert mail.send_due() and not server.taken
    let_all_be_due()
    assert mail.send_due() and len(server.taken) == 1


def test_of_two_processes_one_sends(mail_server, monkeypatch):
    send_mail("Betreff", "Text", None, ["clara@example.org"])
    first = QueuedMail.objects.get()
    assert take_mail().pk == first.pk and take_mail() is None


def test_what_was_written_with_another_key_is_dropped(mail_server, settings, caplog):
    server = mail_server()
    send_mail("Betreff", "Text", None, ["clara@example.org"])
    settings.SECRET_KEY = "x" * 50
    assert mail.send_due() and not QueuedMail.objects.exists() and not server.taken
    assert "another SECRET_KEY" in caplog.text


def test_what_nobody_takes_within_two_days_is_forgotten(queue):
    mail.queue(EmailMessage("Betreff", "Text", None, ["clara@example.org"]))
    assert forget(timezone.now() + timedelta(hours=47))["mail"] == 0
    assert forget(timezone.now() + timedelta(hours=49))["mail"] == 1
