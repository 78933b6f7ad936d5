"""What is kept outside of the database."""

from proactivox.settings.base import BASE_DIR
from proactivox.settings.environment import env

# Who was erased, told to a restored database. Web, workers and whoever restores have to see the
# same folder, and it must not be restored together with the database.
LEDGER_DIR = env.str("LEDGER_DIR", default=str(BASE_DIR / "var" / "ledger"))
