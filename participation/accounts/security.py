"""The security log, to find attacks afterwards: logins, failed logins, changed roles. No address, no name."""

import logging

log = logging.getLogger("participation.security")


def note(event: str, user: int | None = None, role: str = "", municipality: int | None = None) -> None:
    """Log one line: the event, and the ids of user and municipality where they are known."""
    parts = [event, f"user {user}" if user else "", f"role {role}" if role else "", f"municipality {municipality}" if municipality else ""]
    log.info(", ".join(part for part in parts if part))
