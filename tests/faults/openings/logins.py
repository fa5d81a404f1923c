"""Logins, and the mail that they need."""

from .registry import watched_by


# -- guesses --------------------------------------------------------------------------
@watched_by("tests/live/test_lanes.py::test_a_flood_of_wrong_logins_leaves_phones_and_console_alone")
def passwords_take_everybody_s_threads() -> None:
    from participation import threads

    threads.lane_of = lambda method, path: threads.EVERYBODY


@watched_by("tests/accounts/test_limits.py::test_each_further_guess_waits_twice_as_long_and_never_more_than_five_minutes")
def guesses_never_wait() -> None:
    from participation.accounts import limits

    limits.Ladder.wait_after = lambda ladder, count: 0


@watched_by("tests/accounts/test_limits.py::test_strangers_do_not_keep_clara_out_of_her_own_browser")
def strangers_lock_the_mayor_out() -> None:
    from participation.accounts import limits

    limits.login_key = lambda request, email: limits.digest("login", email.lower())


@watched_by("tests/accounts/test_limits.py::test_other_addresses_push_nothing_out")
def a_small_cache_holds_the_guesses() -> None:
    """The newest three hundred, as a cache in memory would."""
    from participation.accounts import actions
    from participation.accounts.models import Attempt

    count = actions.count_attempt

    def counted(**fields):
        newest = Attempt.objects.order_by("-expires_at").values_list("pk", flat=True)[:300]
        Attempt.objects.exclude(pk__in=list(newest)).delete()
        return count(**fields)

    actions.count_attempt = counted


@watched_by("tests/accounts/test_limits.py::test_a_code_is_not_guessed_quickly_either")
def the_second_step_may_be_guessed() -> None:
    from participation.accounts import forms

    del forms._LimitedCode.clean_code


@watched_by("tests/accounts/test_limits.py::test_nobody_fills_a_mailbox")
def a_mailbox_may_be_filled() -> None:
    from participation.accounts import forms

    del forms.AskForLink.clean_email


@watched_by("tests/accounts/test_limits.py::test_the_same_guesses_another_day_begin_anew_and_forget_clears_the_table")
def old_sessions_stay() -> None:
    from types import SimpleNamespace

    from django.contrib.sessions.models import Session

    from participation.accounts import actions

    actions.Session = SimpleNamespace(objects=Session.objects.none())


# -- mail -------------------------------------------------------------------------------
@watched_by("tests/accounts/test_mail.py::test_a_mute_server_delays_no_request")
def mail_goes_out_in_the_request() -> None:
    from participation.accounts import mail

    mail.queue = mail._send


@watched_by("tests/accounts/test_mail.py::test_a_mute_server_is_given_up_in_time_and_the_mail_stays")
def a_mute_server_is_waited_for() -> None:
    from participation.accounts import mail

    connect = mail.get_connection
    mail.get_connection = lambda backend: connect(backend, timeout=6)


@watched_by("tests/accounts/test_mail.py::test_a_server_that_is_dead_for_hours_loses_nothing")
def mail_is_tried_once() -> None:
    from participation.accounts import mail

    send = mail._send
    mail._send = lambda message: bool(send(message))


@watched_by("tests/accounts/test_mail.py::test_a_refused_recipient_is_no_error_for_anybody_and_named_in_no_log")
def the_log_names_who_was_refused() -> None:
    from participation.accounts import mail

    send = mail._send

    def telling(message):
        if not (took_it := send(message)):
            mail.log.error("not sent to %s", message.to)
        return took_it

    mail._send = telling


@watched_by("tests/accounts/test_mail.py::test_an_unknown_address_costs_the_same_and_gets_nothing")
def mail_goes_to_unknown_addresses() -> None:
    from participation.accounts.adapter import AccountAdapter

    def send_mail(adapter, template_prefix, email, context):
        adapter.render_mail(template_prefix, email, context).send()

    AccountAdapter.send_mail = send_mail


@watched_by("tests/accounts/test_mail.py::test_nobody_reads_the_queue")
def the_queue_can_be_read() -> None:
    from types import SimpleNamespace

    from participation.accounts import mail

    mail._fernet = lambda: SimpleNamespace(encrypt=bytes, decrypt=bytes)
