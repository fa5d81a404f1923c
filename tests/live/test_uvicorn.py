"""The whole wire contract once more, told by uvicorn: docs/operations.md names the options."""

import collections
import os
import re
import shlex
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from ..e2e.conftest import START_SECONDS, Server, database_url
from ..waiting import LONG, free_port
from .raw import Line
from .test_protocol import *  # noqa: F403  (each of its tests runs here, too)

pytest.importorskip("uvicorn")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def documented_command() -> list[str]:
    text = Path("docs/operations.md").read_text()
    return shlex.split(re.search(r"^(?:\S*/)?uvicorn (participation\.asgi.*)$", text, re.MULTILINE)[1])


class Uvicorn(Server):
    """As an operator starts it: the command of the documentation, on a free port."""

    def __init__(self, database: dict, static_root, port: int) -> None:
        env = os.environ | {"DEBUG": "0", "PLAIN_STATIC": "0", "STATIC_ROOT": str(static_root), "ALLOWED_HOSTS": "*", "HERE_SECONDS": "2"}
        env |= {"DATABASE_URL": database_url(database), "BASE_URL": "http://localhost", "DJANGO_SETTINGS_MODULE": "participation.settings"}
        env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        connection.close()
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], env=env, check=True, timeout=LONG)
        command = [sys.executable, "-m", "uvicorn", *documented_command(), "--port", str(port)]
        self.log, self.url = collections.deque(maxlen=200), f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        threading.Thread(target=lambda: self.log.extend(self.process.stdout), daemon=True).start()
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None and time.monotonic() < deadline, "".join(self.log)
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            with Line(self.url) as line:
                return line.request("GET /healthz")[0] == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory):
    one = Uvicorn(connection.settings_dict, tmp_path_factory.mktemp("static"), free_port())
    yield one
    one.stop()
    assert one.process.returncode in {0, -15}
    assert not one.log, "".join(one.log)
