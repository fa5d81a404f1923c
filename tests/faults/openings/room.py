"""The room: its code, its door, and what its phones send."""

from .registry import watched_by


# -- the code -----------------------------------------------------------------------------
@watched_by("tests/workshops/test_codes.py::test_beyond_three_hundred_a_minute_a_wrong_code_is_refused")
def codes_may_be_guessed() -> None:
    from workshops import join_pages

    join_pages._count_miss = lambda: 0


@watched_by("tests/workshops/test_codes.py::test_a_right_code_is_never_refused")
def a_right_code_is_refused_too() -> None:
    from workshops import join_pages

    look = join_pages._workshop_of
    join_pages._workshop_of = lambda typed: None if len(join_pages._misses) == join_pages.FREE_MISSES else look(typed)


@watched_by("tests/workshops/test_codes.py::test_a_draft_lets_nobody_in_until_two_hours_before")
def a_draft_is_open_for_weeks() -> None:
    from datetime import timedelta

    from workshops.actions import joining

    joining.OPENS_BEFORE = timedelta(days=60)


# -- the door -------------------------------------------------------------------------------
@watched_by("tests/workshops/test_door.py::test_a_script_gets_no_further_than_thirty_more_than_expected")
def as_many_come_in_as_there_are_places() -> None:
    from workshops.models import Workshop

    Workshop.comes_in_freely = property(lambda workshop: workshop.capacity)


@watched_by("tests/workshops/test_door.py::test_late_comers_are_told_to_wait_and_one_press_lets_them_in")
def a_new_form_has_waited() -> None:
    from workshops import join_pages

    join_pages.WAIT_SECONDS = -1.0
    join = join_pages.join_action
    join_pages.join_action = lambda *, has_waited, **fields: join(has_waited=True, **fields)


@watched_by("tests/workshops/test_door.py::test_everybody_who_came_just_now_is_sent_out_and_the_others_stay")
def sends_everybody_out() -> None:
    from participation.live.rooms.presence import RecentlySeen

    members = RecentlySeen.members
    RecentlySeen.members = lambda recent, room, seconds=None: members(recent, room)


# -- what phones send -----------------------------------------------------------------------
@watched_by("tests/workshops/test_wording.py::test_what_is_far_too_long_is_not_even_looked_at")
def reads_whatever_comes() -> None:
    from workshops import clean_text

    clean_text.is_far_too_long.__code__ = (lambda text, limit: False).__code__


@watched_by("tests/workshops/test_wording.py::test_the_cost_grows_with_the_length_and_no_faster")
def sorts_any_number_of_marks() -> None:
    from workshops import clean_text

    clean_text.LONGEST_RUN = 2**40


@watched_by("tests/workshops/test_rate.py::test_too_often_is_too_often_by_every_way")
def forms_have_no_rate() -> None:
    from types import SimpleNamespace

    from workshops import phone

    phone.buckets = SimpleNamespace(get=lambda room, who: SimpleNamespace(take=lambda: 0))


@watched_by("tests/workshops/test_rate.py::test_too_often_is_too_often_by_every_way")
def a_phone_asks_for_the_state_without_end() -> None:
    from participation.live.wire import http_twins

    http_twins._refuse_over_limit = lambda room, who: None


@watched_by("tests/workshops/test_rate.py::test_a_stage_and_a_console_may_not_ask_too_often_either")
def stage_and_console_ask_without_end() -> None:
    from participation.live.wire import http_twins

    ask = http_twins._refuse_over_limit
    http_twins._refuse_over_limit = lambda room, who: ask(room, who) if isinstance(who, int) else None


# -- what the facilitator decides -------------------------------------------------------------
@watched_by("tests/workshops/test_moderation.py::test_a_word_that_is_not_the_one_that_was_read_is_not_decided")
def decides_on_what_nobody_has_read() -> None:
    from workshops import moderation

    moderation.expect_read.__code__ = (lambda seen, title, text: None).__code__
