"""Django's database sessions, for staff."""

import re

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Checks the key before the query, because PostgreSQL fails on a cookie with a NUL in it."""

    def _validate_session_key(self, key: str | None) -> bool:
        return re.fullmatch(r"[a-z0-9]{8,40}", key or "") is not None
