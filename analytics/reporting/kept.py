"""How long what was sent is kept."""

from datetime import timedelta

# The very PDF can be had again for so long; what became of a sending is told for longer.
FILES_KEPT = timedelta(days=90)
SENDINGS_KEPT = timedelta(days=365)
DELETED_KEPT = timedelta(days=30)
# For so long a report waits for data of the day before; then it goes, and says what is missing.
GRACE = timedelta(hours=3)
LOOK_AGAIN = timedelta(minutes=10)
