"""Migrations and static files, only when what they are made of has changed: a warm start costs no second."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


def _digest(files) -> str:
    state = hashlib.sha256(LOCK.read_bytes())
    for file in sorted(files):
        state.update(str(file).encode())
        state.update(file.read_bytes())
    return state.hexdigest()


def database() -> None:
    """Migrate, unless SQLite's own user_version says that these very migrations were applied."""
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
    """Collect, hash and compress into STATIC_ROOT, unless it holds just that."""
    stamp = settings.STATIC_ROOT / ".stamp"
    wanted = _digest(Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    wanted += settings.STORAGES["staticfiles"]["BACKEND"]  # plain ones leave no manifest
    if stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)
