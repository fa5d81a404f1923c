"""What must not stand in a log."""

import logging


class WithoutPath(logging.Filter):
    """ "Internal Server Error", with its traceback but without the path: that of a receipt, a stage or a login link is a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().partition(":")[0], ()
        return True
