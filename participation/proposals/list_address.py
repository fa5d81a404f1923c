"""Where a desk page leads next: its address keeps filter, order and page of the list from which somebody came, through every step."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from participation.responses import see_other

LIST = ("q", "tradeoff", "workshop", "place", "assigned", "state", "sort", "page")


def way_to(values: Mapping[str, object]) -> str:
    """The part of an address that shows the list with these `values`: "?state=all&page=2", or "" for the list as it opens."""
    asked = [(name, value) for name in LIST if (value := values.get(name))]
    return f"?{urlencode(asked)}" if asked else ""


def way_of(request: HttpRequest) -> str:
    """The same part of the address that was asked for."""
    return way_to(request.GET)


def back_to(request: HttpRequest, name: str, *args: object, part: str = "") -> HttpResponse:
    """Redirect to a page of the desk, on the way along the same list. `part` is the id of an element of that page."""
    return see_other(reverse(name, args=args) + way_of(request) + (f"#{part}" if part else ""))
