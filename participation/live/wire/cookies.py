"""Python before 3.11.10 and 3.12.6 needs quadratic time for a quoted cookie full of backslashes, and blocks everybody meanwhile."""

import re
from http import cookies

_escape = re.compile(r"\\(?:([0-3][0-7][0-7])|(.))")


def install() -> None:
    """Make an older Python read quoted cookies as the newer ones do."""
    if not hasattr(cookies, "_unquote_sub"):
        vars(cookies)["_unquote"] = unquote


def unquote(text: str | None) -> str | None:
    """A cookie's value without its quotes and escapes."""
    if text is None or len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    return _escape.sub(lambda found: chr(int(found[1], 8)) if found[1] else found[2], text[1:-1])
