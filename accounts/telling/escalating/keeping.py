"""What admins do with rules of escalation: add and remove."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import Escalation, Severity
from accounts.tenancy import inside, require_workspace_id

MOST_RULES = 10


def add_escalation(
    *,
    least: Severity,
    after_minutes: int,
    user_id: UUID | None = None,
    channel_id: UUID | None = None,
) -> Escalation:
    """A rule for what begins from now on; raises Refused."""
    with inside(require_workspace_id()):
        if Escalation.objects.count() >= MOST_RULES:
            raise Refused(
                _("There are %(count)d rules already. Remove one first.") % {"count": MOST_RULES},
                code="escalation_limit",
            )
        rule = Escalation.objects.create(
            least=least, after_minutes=after_minutes, user_id=user_id, channel_id=channel_id
        )
        record("escalation.added", rule, minutes=after_minutes, severity=int(least))
    return rule


def remove_escalation(*, escalation_id: UUID) -> None:
    """Escalate by it no more; an unknown one raises Escalation.DoesNotExist."""
    with inside(require_workspace_id()):
        rule = Escalation.objects.get(pk=escalation_id)
        record("escalation.removed", rule)
        rule.delete()
