"""All settings; every switch is an environment variable, and the defaults are those of production."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

DEBUG = env.bool("DEBUG", False)
BASE_URL = env.str("BASE_URL", "http://localhost:8000").rstrip("/")
SECURE = urlsplit(BASE_URL).scheme == "https"
SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random value (python3 -m participation demo does it by itself).")

# A laptop in the room is reached under names nobody can list beforehand: the demo allows them all, production none but its own.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(BASE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "lucide",
    "participation",
    "participation.live",
    "participation.accounts",
    "workshops",
    "polls",
    "participation.proposals",
    "participation.dashboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "participation.middleware.ContentSecurityPolicy",
    "participation.middleware.ReadableForm",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "participation.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "participation.middleware.OneMoment",
]

ROOT_URLCONF = "participation.urls"
ASGI_APPLICATION = "participation.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["participation.templatetags.augenhoehe"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that widgets find templates/components
CRISPY_ALLOWED_TEMPLATE_PACKS = ["augenhoehe"]
CRISPY_TEMPLATE_PACK = "augenhoehe"

# -- Database -----------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'augenhoehe.sqlite3'}")}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["CONN_MAX_AGE"] = None  # as many connections as threads: participation/threads.py
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
            " PRAGMA journal_size_limit=16777216; PRAGMA temp_store=MEMORY;"
        ),
    }
    # A file, because browser tests talk to a server in another process.
    DATABASE["TEST"] = {"NAME": env.str("TEST_DB_NAME", str(VAR_DIR / "test.sqlite3"))}
else:
    # The threads are the pool (participation/threads.py): each keeps one connection, and looks whether it lives before a request.
    DATABASE["CONN_MAX_AGE"], DATABASE["CONN_HEALTH_CHECKS"] = None, True
    # A database that vanished without a word is noticed within seconds; and it drops the locks of a server that did.
    DATABASE["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
        "options": "-c idle_in_transaction_session_timeout=10s -c lock_timeout=15s",
    } | DATABASE.get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CHANNEL_LAYERS = (
    {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL], "prefix": "augenhoehe"}}}
    if REDIS_URL
    else {}
)

# -- Accounts: staff only; young people never have one ------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home_of_staff"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "participation.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Never a limit by address alone: a school has one.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/5m/key", "reset_password": "5/h/key", "change_password": "5/m/user"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # a colleague entered the address, no stranger did

# -- Languages ----------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "participation" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# -- Static files -------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if env.bool("PLAIN_STATIC", DEBUG)
        else "participation.staticfiles.ModuleStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = env.bool("PLAIN_STATIC", DEBUG)
WHITENOISE_MAX_AGE = 0 if DEBUG else 60 * 60
# Chromium asks for these over plain HTTP in a room as well as behind TLS.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# -- Security -----------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_ENGINE = "participation.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", SECURE) else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
# With "no-referrer" browsers send "Origin: null" and forms die.
SECURE_REFERRER_POLICY = "same-origin"
# Over plain HTTP browsers ignore it, and complain on every page.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if SECURE else None
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CSRF_FAILURE_VIEW = "participation.views.csrf_failure"

# -- Mail and logs: no address, name or vote is ever logged --------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", "consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "augenhoehe@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_path": {"()": "participation.logs.WithoutPath"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # These write paths, and a path may hold a token; Daphne's warnings name addresses too.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False, "filters": ["without_path"]},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "daphne": {"level": "ERROR"},
        # A traceback a second while Redis is away; live/notices.py says it once.
        "channels_redis": {"level": "CRITICAL"},
    },
}

# W019: the console shows the stage in a frame of our own.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
if not SECURE:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016", "security.W021"]
