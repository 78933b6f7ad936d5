"""Sets a workspace's rules, and shows beforehand what they would delete."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from integrations.actions import set_people_limit
from integrations.selectors import leads_counted, people_past
from privacy.models import RetentionRule
from privacy.requests.sweeps import worded_requests
from privacy.retention.catalogue import KINDS, REQUESTS, RuleKind, days_of


@dataclass(frozen=True)
class InForce:
    """A rule as it holds now; `months` is None where nothing is deleted by time."""

    kind: RuleKind
    months: int | None
    set_at: datetime | None

    @property
    def before(self) -> datetime | None:
        """What is older than this goes."""
        return _before(self.months) if self.months else None


@dataclass(frozen=True)
class Preview:
    """What a rule would delete in its first night: records, the oldest, how counts of leads move.

    `counted` are leads by year of creation that dashboards would count no more, of `leads` that
    they count now.
    """

    records: int
    oldest: datetime | None
    counted: Mapping[date, int]
    leads: int

    @property
    def leads_gone(self) -> int:
        """How many fewer leads dashboards would count."""
        return sum(self.counted.values())

    @property
    def leads_left(self) -> int:
        """How many leads dashboards would count then."""
        return self.leads - self.leads_gone


def rules_in_force() -> list[InForce]:
    """All rules of the entered workspace, in the order of the catalogue."""
    rows = {row.kind: row for row in RetentionRule.objects.all()}
    return [
        InForce(kind, rows[key].months, rows[key].set_at)
        if key in rows
        else InForce(kind, kind.default, None)
        for key, kind in KINDS.items()
    ]


def preview_rule(*, kind: str, months: int) -> Preview:
    """What the rule would delete if it were set now; holds are not taken off."""
    before = _before(months)
    if kind == REQUESTS:
        old = worded_requests(before).order_by("closed_at")
        first = old.first()
        return Preview(old.count(), first.closed_at if first else None, {}, 0)
    past = people_past(kind, before)
    return Preview(past.rows, past.oldest, past.counted, leads_counted() if past.counted else 0)


def set_rule(*, kind: str, months: int | None) -> None:
    """Set a rule; None goes back to the platform's default. Raises Refused outside of its bounds.

    From now on no sync brings in what is past it, and the coming night deletes what is here.
    """
    known = KINDS[kind]
    if months is not None and months not in known.choices:
        raise Refused(_("Choose one of the periods that are offered."), code="rule_bounds")
    with inside(require_workspace_id()):
        if months is None:
            RetentionRule.objects.filter(kind=kind).delete()
        else:
            RetentionRule.objects.update_or_create(
                workspace_id=require_workspace_id(),
                kind=kind,
                defaults={
                    "months": months,
                    "set_at": timezone.now(),
                    "set_by_id": current_actor().id,
                },
            )
        if known.is_about_people:
            set_people_limit(kind=kind, days=days_of(months) if months else None)
        record("retention.set", kind=kind, months=months)


def _before(months: int) -> datetime:
    return timezone.now() - timedelta(days=days_of(months))
