"""What lies on the disk is the owner's alone, whatever umask the shell has and whatever an earlier version has left."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from ..e2e.conftest import Server
from ..waiting import LONG

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")


@pytest.fixture
def generous():
    """A shell that lets everybody read everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def readable(folder: Path) -> set[str]:
    """The files there that somebody else may read or write."""
    return {file.name for file in folder.iterdir() if file.is_file() and file.stat().st_mode & 0o077}


def manage(database: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": "participation.settings"},
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert done.returncode == 0, done.stderr


def test_database_log_backup_and_what_is_restored(generous, tmp_path):
    database, backup = tmp_path / "site.sqlite3", tmp_path / "site.backup"
    manage(database, "migrate", "-v", "0")
    assert database.exists() and not readable(tmp_path)

    database.chmod(0o644)  # an earlier version has left it like that
    server = Server({"ENGINE": "django.db.backends.sqlite3", "NAME": database}, tmp_path / "static", PLAIN_STATIC="1")
    try:
        assert urlopen(server.url + "/healthz").status == 200
        manage(database, "backup", str(backup))
        assert (tmp_path / "site.sqlite3-wal").exists() and backup.exists() and not readable(tmp_path)
    finally:
        server.stop()

    database.chmod(0o644)
    backup.chmod(0o644)  # copied by somebody
    manage(database, "restore", str(backup), "--replace")
    assert readable(tmp_path) == {backup.name}
