"""The type of a request behind `staff_only` or `login_required`, for annotations alone."""

from django.http import HttpRequest

from .models import User


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User
