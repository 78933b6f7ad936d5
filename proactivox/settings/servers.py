"""The servers that the product needs: databases, cache and broker, mail."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from proactivox.settings.environment import EMAIL_SCHEMES, address, env, parsed, required

_TIMES = "after how many times a statement is prepared"
PREPARE_AFTER = parsed("PREPARE_AFTER", 0, int, _TIMES)
# The same of what monitors ask, in workers, whose other statements are seldom asked twice.
LOOK_PREPARE_AFTER = parsed("LOOK_PREPARE_AFTER", 0, int, _TIMES)


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
        "BACKEND": "proactivox.kept_cache.KeptCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").split("?virtual_host")[0],
        "KEY_PREFIX": "px",
        "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 3},
    }
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

# Mails are signed by DKIM where all three are set: the key as PEM, "\\n" between its lines, its
# public half at <selector>._domainkey.<domain>. Without them a production start sends no marketing.
DKIM_KEY = env.str("DKIM_KEY", default="").replace("\\n", "\n")
DKIM_SELECTOR = env.str("DKIM_SELECTOR", default="")
DKIM_DOMAIN = env.str("DKIM_DOMAIN", default="").strip().lower()
if len({bool(DKIM_KEY), bool(DKIM_SELECTOR), bool(DKIM_DOMAIN)}) > 1:
    raise ImproperlyConfigured(
        "DKIM_KEY, DKIM_SELECTOR and DKIM_DOMAIN have to be set together, or none of them."
    )
if DKIM_KEY and "PRIVATE KEY-----" not in DKIM_KEY:
    raise ImproperlyConfigured("DKIM_KEY has to be the PEM text of an RSA key.")


def _mail_secret(name: str) -> str:
    secret = str(env.str(name, default=""))
    if secret and len(secret) < 32:
        raise ImproperlyConfigured(
            f"{name} is too short; it has to be 32 or more random characters."
        )
    return secret


# Mail to privacy@<domain> opens requests: nothing is taken while no domain is named. The server is
# the one whose own Received line says when a message reached us; the key signs what it hands over.
PRIVACY_MAIL_DOMAIN = env.str("PRIVACY_MAIL_DOMAIN", default="").strip().lower()
PRIVACY_MAIL_SERVER = env.str("PRIVACY_MAIL_SERVER", default="")
PRIVACY_MAIL_SECRET = _mail_secret("PRIVACY_MAIL_SECRET")
# The same of support@<domain>, where mail opens tickets.
SUPPORT_MAIL_DOMAIN = env.str("SUPPORT_MAIL_DOMAIN", default="").strip().lower()
SUPPORT_MAIL_SERVER = env.str("SUPPORT_MAIL_SERVER", default="")
SUPPORT_MAIL_SECRET = _mail_secret("SUPPORT_MAIL_SECRET")
