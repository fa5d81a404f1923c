"""The exceptions for actions that are not possible now."""


class Refused(Exception):
    """The action is not possible now. The message is a sentence for the person who asked for it, `status` that of the HTTP response."""

    status = 409


class Incomplete(Refused):
    """What was sent is incomplete or wrong."""

    status = 422


class TooMany(Refused):
    """More than an honest crowd would send, or too fast."""

    status = 429
