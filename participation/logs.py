"""Keeps secrets and personal data out of the logs."""

import logging
import traceback
from typing import Any


class WithoutPath(logging.Filter):
    """Cuts the path off Django's "Internal Server Error: /path", because the path of a receipt, a stage or a login link is secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().partition(":")[0], ()
        return True


class WithoutValues(logging.Formatter):
    """Logs tracebacks without the messages of exceptions, because these can contain a refused row or a text that was not parsed."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        parts, error = [], ei[1]
        while error is not None:
            kind = type(error)
            parts.append("".join(traceback.format_tb(error.__traceback__)) + f"{kind.__module__}.{kind.__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "Traceback:\n" + "\nwhich came from:\n".join(parts)
