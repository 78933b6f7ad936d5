"""What was done before, by rules and by members, so that nothing is done twice or too often."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Q

from accounts.models import Workspace
from analytics.automations.deciding import History, Outcome, Past
from analytics.automations.rule import CHANGES, Rule
from analytics.models import Automation, AutomationDecision, AutomationSwitch
from integrations import actions
from integrations.models import CampaignAction

_DONE = (Outcome.ACTED, Outcome.HELD_OUT)


def history_of(
    automation: Automation, rule: Rule, workspace: Workspace, now: datetime, *, is_live: bool
) -> History:
    """What counts against doing more now; a dry run heeds what dry runs would have done."""
    since = now - timedelta(days=rule.limits.cool_days + 1)
    past: dict[str, list[Past]] = defaultdict(list)
    rows = AutomationDecision.objects.filter(at__gte=since, outcome__in=_DONE)
    own = Q(automation_id=automation.pk, is_live=is_live)
    others = Q(is_live=True, outcome=Outcome.ACTED) & ~Q(automation_id=automation.pk)
    for row in rows.filter(own | others).select_related("automation").order_by("-at"):
        on = _day(row.at, workspace)
        past[row.thing_key].append(
            Past(on, str(row.automation_id), row.automation.name, _about(row))
        )
    for key, on in _by_hand(since, workspace):
        past[key].append(Past(on, ""))
    return History(
        rule=str(automation.pk),
        today=_day(now, workspace),
        past=past,
        acted=acted_today(automation, now, is_live=is_live),
        is_stopped=is_stopped(),
    )


def _about(row: AutomationDecision) -> str:
    """What of the thing was changed: only who changes the same is in each other's way."""
    return "campaign" if row.do in CHANGES else str(row.details.get("field", "-"))


def acted_today(automation: Automation, now: datetime, *, is_live: bool) -> int:
    """How often a rule acted within a day."""
    rows = AutomationDecision.objects.filter(automation=automation, is_live=is_live)
    return rows.filter(outcome=Outcome.ACTED, at__gt=now - timedelta(days=1)).count()


def is_stopped() -> bool:
    """Whether automations, or all changes whoever asks for them, stand still."""
    switch = AutomationSwitch.objects.first()
    is_own = switch is not None and switch.stopped_at is not None
    return is_own or actions.rules().stopped_at is not None


def _by_hand(since: datetime, workspace: Workspace) -> list[tuple[str, date]]:
    """What members changed, and what they took back of a rule's."""
    person = Q(origin_kind=CampaignAction.OriginKind.PERSON) | ~Q(undoes=None)
    rows = CampaignAction.objects.filter(person, asked_at__gte=since)
    rows = rows.exclude(state=CampaignAction.State.REFUSED).order_by("-asked_at")
    found = rows.filter(campaign_id__isnull=False).values_list("campaign_id", "asked_at")
    return [(str(key), _day(at, workspace)) for key, at in found]


def _day(moment: datetime, workspace: Workspace) -> date:
    return moment.astimezone(workspace.zone).date()
