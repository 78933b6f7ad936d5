"""What ends a rule's standing by itself: its amounts are of a currency that counts no more."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.audit import record
from accounts.models import Workspace
from accounts.telling import Said, Severity, tell
from analytics.automations.measures import NUMBERS
from analytics.automations.rule import Rule
from analytics.models import Automation, AutomationState

_TITLE = gettext_noop("“%(name)s” was paused: the workspace’s currency changed")
_TEXT = gettext_noop("Its amounts are in %(was)s. Look at them, and save it anew.")


def is_of_another_currency(rule: Rule, workspace: Workspace) -> bool:
    """Whether an amount of the rule was said in a currency in which nothing is told any more."""
    if rule.currency in ("", workspace.currency):
        return False
    money = any(NUMBERS[one.metric].unit == "money" for one in rule.trigger.tests)
    return money or bool(rule.guards.least_spend)


def pause_for_currency(row: Automation, rule: Rule, workspace: Workspace) -> None:
    """It looks no more, and says why; in the current transaction."""
    words = {"was": rule.currency, "now": workspace.currency}
    row.state, row.live_at, row.live_by = AutomationState.PAUSED, None, None
    row.paused_at, row.paused_by_id = timezone.now(), None
    reason = _("The workspace’s currency changed from %(was)s to %(now)s, its amounts did not.")
    row.pause_reason = (reason % words)[:200]
    row.save()
    record("automation.paused", row.pk, name=row.name)
    tell(
        kind="automation_blocked",
        key=f"currency:{row.pk}:{row.version}",
        title=Said(_TITLE, {"name": row.name}),
        text=Said(_TEXT, words),
        url=reverse("analytics:automation", args=[workspace.slug, row.pk]),
        severity=Severity.WARNING,
    )
