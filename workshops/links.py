"""Addresses as people type and scan them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from .models import Workshop


def join_url(workshop: Workshop) -> str:
    """What the QR code holds."""
    return settings.BASE_URL + reverse("join", args=[workshop.code])


def join_host() -> str:
    """What stands beside the code: short enough to type."""
    return urlsplit(settings.BASE_URL).netloc
