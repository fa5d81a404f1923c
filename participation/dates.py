"""Dates for people to read."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format

NBSP = "\u00a0"


def day(value: dt.date | dt.datetime, *, short: bool = False) -> str:
    """A date like "22. November 2026", without a line break between day and month. `short` omits the present year.

    A datetime is converted to local time first."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    form = "MONTH_DAY_FORMAT" if short and value.year == timezone.localdate().year else "DATE_FORMAT"
    return date_format(value, form).replace(" ", NBSP, 1)
