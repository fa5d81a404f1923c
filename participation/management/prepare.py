"""Runs migrations and collects static files only if their sources have changed, so that a second start takes under a second."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: start one server after the other
    fcntl = None  # type: ignore[assignment]

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


def _digest(files: Iterable[Path]) -> str:
    state = hashlib.sha256(LOCK.read_bytes())
    for file in sorted(files):
        state.update(str(file).encode())
        state.update(file.read_bytes())
    return state.hexdigest()


def database() -> None:
    """Migrate. On SQLite a digest of the migrations is kept in `user_version`; if it is the same, do nothing."""
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs() if settings.BASE_DIR in Path(config.path).parents]
    wanted = int(_digest(file for folder in folders for file in folder.glob("*.py"))[:7], 16)
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        with connection.cursor() as cursor:
            if cursor.execute("PRAGMA user_version").fetchone()[0] == wanted:
                return
    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version = {wanted}")


def static_files() -> None:
    """Collect, hash and compress static files into STATIC_ROOT, unless they are there already. Takes a file lock.

    Hashed files of an earlier version stay, because a server that is still running refers to them."""
    sources = {name: Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])}
    stamp = settings.STATIC_ROOT / ".stamp"
    wanted = _digest(sources.values())
    wanted += settings.STORAGES["staticfiles"]["BACKEND"]  # plain and hashed files differ
    with _alone(settings.STATIC_ROOT):
        if stamp.exists() and stamp.read_text() == wanted:
            return
        for name in sources:
            # collectstatic would keep a file with a later date, even if its content is another one.
            (settings.STATIC_ROOT / name).unlink(missing_ok=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(wanted)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time in, by a lock on a file in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the system releases it when the process ends
        yield
