"""A phone that stops reading gets only the newest pictures afterwards and is cut beyond a limit, while others notice nothing."""

from .slow_readers import two_fall_asleep


def test_two_phones_stop_reading(hall, report):
    report(**two_fall_asleep(hall))
