"""For which purpose what a register says is opened; the map prints it."""

from django.utils.translation import gettext_noop as _

KEEP_REGISTER = _("document breaches, complaints and disclosures")
TEXT = "privacy.registernote.text"
