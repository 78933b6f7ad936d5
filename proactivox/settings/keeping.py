"""What is kept outside of the database."""

from proactivox.settings.base import BASE_DIR
from proactivox.settings.environment import env, parsed

# Who was erased, told to a restored database. Web, workers and whoever restores have to see the
# same folder, and it must not be restored together with the database.
LEDGER_DIR = env.str("LEDGER_DIR", default=str(BASE_DIR / "var" / "ledger"))

# Encrypted backups of the database and the private files; each goes after so many days.
BACKUP_DIR = env.str("BACKUP_DIR", default=str(BASE_DIR / "var" / "backups"))
BACKUP_DAYS = parsed("BACKUP_DAYS", 30, int, "a number of days")
BACKUP_COUNT = parsed("BACKUP_COUNT", 60, int, "how many backups are kept at most")
