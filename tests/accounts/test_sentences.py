"""What allauth's pages say to Ben in German: neither "du" nor "Sie", like our own."""

import gettext
import re
from pathlib import Path

import allauth
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from participation.accounts.sentences import ALLAUTH

PAGES = (
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
)
ADDRESS = re.compile(r"\b(Sie|Ihre?[mnrs]?|Ihnen|[Dd]u|[Dd]eine?[mnrs]?|[Dd]ir|[Dd]ich)\b")


def test_each_sentence_is_still_one_of_allauth_s():
    with (Path(allauth.__file__).parent / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    assert [sentence for sentence in ALLAUTH if theirs.gettext(sentence) == sentence] == []


@pytest.mark.django_db
@pytest.mark.parametrize("has_second_step", [False, True])
def test_the_pages_of_the_second_step_address_nobody(has_second_step, as_user, ben):
    client = as_user()
    client.post(reverse("account_login"), {"login": ben.email, "password": "augenhoehe-2026"})
    if has_second_step:
        TOTP.activate(ben, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(ben)
    seen = {name: client.get(reverse(name), follow=True).content.decode() for name in PAGES}
    assert {name: ADDRESS.findall(re.sub(r"<[^>]*>", " ", page)) for name, page in seen.items()} == dict.fromkeys(PAGES, [])
    assert ("Der zweite Schritt mit der Authenticator-App ist eingerichtet." in seen["mfa_index"]) == has_second_step
