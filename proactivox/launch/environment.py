"""The environment that the product's programs get; what the caller has set himself wins."""

from __future__ import annotations

import base64
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proactivox.embedded import EmbeddedServers
from proactivox.embedded.problems import StartupProblem
from proactivox.launch import keys, places

# settings.VENDORS -> where the sandbox plays it
_PREFIXES = {
    "GOOGLE_OAUTH_ORIGIN": "/google-oauth",
    "GOOGLE_TOKEN_ORIGIN": "/google-oauth",
    "GOOGLE_ADS_ORIGIN": "/google-ads",
    "GOOGLE_ANALYTICS_DATA_ORIGIN": "/google-analytics",
    "GOOGLE_ANALYTICS_ADMIN_ORIGIN": "/google-analytics",
    "META_GRAPH_ORIGIN": "/meta",
    "META_DIALOG_ORIGIN": "/meta",
    "HUBSPOT_API_ORIGIN": "/hubspot",
    "HUBSPOT_APP_ORIGIN": "/hubspot",
}


@dataclass(frozen=True)
class SandboxAddresses:
    """What a running sandbox says of itself in ready.json."""

    origin: str
    instance_origin: str
    http_origin: str
    ca: str
    client_id: str
    client_secret: str
    # vendor -> its own client_id and client_secret
    clients: Mapping[str, Mapping[str, str]]
    stripe_webhook_secret: str

    @classmethod
    def read(cls, place: Path) -> SandboxAddresses | None:
        """None until the sandbox has written the file whole."""
        try:
            found: dict[str, Any] = json.loads((place / "ready.json").read_text())
        except (OSError, ValueError):
            return None
        names = cls.__dataclass_fields__
        missing = [name for name in names if name not in found]
        if missing:
            raise StartupProblem(f"{place}/ready.json does not name {', '.join(missing)}.")
        return cls(**{name: found[name] for name in names})

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SANDBOX_ORIGINS": f"{self.origin},{self.instance_origin}",
            "SANDBOX_CA": self.ca,
            "SANDBOX_BROWSER_ORIGIN": self.http_origin,
            "SALESFORCE_CLIENT_ID": self.client_id,
            "SALESFORCE_CLIENT_SECRET": self.client_secret,
            "SALESFORCE_LOGIN_HOST": self.origin,
            "STRIPE_SECRET_KEY": self.clients["stripe"]["client_secret"],
            "STRIPE_API_BASE": f"{self.origin}/stripe",
            "STRIPE_WEBHOOK_SECRET": self.stripe_webhook_secret,
            **self._vendors,
        }

    @property
    def _vendors(self) -> dict[str, str]:
        """The other vendors live below prefixes of the same server; each knows its own client."""
        clients = {
            f"{vendor.upper()}_{name.upper()}": value
            for vendor, client in self.clients.items()
            if vendor != "stripe"
            for name, value in client.items()
        }
        origins = {name: self.origin + prefix for name, prefix in _PREFIXES.items()}
        token = clients.get("GOOGLE_CLIENT_ID", "")[:22]
        return {**clients, **origins, "GOOGLE_ADS_DEVELOPER_TOKEN": token}


def product_environment(
    port: int, servers: EmbeddedServers, more: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Everything the settings read, for a product on this machine at `port`."""
    secrets = keys.product_secrets(places.SECRETS)
    defaults = {
        "DJANGO_SETTINGS_MODULE": "proactivox.settings",
        "PROACTIVOX_ENV": "development",
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "EMAIL_URL": "filemail://",
        "EMAIL_FILE_PATH": str(places.MAILS),
        "LEDGER_DIR": str(places.LEDGER),
        "ANCHOR_DIR": str(places.VAR / "anchors"),
        "BACKUP_DIR": str(places.BACKUPS),
        "PYTHONUNBUFFERED": "1",
        # `migrate` has made Django's checks already; each worker would load every address for them.
        "CELERY_SKIP_CHECKS": "1",
        **secrets,
        **_mail_signing(),
        **_support_mail(secrets["SECRET_KEY"]),
        "ANCHOR_KEY": _made(secrets["SECRET_KEY"], b"anchors"),
        **_server_addresses(servers),
    }
    return {**defaults, **(more or {}), **os.environ}


def _made(secret: str, word: bytes) -> str:
    """A key of this machine's own, in base64; another machine's secret makes another."""
    return base64.b64encode(hmac.digest(secret.encode(), word, "sha256")).decode()


def _mail_signing() -> dict[str, str]:
    """A key of this machine's own, but for whoever brings one: the three belong together."""
    return {} if os.environ.get("DKIM_KEY") else keys.signing_key(places.SIGNING_KEY)


def _support_mail(secret: str) -> dict[str, str]:
    """A domain that no mail reaches, so that answers by mail can be tried on this machine."""
    if os.environ.get("PROACTIVOX_ENV", "development") != "development":
        return {}
    made = hmac.digest(secret.encode(), b"support mail", "sha256").hex()
    return {"SUPPORT_MAIL_DOMAIN": "proactivox.localhost", "SUPPORT_MAIL_SECRET": made}


def _server_addresses(servers: EmbeddedServers) -> dict[str, str]:
    """Of our own servers only: beside a DATABASE_URL that is set, a forgotten
    DATABASE_OWNER_URL has to be reported as missing, not filled with another server's.
    """
    databases = servers.database_environment("proactivox") if uses_own_postgres() else {}
    return databases | ({"REDIS_URL": servers.valkey.url} if uses_own_valkey() else {})


def uses_own_postgres() -> bool:
    return not os.environ.get("DATABASE_URL")


def uses_own_valkey() -> bool:
    return not os.environ.get("REDIS_URL")


def is_sandbox_wanted() -> bool:
    """In development, unless the caller has a sandbox of his own."""
    is_development = os.environ.get("PROACTIVOX_ENV", "development") == "development"
    return is_development and not os.environ.get("SANDBOX_ORIGINS")
