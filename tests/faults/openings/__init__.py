"""Ways in that are closed, opened on purpose: each function breaks one line, and the test that it names must fail.

As a pytest plugin (-p tests.faults.openings) this opens the one that OPENING names, in the process that tests and in every server
that a test starts.
"""

import os

from . import accounts, logins, proposals, room, site  # noqa: F401  (they register what they open)
from .registry import OPENINGS


def pytest_configure(config) -> None:
    from tests.e2e.conftest import Server

    name = os.environ["OPENING"]
    start = Server.__init__

    def started(server, database, static_root, *command, **env):
        serve = ("-m", "tests.faults.launch", "--opening", name, "serve", "--port", "0")
        start(server, database, static_root, *(command or serve), **env)

    Server.__init__ = started
    OPENINGS[name][0]()
