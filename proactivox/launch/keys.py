"""The secrets of a product that runs on this machine: made at the first start, kept in `var/`."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from proactivox.embedded.problems import StartupProblem
from proactivox.launch.private_files import write_private

_NAMES = ("SECRET_KEY", "DATA_KEYS", "DATA_KEY_PRIMARY")


def product_secrets(path: Path) -> dict[str, str]:
    """SECRET_KEY, DATA_KEYS and DATA_KEY_PRIMARY as the settings read them.

    Raises StartupProblem when the file is there but not whole: new keys in its place would make
    everything that is encrypted unreadable.
    """
    if not path.exists():
        write_private(path, json.dumps(_make_secrets(), indent=2) + "\n")
    try:
        found = json.loads(path.read_text())
        return {name: str(found[name]) for name in _NAMES}
    except (ValueError, KeyError, TypeError) as error:
        raise StartupProblem(
            f"{path} is damaged ({error}). Put it back from a backup: what is encrypted with its "
            "keys cannot be read with others."
        ) from error


def signing_key(path: Path) -> dict[str, str]:
    """DKIM_KEY, DKIM_SELECTOR and DKIM_DOMAIN for mails that leave this machine only as files."""
    if not path.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(path, pem.decode())
    return {
        "DKIM_KEY": path.read_text().replace("\n", "\\n"),
        "DKIM_SELECTOR": "development",
        "DKIM_DOMAIN": "proactivox.example",
    }


def _make_secrets() -> dict[str, str]:
    key_id = datetime.now(tz=UTC).strftime("%Y-%m")
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_KEYS": json.dumps({key_id: key}),
        "DATA_KEY_PRIMARY": key_id,
    }
