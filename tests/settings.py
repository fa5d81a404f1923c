"""The site's own settings with the environment of a test: a key, plain static files, a mailbox in memory."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("PLAIN_STATIC", "1")
os.environ.setdefault("ALLOWED_HOSTS", "*")
os.environ.setdefault("STATEMENTS_IN_LOG", "1")  # of a PostgreSQL that holds invented votes alone; tests/secrecy is more strict
# A folder for the database of each run, so that two runs at once do not delete each other's; xdist's workers inherit the name.
if "TEST_DB_NAME" not in os.environ:
    VAR = Path(__file__).resolve().parent.parent / "var"
    VAR.mkdir(exist_ok=True)
    FOLDER = tempfile.mkdtemp(prefix="test-", dir=VAR)
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    os.environ["TEST_DB_NAME"] = f"{FOLDER}/test.sqlite3"

from participation.settings import *  # noqa: E402, F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Hashing passwords slowly is right in production and wasted here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "options" in DATABASES["default"].get("OPTIONS", {}):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["options"] += " -c statement_timeout=120s"  # noqa: F405 (a test fails instead of waiting for hours)
# The tests' own connections need not survive a power cut; the servers that tests start keep the setting of production.
if "init_command" in DATABASES["default"].get("OPTIONS", {}):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405
