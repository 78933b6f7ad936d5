"""For which purpose whom a hold is about is opened; the map prints it."""

from django.utils.translation import gettext_noop as _

KEEP_HELD = _("keep what a legal hold forbids to delete")
PERSON = "privacy.legalhold.person"
