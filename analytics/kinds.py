"""What analytics tells members of; `accounts.telling` carries it to them."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Severity
from accounts.telling.kinds import Kind, Mailing

KINDS = (
    Kind("incident", _("Incidents of monitors"), mail=Mailing.AT_ONCE),
    Kind(
        "incident_comment",
        _("Comments on incidents that mention you"),
        mail=Mailing.AT_ONCE,
        severity=Severity.NOTE,
    ),
    Kind("monitor_failed", _("Monitors that could not look")),
    Kind("budget", _("Budgets and goals")),
    Kind("automation", _("What automations did"), severity=Severity.NOTE),
    Kind("automation_blocked", _("Automations that were held back"), mail=Mailing.AT_ONCE),
)
