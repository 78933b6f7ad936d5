"""How far one member goes alone, what takes a second one, and the button that stops everything."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused
from accounts.models import Workspace
from accounts.switches import is_on as is_switched_on
from accounts.tenancy import require_workspace_id
from integrations.actions.campaigns.values import BUDGET, Proposal, What
from integrations.actions.records.values import VALUE
from integrations.models import ActionRules, CampaignAction

_DAY = timedelta(days=1)


class Stopped(Refused):
    """Nothing is changed anywhere for now."""

    code = "actions_stopped"


def rules() -> ActionRules:
    """Those of the entered workspace; not saved before somebody changes them."""
    return ActionRules.objects.first() or ActionRules(workspace_id=require_workspace_id())


def set_limits(
    *,
    per_day: int,
    most_percent: int,
    most_micros: int,
    records_alone: int,
    pauses_alone: bool = True,
) -> None:
    """What counts from now on; writes an audit line."""
    row = _locked()
    told = {
        "per_day": per_day,
        "most_percent": most_percent,
        "most_micros": most_micros,
        "records_alone": records_alone,
        "pauses_alone": pauses_alone,
    }
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    audit.record("actions.limits", row, **told)


def stop_all(*, by: UUID) -> None:
    """No change is sent any more, whoever asked for it, until somebody lets them go on."""
    row = _locked()
    row.stopped_at, row.stopped_by = timezone.now(), by
    row.save()
    audit.record("actions.stopped", row)


def let_go_on(*, by: UUID) -> None:
    """Changes are sent again; those that waited were given up meanwhile."""
    row = _locked()
    row.stopped_at = row.stopped_by = None
    row.save()
    audit.record("actions.go_on", row)


def _locked() -> ActionRules:
    # The workspace's row, too: two who save first of all would both make one.
    Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())
    return ActionRules.objects.select_for_update().first() or rules()


def check_running(connector: str) -> None:
    """Raise Stopped where the workspace, or we for this vendor, have stopped all changes."""
    if rules().stopped_at is not None:
        raise Stopped(
            _("All changes are stopped in this workspace."),
            advice=_("Whoever may approve changes can let them go on, on the page Actions."),
        )
    if not is_switched_on(f"write.{connector}", require_workspace_id()):
        raise Stopped(
            _("Proactivox has stopped changes at this platform for the moment."),
            advice=_("Change it there yourself, or try again later."),
        )


def check_day() -> None:
    """Raise Refused when as many changes were asked for as a day may have."""
    most = rules().per_day
    count = _asked_today().count()
    if count >= most:
        raise Refused(
            _("%(count)d changes were asked for in 24 hours, and %(most)d may be.")
            % {"count": count, "most": most},
            advice=_("Wait, or have an admin raise the limit on the page Actions."),
            code="actions_per_day",
        )


def needs_second(asked: Proposal) -> str:
    """Why a second member has to approve it, as a word that pages put in words; "" where none has.

    Money that is not spent is nobody's loss: to pause takes one, where no admin wants it otherwise.
    """
    limits = rules()
    budget = asked.before.get(BUDGET)
    if asked.what == What.PAUSE:
        return "" if limits.pauses_alone else "pause"
    if asked.what == What.RESUME:
        return "amount" if budget is None or budget > limits.most_micros else ""
    if asked.what != What.BUDGET:
        return ""
    wanted = asked.daily_budget_micros or 0
    if wanted > limits.most_micros:
        return "amount"
    drift = _drift(asked, budget)
    return "percent" if drift is None or drift > limits.most_percent else ""


def needs_second_for_record(asked: Mapping[str, Any], *, is_money: bool) -> str:
    """The same for a task or a field, by the columns that are asked for.

    Many in a day take a second member, and so does a large change of an amount of money.
    """
    limits = rules()
    if _asked_today().filter(campaign=None).count() >= limits.records_alone:
        return "many"
    if not is_money:
        return ""
    before = _amount(asked["before"].get(VALUE))
    wanted = _amount(asked["wanted"].get(VALUE))
    if not before or wanted is None:
        return "percent"
    return "percent" if abs(wanted - before) * 100 > limits.most_percent * abs(before) else ""


def _amount(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def _asked_today() -> "QuerySet[CampaignAction]":
    asked = CampaignAction.objects.filter(asked_at__gt=timezone.now() - _DAY, undoes=None)
    return asked.exclude(state=CampaignAction.State.REFUSED)


def _drift(asked: Proposal, budget: Any) -> float | None:
    """By how many per cent a day's changes together move a budget; None where nobody can say.

    What was done to it in the last 24 hours counts too, or five small steps made a large one.
    """
    rows = CampaignAction.objects.filter(
        Q(state__in=[CampaignAction.State.DONE, CampaignAction.State.UNKNOWN]),
        campaign_id=asked.campaign_id,
        what=What.BUDGET,
        ended_at__gt=timezone.now() - _DAY,
    )
    first = rows.order_by("ended_at").first()
    start = int((first.before.get(BUDGET) if first is not None else budget) or 0)
    if not start:
        return None
    return abs((asked.daily_budget_micros or 0) - start) * 100 / start
