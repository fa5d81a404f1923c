"""Joins, full-speed sockets, bodies of 300 MiB and drips, all at once: thirty honest phones are acknowledged within a second."""

from .conftest import size
from .flood import flooded


def test_a_flood_of_everything(hall, report):
    report(**flooded(hall, seconds=size(40, 12)))
