"""Who has lost a role gets nothing more, not even what waits for the mail server already. What waits is not lost."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from participation.accounts import actions_mail, mail
from participation.accounts.models import QueuedMail
from participation.discussion.actions import say

from ..waiting import free_port
from .conftest import morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    return next(days for days in range(30, 40) if morning(days).weekday() == 2)


@pytest.fixture
def overdue(make_proposal, day):
    return make_proposal("Rufbus am Freitag", days_ago=28 - day + 1)


def test_who_was_removed_is_told_nothing(told, overdue, day, clara, olga):
    call_command("remove_staff", olga.email, "auental", "officer")
    assert set(told(morning(day))) == {"clara"}


@pytest.mark.parametrize("change", [{"is_confirmed": False}, {"is_active": False}])
def test_whose_role_does_not_count_is_told_nothing(change, told, overdue, day, clara, olga):
    type(olga).objects.filter(pk=olga.pk).update(**change)
    assert set(told(morning(day))) == {"clara"}


def test_without_the_second_step_that_is_demanded_nothing_comes(told, overdue, day, clara, settings):
    settings.REQUIRE_TOTP = True
    assert not told(morning(day))


@pytest.mark.django_db(transaction=True)
def test_mail_that_waits_for_the_mail_server_is_not_sent_to_who_was_removed_meanwhile(overdue, clara, olga, arrived):
    say(proposal=overdue, by=clara, kind="note", text="@Olga, bitte anrufen.")
    call_command("remove_staff", olga.email, "--all")
    assert not arrived() and not QueuedMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_for_an_hour_loses_nothing(overdue, clara, olga, mail_server, queue, monkeypatch):
    """The clock moves on by five minutes; after an hour the server is back."""
    queue.EMAIL_PORT = free_port()
    say(proposal=overdue, by=clara, kind="note", text="@Olga, bitte anrufen.")
    say(proposal=overdue, by=clara, kind="note", text="@Olga, das hat Zeit bis morgen.")
    begun = timezone.now()
    now = {"is": begun}
    monkeypatch.setattr(actions_mail.timezone, "now", lambda: now["is"])
    for minutes in range(0, 60, 5):
        now["is"] = begun + timedelta(minutes=minutes)
        mail.send_due()
    assert QueuedMail.objects.count() == 2
    server = mail_server()
    now["is"] = begun + timedelta(minutes=125)
    assert mail.send_due() and not QueuedMail.objects.exists()
    assert [message["To"] for _recipients, message in server.taken] == [olga.email] * 2
    assert all(message["List-Unsubscribe"] for _recipients, message in server.taken)
