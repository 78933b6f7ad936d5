"""What runs, under which keys and names, in which languages, and its static files."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from proactivox.settings.environment import (
    address,
    chosen,
    env,
    key_ring,
    listed,
    parsed,
    required,
    subprocessors,
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
if IS_PRODUCTION and any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        f"ALLOWED_HOSTS is {','.join(ALLOWED_HOSTS)!r}; it has to name the hosts that are served, "
        "such as app.example.com. A star lets whoever asks choose the host in the links of mails."
    )

INSTALLED_APPS = [
    "accounts",
    "billing",
    "enquiries",
    "integrations",
    "analytics",
    "privacy",
    "proactivox",
    "django.contrib.admin.apps.SimpleAdminConfig",
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
    "accounts.request_ids.RequestIdMiddleware",
    "proactivox.observing.metrics.MetricsMiddleware",
    "accounts.access_log.noting.AccessLogMiddleware",
    "proactivox.outages.OutageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "enquiries.site.addresses.StatusWithoutSessionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "enquiries.site.addresses.LanguageAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.session_activity.SessionActivityMiddleware",
    "proactivox.maintenance.MaintenanceMiddleware",
    "accounts.middleware.RequestContextMiddleware",
    "proactivox.consent.ConsentMiddleware",
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
                "proactivox.consent.banner",
                "proactivox.maintenance.maintenance",
            ],
            "builtins": ["proactivox.icons", "proactivox.kept", "proactivox.cells"],
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
        "BACKEND": "proactivox.static_addresses."
        + ("HashedFiles" if IS_PRODUCTION else "PlainFiles"),
    },
}

# Who runs the servers and carries the mail: the records of processing print them.
SUBPROCESSORS: list[dict[str, str]] = parsed(
    "SUBPROCESSORS",
    [],
    subprocessors,
    'JSON such as [{"name": "…", "company": "…", "country": "DE", "purpose": "…", '
    '"receives": "…", "transfer": "none"}]',
)
