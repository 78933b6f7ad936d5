"""For what published texts keep anything of people, in the map's words."""

from django.utils.translation import gettext_noop as _

SHOW_TEXT = _("show which privacy notice a person was shown, and when")
ACCEPT = _("show who accepted the data processing agreement for a customer")
OBJECT = _("show who objected to a subprocessor for a customer")
TELL_CHANGES = _("tell who asks for it of changes of subprocessors")
