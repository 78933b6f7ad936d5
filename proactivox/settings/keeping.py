"""What is kept outside of the database."""

import base64

from proactivox.settings.base import BASE_DIR
from proactivox.settings.environment import env, listed, parsed


def at_least_a_week(text: str) -> int:
    """Days between asking for the end and the end."""
    days = int(text)
    if days < 7:
        raise ValueError("too few")
    return days


def seed(text: str) -> bytes:
    """The secret half of an Ed25519 pair."""
    key = base64.b64decode(text, validate=True)
    if len(key) != 32 or len(set(key)) < 8:
        raise ValueError("not 32 random bytes")
    return key


# Who was erased, told to a restored database. Web, workers and whoever restores have to see the
# same folder, and it must not be restored together with the database.
LEDGER_DIR = env.str("LEDGER_DIR", default=str(BASE_DIR / "var" / "ledger"))

# Every night the head of each audit trail is signed and kept in a folder that the database's owner
# cannot write to. The key is 32 random bytes in base64; without one nothing is signed.
ANCHOR_DIR = env.str("ANCHOR_DIR", default=str(BASE_DIR / "var" / "anchors"))
ANCHOR_KEY = parsed("ANCHOR_KEY", b"", seed, "32 random bytes in base64")
# Public halves of keys before it, as the audit page showed them.
ANCHOR_PUBLIC_KEYS = listed("ANCHOR_PUBLIC_KEYS")

# How long an owner can take back that the workspace closes; 7 at least, PostgreSQL sees to that.
CLOSING_DAYS = parsed("CLOSING_DAYS", 30, at_least_a_week, "a number of days, 7 or more")

# Encrypted backups of the database and the private files; each goes after so many days.
BACKUP_DIR = env.str("BACKUP_DIR", default=str(BASE_DIR / "var" / "backups"))
BACKUP_DAYS = parsed("BACKUP_DAYS", 30, int, "a number of days")
BACKUP_COUNT = parsed("BACKUP_COUNT", 60, int, "how many backups are kept at most")
