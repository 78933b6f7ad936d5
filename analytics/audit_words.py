"""What was decided about numbers, in words for the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS: Mapping[str, Any] = {
    "lead_stages.set": _("Changed the stages of leads"),
    "campaigns.matched": _("Mapped campaigns"),
    "channels.set": _("Changed the rules of channels"),
    "annotation.added": _("Added an annotation"),
    "annotation.changed": _("Changed an annotation"),
    "annotation.deleted": _("Deleted an annotation"),
    "annotation.restored": _("Had a deleted annotation back"),
    "export.requested": _("Asked for a file of numbers"),
    "numbers.exported": _("Exported numbers"),
}
