"""What is kept outside of the database."""

from proactivox.settings.base import BASE_DIR
from proactivox.settings.environment import env, parsed


def at_least_a_week(text: str) -> int:
    """Days between asking for the end and the end."""
    days = int(text)
    if days < 7:
        raise ValueError("too few")
    return days


# Who was erased, told to a restored database. Web, workers and whoever restores have to see the
# same folder, and it must not be restored together with the database.
LEDGER_DIR = env.str("LEDGER_DIR", default=str(BASE_DIR / "var" / "ledger"))

# How long an owner can take back that the workspace closes; 7 at least, PostgreSQL sees to that.
CLOSING_DAYS = parsed("CLOSING_DAYS", 30, at_least_a_week, "a number of days, 7 or more")

# Encrypted backups of the database and the private files; each goes after so many days.
BACKUP_DIR = env.str("BACKUP_DIR", default=str(BASE_DIR / "var" / "backups"))
BACKUP_DAYS = parsed("BACKUP_DAYS", 30, int, "a number of days")
BACKUP_COUNT = parsed("BACKUP_COUNT", 60, int, "how many backups are kept at most")
