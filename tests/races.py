"""Two people act in the same moment, each on a connection of their own: the first stops before it commits, the second comes meanwhile.

So each test has one certain order, on both databases, and nothing waits for longer than PATIENCE.
"""

import re
import threading

from django.db import connection, connections
from django.utils import translation

from workshops.refused import Refused

from .waiting import PATIENCE, until


class Somebody(threading.Thread):
    """Does something on a connection of its own. With `stop` it stops before its first commit, or before a statement like that."""

    def __init__(self, do, stop=None):
        super().__init__(daemon=True)
        self.do, self.stop = do, stop
        self.has_stopped, self.may_go_on = threading.Event(), threading.Event()
        self.outcome = self.error = self.backend = None
        self.statement = ""  # what is with the database now

    def run(self):
        try:
            connection.ensure_connection()
            if connection.vendor == "postgresql":
                self.backend = connection.connection.info.backend_pid
            if self.stop == "COMMIT":
                connections["default"].commit = self._commit
            with connection.execute_wrapper(self._watch), translation.override("de"):
                self.outcome = self.do()
        except Refused as refused:
            self.outcome = refused
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def _commit(self):
        del connections["default"].commit  # the next one is Django's own again
        self._wait()
        connection.commit()

    def _watch(self, execute, sql, params, many, context):
        if self.stop not in (None, "COMMIT") and not self.has_stopped.is_set() and re.search(self.stop, sql):
            self._wait()
        self.statement = sql
        try:
            return execute(sql, params, many, context)
        finally:
            self.statement = ""

    def _wait(self):
        self.has_stopped.set()
        assert self.may_go_on.wait(PATIENCE)

    def waits_for(self, other) -> bool:
        """Whether the database lets it wait until `other` has committed."""
        if connection.vendor != "postgresql":
            return bool(re.match(r"BEGIN|INSERT|UPDATE|DELETE", self.statement))  # `other` has the file's only transaction that writes
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s = ANY(pg_blocking_pids(%s))", [other.backend, self.backend or 0])
            return cursor.fetchone()[0]


def meanwhile(first, second, *, stop="COMMIT"):
    """Call `first` until just before its commit, and `second` until it waits for `first` or has ended; then let both end.

    Gives both outcomes: what was returned, or the Refused that was raised. `stop`: the expression of another statement to stop before.
    """
    one, other = Somebody(first, stop), Somebody(second)
    try:
        one.start()
        until(lambda: one.has_stopped.is_set() or not one.is_alive(), every=0.002)
        assert one.has_stopped.is_set(), f"the first has not stopped: {one.error or one.outcome!r}"
        other.start()
        until(lambda: not other.is_alive() or other.waits_for(one), every=0.002)
    finally:
        one.may_go_on.set()
        for each in (one, other):
            if each.ident:
                each.join(PATIENCE)
    assert not one.is_alive() and not other.is_alive()
    for each in (one, other):
        if each.error:
            raise each.error
    return one.outcome, other.outcome


def refusals(*outcomes) -> int:
    """How many of these outcomes are refusals."""
    return sum(isinstance(each, Refused) for each in outcomes)
