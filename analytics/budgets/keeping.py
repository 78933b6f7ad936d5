"""What is done to budgets and goals: made, set for their periods, ended and had back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.tenancy import inside, require_workspace_id
from analytics.budgets.amounts import amounts
from analytics.built_in import SIMPLE
from analytics.metrics import Metric, Side, Unit
from analytics.models import Budget, BudgetAmount, Every, Spread
from analytics.nearest import no_metric
from analytics.queries import Period
from analytics.scopes import Scope
from integrations.models import Campaign

MOST = 300
# A hundred thousand million of whatever is counted.
LARGEST = 10**17


@dataclass(frozen=True)
class What:
    """What a budget or a goal is of."""

    metric: str
    every: str
    scope: Scope = field(default_factory=Scope)
    spread: str = Spread.EVEN


@dataclass(frozen=True)
class Amount:
    """A period with its amount in millionths; None takes it away."""

    period: Period
    micros: int | None


def add_budget(*, what: What, amounts: Iterable[Amount], currency: str) -> Budget:
    """Make one with its first amounts; raises Trouble for what cannot be or is there already."""
    with inside(require_workspace_id()):
        check_what(what)
        if find_budget(what) is not None:
            raise Trouble(
                _("There is one of the same number, part and length already."),
                advice=_("Change its amounts instead."),
                code="budget_exists",
            )
        if Budget.objects.filter(ended_at=None).count() >= MOST:
            message = _("There are %(count)d budgets and goals, which is the most.")
            raise Trouble(message % {"count": MOST}, advice=_("End old ones first."))
        row = _create(what)
        record("budget.added", row.pk, metric=row.metric, every=row.every)
        _write(row, amounts, currency)
    return row


def _create(what: What) -> Budget:
    """Two who make the same at once make one; the second is told so by the next look."""
    try:
        with transaction.atomic():
            return Budget.objects.create(
                metric=what.metric,
                every=what.every,
                spread=what.spread,
                platform=what.scope.platform,
                channel=what.scope.channel,
                campaign_id=what.scope.campaign_id,
                made_by_id=_person(),
            )
    except IntegrityError as error:
        message = _("Somebody has made the same one just now.")
        raise Trouble(message, code="budget_exists") from error


def set_amounts(
    *, budget_id: UUID, amounts: Iterable[Amount], currency: str, is_past_meant: bool = False
) -> int:
    """Set periods anew, each change a version beside the ones before it; how many changed.

    Raises Trouble where a period that is over would change and that was not said to be meant.
    """
    with inside(require_workspace_id()):
        budget = standing_budget(budget_id)
        wanted = list(amounts)
        if not is_past_meant and (past := changed_past(budget, wanted, currency)):
            raise Trouble(
                _("Periods that are over would change: %(count)d.") % {"count": len(past)},
                advice=_("Say that you mean it: what it was stays in its history."),
                code="past_changed",
            )
        return _write(budget, wanted, currency)


def set_spread(*, budget_id: UUID, spread: str) -> bool:
    """Lay its amounts otherwise upon the days; whether that is another way."""
    with inside(require_workspace_id()):
        budget = standing_budget(budget_id)
        if spread not in Spread.values:
            raise Trouble(_("“%(word)s” is no way to spread an amount.") % {"word": spread})
        if budget.spread == spread:
            return False
        Budget.objects.filter(pk=budget_id).update(spread=spread)
        record("budget.spread", budget_id, spread=spread)
    return True


def end_budget(*, budget_id: UUID) -> Budget:
    """Take it out of use; nothing of it is deleted."""
    with inside(require_workspace_id()):
        budget = standing_budget(budget_id)
        Budget.objects.filter(pk=budget_id).update(ended_at=timezone.now())
        record("budget.ended", budget_id, metric=budget.metric)
    return budget


def restore_budget(*, budget_id: UUID) -> None:
    """Have an ended one back; raises Trouble where another took its place."""
    with inside(require_workspace_id()):
        budget = Budget.objects.select_for_update().filter(pk=budget_id).first()
        if budget is None or budget.ended_at is None:
            return
        what = What(budget.metric, budget.every, _scope(budget), budget.spread)
        if find_budget(what) is not None:
            raise Trouble(_("Another one of the same took its place."), code="budget_exists")
        Budget.objects.filter(pk=budget_id).update(ended_at=None)
        record("budget.restored", budget_id, metric=budget.metric)


def standing_budget(budget_id: UUID) -> Budget:
    """One that has not ended, locked; raises Trouble where there is none."""
    found = Budget.objects.select_for_update().filter(pk=budget_id, ended_at=None).first()
    if found is None:
        raise Trouble(_("Somebody has ended this budget. Nothing was changed."))
    return found


def find_budget(what: What) -> Budget | None:
    """The one of the same number, part and length."""
    scope = what.scope
    rows = Budget.objects.filter(ended_at=None, metric=what.metric, every=what.every)
    part: dict[str, Any] = {"platform": scope.platform, "channel": scope.channel}
    return rows.filter(campaign_id=scope.campaign_id, **part).first()


def changed_past(budget: Budget, wanted: Iterable[Amount], currency: str) -> list[Amount]:
    """Those of the wanted that would change what a period that is over was set to."""
    today, changes = _today(), _changes(budget, wanted, currency)
    return [one for one in changes if one.period.last_on < today and one.is_other]


@dataclass(frozen=True)
class _Change(Amount):
    """An amount that is not as it stands; `is_other` where there was another before."""

    is_other: bool = False


def check_what(what: What) -> None:
    """Raises Trouble for a number, part or length that cannot be."""
    if what.metric not in SIMPLE:
        raise Trouble(no_metric(what.metric, SIMPLE))
    if what.every not in Every.values or what.spread not in Spread.values:
        raise Trouble(_("A budget is of months, quarters or years."))
    if reason := why_not(SIMPLE[what.metric], what.scope):
        raise Trouble(reason)
    campaign = what.scope.campaign_id
    if campaign and not Campaign.objects.filter(pk=campaign, kind="ad").exists():
        raise Trouble(_("There is no such ad campaign in this workspace."))


def why_not(metric: Metric, scope: Scope) -> str:
    """Why a metric has no such part; empty where it has."""
    if scope == Scope():
        return ""
    if Side.VISITS in metric.sides:
        return _("Visits cannot be filtered this way.")
    if Side.LEADS in metric.sides and (scope.platform or scope.campaign_id):
        return _("Leads have no ad campaign.")
    return ""


def _write(budget: Budget, wanted: Iterable[Amount], currency: str) -> int:
    metric = SIMPLE[budget.metric]
    kept = currency if metric.unit is Unit.MONEY else ""
    changes = list(_changes(budget, wanted, currency))
    for one in changes:
        if one.micros is not None and not 0 < one.micros <= LARGEST:
            raise Trouble(_("An amount is more than nothing, and not beyond all measure."))
    versions = dict(
        BudgetAmount.objects.filter(budget_id=budget.pk)
        .values_list("first_on")
        .annotate(Max("version"))
    )
    now = timezone.now()
    BudgetAmount.objects.bulk_create(
        BudgetAmount(
            workspace_id=require_workspace_id(),
            budget_id=budget.pk,
            first_on=one.period.first_on,
            last_on=one.period.last_on,
            version=(versions.get(one.period.first_on) or 0) + 1,
            micros=one.micros,
            currency=kept,
            set_by_id=_person(),
            set_at=now,
        )
        for one in changes
    )
    if changes:
        first = min(one.period.first_on for one in changes)
        record("budget.set", budget.pk, periods=len(changes), first_on=first.isoformat())
    return len(changes)


def _changes(budget: Budget, wanted: Iterable[Amount], currency: str) -> list[_Change]:
    """What is not as it stands; one amount a period, the last that was given."""
    by_period = {one.period: one for one in wanted}
    if not by_period:
        return []
    first = min(period.first_on for period in by_period)
    last = max(period.last_on for period in by_period)
    rows = amounts([budget.pk], first, last).get(budget.pk, [])
    kept = currency if SIMPLE[budget.metric].unit is Unit.MONEY else ""
    known = {Period(row.first_on, row.last_on): row for row in rows}
    found = []
    for period, one in sorted(by_period.items(), key=lambda item: item[0].first_on):
        row = known.get(period)
        stands = (row.micros, row.currency) if row and row.micros is not None else (None, kept)
        if stands != (one.micros, kept):
            found.append(_Change(period, one.micros, row is not None and row.micros is not None))
    return found


def _scope(budget: Budget) -> Scope:
    return Scope(budget.platform, budget.channel, budget.campaign_id)


def _today() -> date:
    zone = Workspace.objects.get(pk=require_workspace_id()).zone
    return timezone.now().astimezone(zone).date()


def _person() -> UUID | None:
    actor = current_actor()
    return actor.id if actor.kind == "user" else None
