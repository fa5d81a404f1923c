"""Accounts of staff, their roles, and what is noted of them."""

from .registry import watched_by


@watched_by("tests/accounts/test_account_pages.py::test_only_the_pages_we_need_are_there")
def every_page_of_allauth_is_there() -> None:
    from django.urls import include, path

    from participation.accounts import urls

    urls.urlpatterns.append(path("accounts/", include("allauth.urls")))


@watched_by("tests/accounts/test_account_pages.py::test_without_a_confirmed_address_no_role_counts")
def a_claimed_address_counts() -> None:
    from participation.accounts import rules
    from participation.accounts.models import Membership

    rules.powers_of = lambda user: Membership.objects.filter(user=user, user__is_active=True)


@watched_by("tests/accounts/test_account_pages.py::test_without_the_second_step_that_is_demanded_staff_can_only_set_it_up")
def nobody_needs_the_second_step() -> None:
    from participation.accounts import rules
    from participation.accounts.models import Membership

    rules.powers_of = lambda user: Membership.objects.filter(user=user, user__is_active=True, user__is_confirmed=True)


@watched_by("tests/accounts/test_account_pages.py::test_an_open_session_is_asked_for_the_password_first")
def an_open_session_changes_everything() -> None:
    from participation.accounts import fresh

    fresh.is_fresh = lambda request: True


@watched_by("tests/accounts/test_account_pages.py::test_a_new_password_needs_the_old_one_ends_other_sessions_and_is_told")
def nobody_is_told_of_a_new_password() -> None:
    from participation.accounts.adapter import AccountAdapter

    AccountAdapter.send_notification_mail = lambda *arguments, **named: None


@watched_by("tests/accounts/test_staff_commands.py::test_nobody_becomes_mayor_because_the_address_was_claimed_beforehand")
def takes_an_account_that_is_there() -> None:
    from participation.accounts import actions

    create = actions.create_staff
    actions.create_staff = lambda **fields: create(**fields | {"existing": True})


@watched_by("tests/accounts/test_staff_commands.py::test_all_roles_are_taken_at_once")
def remove_staff_takes_one_role() -> None:
    from participation.accounts import actions
    from participation.accounts.models import Membership

    remove = actions.remove_staff

    def one(*, user, municipality=None, role=None):
        role = role or Membership.objects.filter(user=user).values_list("role", flat=True).first()
        return remove(user=user, municipality=municipality, role=role)

    actions.remove_staff = one


@watched_by("tests/accounts/test_staff_commands.py::test_a_role_that_was_taken_ends_sessions_and_the_live_console")
def who_lost_a_role_stays_logged_in() -> None:
    from participation.accounts import actions

    actions.end_sessions = lambda *, user: None


@watched_by("tests/accounts/test_staff_commands.py::test_the_security_log_has_numbers_and_neither_addresses_nor_names")
def the_security_log_names_addresses() -> None:
    from participation.accounts import security
    from participation.accounts.adapter import AccountAdapter

    AccountAdapter.authentication_failed = lambda adapter, request, email="", **rest: security.note(f"login failed: {email}")


@watched_by("tests/accounts/test_https.py::test_serve_says_it_too")
def https_needs_no_mail() -> None:
    from participation.accounts import checks

    checks.mail_is_set_up.__code__ = (lambda **options: []).__code__
