"""The exception for actions that are not possible now."""


class Refused(Exception):
    """The action is not possible now. The message is a sentence for the person who asked for it."""
