"""Applications, databases, cache, languages, static files."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from proactivox.settings.environment import (
    EMAIL_SCHEMES,
    address,
    chosen,
    env,
    key_ring,
    listed,
    parsed,
    required,
)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = chosen("PROACTIVOX_ENV", "production", ("development", "production"))
IS_PRODUCTION = ENVIRONMENT == "production"
DEBUG = False
SECRET_KEY = required("SECRET_KEY", "50 or more random characters")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY is too short; it has to be 50 or more random characters."
    )
DATA_KEYS, DATA_KEY_PRIMARY = key_ring("DATA_KEYS", "DATA_KEY_PRIMARY")
PUBLIC_URL = address(
    "PUBLIC_URL",
    "the address that people type, such as https://app.example.com",
    ("https",) if IS_PRODUCTION else ("https", "http"),
)
ALLOWED_HOSTS = listed("ALLOWED_HOSTS") or [urlsplit(PUBLIC_URL).hostname or "localhost"]

INSTALLED_APPS = [
    "accounts",
    "billing",
    "enquiries",
    "integrations",
    "analytics",
    "privacy",
    "proactivox",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "proactivox.outages.OutageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.RequestContextMiddleware",
]

ROOT_URLCONF = "proactivox.urls"
WSGI_APPLICATION = "proactivox.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "proactivox.navigation.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "proactivox.forms.ProductRenderer"


PREPARE_AFTER = parsed("PREPARE_AFTER", 0, int, "after how many times a statement is prepared")


def _database(name: str, meaning: str) -> dict[str, Any]:
    url = address(name, meaning, ("postgresql", "postgres"))
    config: dict[str, Any] = dict(env.db_url_config(url))
    config.setdefault("OPTIONS", {})
    # The server then refuses a second statement smuggled into one execute().
    config["OPTIONS"]["server_side_binding"] = True
    # Worth it where the same pages ask again and again; a pooler has to know of them.
    config["OPTIONS"]["prepare_threshold"] = PREPARE_AFTER or None
    config["CONN_MAX_AGE"] = parsed("CONN_MAX_AGE", 60, int, "a number of seconds")
    config["CONN_HEALTH_CHECKS"] = True
    config["ATOMIC_REQUESTS"] = False
    config["DISABLE_SERVER_SIDE_CURSORS"] = True
    return config


DATABASES = {
    "default": _database("DATABASE_URL", "PostgreSQL, as the restricted application role"),
    "owner": _database("DATABASE_OWNER_URL", "PostgreSQL, as the role that migrates"),
    "dispatch": _database("DATABASE_DISPATCH_URL", "PostgreSQL, as the role that rings jobs"),
}
REDIS_URL = address(
    "REDIS_URL",
    "Valkey or Redis, such as redis://host:6379/0",
    ("redis", "rediss", "redis+socket"),
)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").split("?virtual_host")[0],
        "KEY_PREFIX": "px",
        "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 3},
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("da", "Dansk")]
LOCALE_PATHS = [BASE_DIR / "proactivox" / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["proactivox.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
# Looks for each file when it is asked for, instead of reading all of them at the start.
WHITENOISE_AUTOREFRESH = not IS_PRODUCTION and env.bool("STATIC_AUTOREFRESH", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Without a mail server nobody can sign up or be invited, so none is guessed.
EMAIL_CONFIG = env.email_url_config(
    address("EMAIL_URL", "SMTP, such as smtp+tls://user:password@host:587", EMAIL_SCHEMES)
)
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = required("EMAIL_FILE_PATH", "the folder in which mails are written")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Proactivox <no-reply@proactivox.com>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
