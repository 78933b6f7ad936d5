"""For what numbers in quarantine may be opened; the map names it for their column."""

from django.utils.translation import gettext_noop as _

KEEP_APART = _("keep national identification numbers apart until the customer decides on them")
NUMBERS = "accounts.quarantinednumber.numbers"
