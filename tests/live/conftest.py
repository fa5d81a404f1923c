"""Tests of the live path talk to the server that users run, in its own process."""

import pytest

from ..e2e.conftest import live, server  # noqa: F401  (fixtures)
from .phone import Phone


@pytest.fixture
def make_phone(live):  # noqa: F811
    """make_phone(workshop) → somebody who joined by the form; every socket is closed at the end."""
    phones = []

    def make(workshop=None):
        phones.append(Phone(live, f"/j/{workshop.code}/" if workshop else ""))
        return phones[-1]

    yield make
    for phone in phones:
        phone.close()
