"""The site's own settings with the environment of a test: a key, plain static files, a mailbox in memory."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("PLAIN_STATIC", "1")
os.environ.setdefault("ALLOWED_HOSTS", "*")

from participation.settings import *  # noqa: F403
from participation.settings import VAR_DIR

VAR_DIR.mkdir(exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Hashing passwords slowly is right in production and wasted here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
