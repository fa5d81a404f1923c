"""Reads the secret key at the start. Whoever can guess it can forge cookies and compute the secrets of ballots."""

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 32  # characters


def read_secret_key(text: str) -> str:
    """Return `SECRET_KEY` unchanged. Raises ImproperlyConfigured, with the way to make a good one, if it is too short."""
    if len(text) < SHORTEST:
        raise ImproperlyConfigured(
            f"SECRET_KEY must be set to a random value of at least {SHORTEST} characters (python3 -m participation demo does it by itself)."
            " This makes one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return text
