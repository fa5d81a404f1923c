"""Random primary keys, so that the number of a row does not show when it was created."""

import secrets
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

BITS = 53  # JavaScript represents larger integers inexactly


def random_id() -> int:
    """A number from 1 to 2^53 - 1."""
    return secrets.randbelow(2**BITS - 1) + 1


class RandomIdField(models.BigIntegerField):
    """A primary key of 53 random bits.

    On SQLite the type is "integer", which makes the key the row id itself. With "bigint" SQLite would add a hidden row id that
    counts up in the order of arrival.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"primary_key": True, "default": random_id, "editable": False}
        super().__init__(*args, **defaults | kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
