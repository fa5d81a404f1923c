"""Who is given a role, and from whom it is taken: the two commands."""

import logging
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from participation.accounts import links
from participation.accounts.models import Membership, User
from workshops.access import may_facilitate

pytestmark = pytest.mark.django_db


def test_the_command_makes_an_account_whose_link_works(as_user, town, capsys):
    call_command("create_staff", "nora@example.org", "Nora", "auental", "officer")
    nora = User.objects.get(email="nora@example.org")
    assert nora.memberships.get().role == Membership.Role.OFFICER and not nora.has_usable_password() and not nora.is_confirmed
    client = as_user()
    client.post(re.search(r"/enter/\S+", capsys.readouterr().out)[0])
    assert client.get(reverse("dashboard")).status_code == 200


def test_nobody_becomes_mayor_because_the_address_was_claimed_beforehand(dev, town):
    """Dev of Bergfeld has entered the address of Auental's mayor; the command must not make him that."""
    User.objects.filter(pk=dev.pk).update(email="clara@example.org")
    with pytest.raises(CommandError, match="--existing"):
        call_command("create_staff", "Clara@example.org", "Clara", "auental", "mayor")
    assert not dev.memberships.filter(municipality=town).exists()


def test_an_existing_account_gets_a_further_role_if_told_so(as_user, ben, town):
    client, link = as_user(ben), links.make(ben, "/workshops/")
    call_command("create_staff", "BEN@example.org", "Ben", "auental", "mayor", "--existing")
    assert set(ben.memberships.values_list("role", flat=True)) == {"facilitator", "mayor"}
    assert client.get(reverse("workshops")).status_code == 302  # a session of before does not grow: log in again
    assert as_user().post(link).status_code == 410


def test_the_command_names_the_towns_it_knows(town):
    with pytest.raises(CommandError, match="auental"):
        call_command("create_staff", "nora@example.org", "Nora", "auenthal", "officer")


def test_the_command_says_what_is_no_address(town):
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("create_staff", "nora", "Nora", "auental", "officer")


def test_a_role_that_was_taken_ends_sessions_and_the_live_console(as_user, ben, town, make_workshop):
    workshop = make_workshop()
    client = as_user(ben)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    assert may_facilitate(cookies, workshop.room.slug)
    Membership.objects.create(user=ben, municipality=town, role="officer")
    call_command("remove_staff", "ben@example.org", "auental", "officer")
    assert not may_facilitate(cookies, workshop.room.slug)  # the hub asks this every two seconds
    assert client.get(reverse("workshops"))["Location"].startswith(reverse("account_login"))
    assert ben.memberships.get().role == "facilitator"


def test_all_roles_are_taken_at_once(dev, other_town, capsys):
    link = links.make(dev, "/workshops/")
    call_command("remove_staff", "dev@example.org", "--all")
    assert not dev.memberships.exists() and "5 taken" in capsys.readouterr().out
    with pytest.raises(links.LinkExpired):
        links.read(link.split("/")[2])


@pytest.mark.parametrize(
    "words", [["ben@example.org"], ["ben@example.org", "auental"], ["ben@example.org", "auental", "mayor"], ["nora@example.org", "--all"]]
)
def test_what_cannot_be_taken_is_said_and_nothing_is(words, ben):
    with pytest.raises(CommandError):
        call_command("remove_staff", *words)
    assert ben.memberships.count() == 1


# -- what is noted, and what never is -------------------------------------------------------
def test_the_security_log_has_numbers_and_neither_addresses_nor_names(as_user, ben, town, caplog):
    caplog.set_level(logging.INFO, logger="participation.security")
    login = reverse("account_login")
    as_user().post(login, {"login": ben.email, "password": "falsch"})
    as_user().post(login, {"login": "niemand@example.org", "password": "falsch"})
    as_user().post(login, {"login": ben.email, "password": "augenhoehe-2026"})
    call_command("create_staff", ben.email, "Ben", "auental", "mayor", "--existing")
    call_command("remove_staff", ben.email, "auental", "mayor")
    assert [record.getMessage() for record in caplog.records if record.name == "participation.security"] == [
        f"login failed, user {ben.pk}",
        "login failed",
        f"login succeeded, user {ben.pk}",
        f"role given, user {ben.pk}, role mayor, municipality {town.pk}",
        f"role taken, user {ben.pk}, role mayor, municipality {town.pk}",
    ]
    assert not re.search(r"@|127\.0|Ben", caplog.text.replace("tests/", ""))
