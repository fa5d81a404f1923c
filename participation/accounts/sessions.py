"""Sessions of staff in the database, as Django keeps them."""

import re

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Looks up only what can be a key: PostgreSQL fails on a cookie with a NUL in it."""

    def _validate_session_key(self, key):
        return re.fullmatch(r"[a-z0-9]{8,40}", key or "")
