"""All settings. Environment variables override them; the defaults are for production."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from participation.addresses import host_pattern, read_base_url
from participation.secret_key import read_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

DEBUG = env.bool("DEBUG", False)
BASE_URL = read_base_url(env.str("BASE_URL", "http://localhost:8000"))
SECURE = urlsplit(BASE_URL).scheme == "https"
# Browsers accept a cookie with this prefix only from this host, by https and for all paths, so other hosts of the domain can't set it.
COOKIE_PREFIX = "__Host-" if SECURE else ""
SECRET_KEY = read_secret_key(env.str("SECRET_KEY", ""))

# Production allows only its own host. The demo allows all, because phones reach a laptop by an address that is not known before.
ALLOWED_HOSTS = [host_pattern(host) for host in env.list("ALLOWED_HOSTS", default=[urlsplit(BASE_URL).hostname])]
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
    "participation.notices",
    "participation.discussion",
    "participation.dashboard",
    "participation.documentation",
    "participation.public",
    "participation.following",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "participation.middleware.StaticFiles",
    "participation.middleware.ContentSecurityPolicy",
    "participation.middleware.Health",
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
    DATABASE["CONN_MAX_AGE"] = None  # one connection per thread: participation/threads.py
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
            " PRAGMA journal_size_limit=16777216; PRAGMA temp_store=MEMORY;"
        ),
    }
    # A file, because tests in a browser use a server in another process.
    DATABASE["TEST"] = {"NAME": env.str("TEST_DB_NAME", str(VAR_DIR / "test.sqlite3"))}
else:
    # Each thread keeps one connection (participation/threads.py), and checks it before each request.
    DATABASE["CONN_MAX_AGE"], DATABASE["CONN_HEALTH_CHECKS"] = None, True
    # So that server and database notice within seconds if the other one is gone, and the database releases its locks.
    DATABASE["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
        "options": "-c idle_in_transaction_session_timeout=10s -c lock_timeout=15s",
    } | DATABASE.get("OPTIONS", {})
# Lets `serve` start although PostgreSQL may write statements with ballots into its log. For development and tests.
STATEMENTS_IN_LOG = env.bool("STATEMENTS_IN_LOG", False)
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
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # mail goes to known addresses only
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Augenhöhe: "
# The generator of allauth would copy e-mail addresses into its own table.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "reset_password": "participation.accounts.forms.AskForLink",
    "reset_password_from_key": "participation.accounts.forms.NewPasswordByLink",
}
ACCOUNT_PREVENT_ENUMERATION = True
# accounts/limits.py has our own: those of allauth lock people out, also by IP address, and need a cache.
ACCOUNT_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# allauth's table of addresses stays empty, because we use User.is_confirmed.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "participation.accounts.adapter.MFAAdapter"
MFA_TOTP_ISSUER = "Augenhöhe"
MFA_FORMS = {
    "authenticate": "participation.accounts.forms.Authenticate",
    "reauthenticate": "participation.accounts.forms.Reauthenticate",
}
REQUIRE_TOTP = env.bool("REQUIRE_TOTP", False)  # staff without a second step can only set it up

# -- Languages ----------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "participation" / "locale"]
LANGUAGE_COOKIE_NAME = COOKIE_PREFIX + "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
USE_I18N = True
FORMAT_MODULE_PATH = ["participation.formats"]
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
# A proxy of another user may read the static files, which are public.
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = env.bool("PLAIN_STATIC", DEBUG)
WHITENOISE_MAX_AGE = 0 if DEBUG else 60 * 60
# Static files are used by our own pages only, so they need no `Access-Control-Allow-Origin`.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# -- Security -----------------------------------------------------------------
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = COOKIE_PREFIX + "sessionid", COOKIE_PREFIX + "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_ENGINE = "participation.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no further cookie
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # monitoring on this machine uses no TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", SECURE) else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
# With "no-referrer" browsers send "Origin: null", and Django refuses every form.
SECURE_REFERRER_POLICY = "same-origin"
# Over plain HTTP browsers ignore it and print a warning for every page.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if SECURE else None
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CSRF_FAILURE_VIEW = "participation.views.csrf_failure"

# -- Mail and logs: no address, name or vote is ever logged --------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", "consolemail://")
vars().update(EMAIL_CONFIG)
MAIL_TRANSPORT = EMAIL_CONFIG["EMAIL_BACKEND"]  # sends the queued messages
EMAIL_BACKEND = "participation.accounts.mail.QueueBackend"
EMAIL_TIMEOUT = 10  # seconds for each answer of a mail server
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "augenhoehe@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "participation.logs.WithoutValues", "format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_path": {"()": "participation.logs.WithoutPath"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # These log paths, which may contain a token; warnings of Daphne also contain IP addresses.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False, "filters": ["without_path"]},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "participation.security": {"level": "INFO"},
        "daphne": {"level": "ERROR"},
        # It logs a traceback every second while Redis is down; live/rooms/notices.py logs it once.
        "channels_redis": {"level": "CRITICAL"},
    },
}

# W019 warns about frames of the same origin; the console shows the stage in one.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
if not SECURE:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016", "security.W021"]
