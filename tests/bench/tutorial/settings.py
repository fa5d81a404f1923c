"""As little as Channels needs, on the same SQLite settings as the site, so that only the way of working differs."""

import os

SECRET_KEY = "only-for-measuring"
INSTALLED_APPS = ["channels", "tests.bench.tutorial"]
ASGI_APPLICATION = "tests.bench.tutorial.asgi.application"
ALLOWED_HOSTS = ["127.0.0.1"]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["TUTORIAL_DATABASE"],
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
}
