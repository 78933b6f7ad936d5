"""What was done for privacy, in words for the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS: Mapping[str, Any] = {"records.exported": _("Exported the records of processing")}
