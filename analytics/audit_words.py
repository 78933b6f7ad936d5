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
    "monitor.created": _("Made a monitor"),
    "monitor.changed": _("Changed a monitor"),
    "monitor.paused": _("Paused a monitor"),
    "monitor.resumed": _("Resumed a monitor"),
    "monitor.deleted": _("Deleted a monitor"),
    "monitors.muted": _("Set quiet days"),
    "monitors.unmuted": _("Took quiet days back"),
    "alarm_budget.set": _("Set the alarm budget"),
    "incident.acknowledged": _("Acknowledged an incident"),
    "incident.closed": _("Closed an incident"),
    "incident.accepted": _("Accepted a new level"),
    "incident.owned": _("Said who works on an incident"),
    "incident.useful": _("Marked an incident as useful"),
    "incident.noise": _("Marked an incident as noise"),
    "incident.commented": _("Commented on an incident"),
    "budget.added": _("Added a budget or a goal"),
    "budget.set": _("Set amounts of a budget or a goal"),
    "budget.spread": _("Spread a budget or a goal otherwise"),
    "budget.ended": _("Ended a budget or a goal"),
    "budget.restored": _("Had an ended budget or goal back"),
    "budgets.imported": _("Imported budgets and goals"),
    "budgets.exported": _("Exported budgets and goals"),
    "report.saved": _("Saved a report"),
    "report.changed": _("Changed a saved report"),
    "report.deleted": _("Deleted a saved report"),
    "report.restored": _("Had a deleted report back"),
    "link.made": _("Shared numbers by a link"),
    "link.revoked": _("Revoked a shared link"),
    "link.revoked_all": _("Revoked all shared links"),
    "numbers.exported": _("Exported numbers"),
}
