"""Settings that are whole but lead nowhere, for tools that read the product without running it."""

from __future__ import annotations

import base64
import hashlib
import json

_SERVERS = {
    "name": "Servers",
    "company": "Nobody GmbH",
    "address": "Nirgendwo 1, Berlin",
    "contact": "nobody@nobody.example",
    "country": "DE",
    "purpose": "Running the servers",
    "receives": "Everything that is kept",
    "transfer": "none",
    "screened": "Never deployed",
}


def checked_environment(kind: str) -> dict[str, str]:
    """For "development" or "production"; the keys are constants and protect nothing."""
    key = base64.b64encode(hashlib.sha256(b"checks only").digest()).decode()
    nowhere = "postgresql://nobody@/nothing?host=/nonexistent"
    return {
        "DJANGO_SETTINGS_MODULE": "proactivox.settings",
        "PROACTIVOX_ENV": kind,
        "SECRET_KEY": base64.b85encode(hashlib.sha512(b"checks only").digest()).decode(),
        "DATA_KEYS": json.dumps({"checks": key}),
        "DATA_KEY_PRIMARY": "checks",
        "PUBLIC_URL": "https://proactivox.example",
        "ALLOWED_HOSTS": "proactivox.example",
        "DATABASE_URL": nowhere,
        "DATABASE_OWNER_URL": nowhere,
        "DATABASE_DISPATCH_URL": nowhere,
        "REDIS_URL": "redis+socket:///nonexistent?virtual_host=0",
        "EMAIL_URL": "dummymail://",
        "SUBPROCESSORS": json.dumps([_SERVERS]),
        "SANDBOX_ORIGINS": "",
        "SANDBOX_CA": "",
        "SANDBOX_BROWSER_ORIGIN": "",
    }
