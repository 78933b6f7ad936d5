"""What members make of numbers, one thing of each kind, so that every page shows a true one.

By the same services as the pages call. Only what takes weeks, or what a platform would have to do,
is written into the tables: a campaign that fell, an incident of weeks ago, a change that was made.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:  # models are there only once Django is set up
    from accounts.models import User, Workspace

# Things of a furnished workspace by name: ids of rows, and the address of a shared link.
Things = dict[str, str]
_UNIT = 1_000_000
_WEEKS = timedelta(weeks=3)


def furnish_things(workspace: Workspace, owner: User) -> Things:
    """All of them; the workspace's advertising has been read. Workers do what takes long."""
    from accounts.audit import Actor, acting_as
    from accounts.tenancy import inside

    with acting_as(Actor("user", owner.pk)), inside(workspace):
        boards = _boards(owner)
        found = boards | _questions(owner, workspace, boards["dashboard"])
        found |= _reports(owner, boards["dashboard"])
        found |= _plans(workspace)
        found |= _automations()
        found |= _watched(owner)
        _move(_largest(), Decimal(1) + Decimal(1) / 7, range(3, 6))
    return found


def _boards(owner: User) -> Things:
    """A board that was changed once, with words on it."""
    from analytics.dashboards.beginnings import BEGINNINGS
    from analytics.dashboards.keeping import make_dashboard, set_layout
    from analytics.dashboards.layout import Layout, Tile, TileKind, new_id
    from analytics.dashboards.settling import placed_last

    begun = BEGINNINGS["executive"].layout()
    board = make_dashboard(
        name="Monday meeting", roles=("marketer", "viewer"), layout=begun, user_id=owner.pk
    )
    words = Tile(new_id(), TileKind.TEXT, "What to look at", text="First spend, then deals.", h=2)
    more = Layout(placed_last(begun.tiles, words), begun.days)
    set_layout(dashboard_id=board.pk, layout=more, version=1, role="owner", user_id=owner.pk)
    return {"dashboard": str(board.pk), "tile": more.tiles[0].id}


def _questions(owner: User, workspace: Workspace, board: str) -> Things:
    """A saved report, and a link that shows the board to whoever has it."""
    from analytics.models import Dashboard
    from analytics.models.sharing import SharedKind
    from analytics.reports.keeping import save_report
    from analytics.sharing.keeping import Wanted, make_link

    saved = save_report(
        name="Spend by channel",
        question="metrics=spend,clicks&by=channel",
        is_shared=True,
        user_id=owner.pk,
    )
    shown = Dashboard.objects.get(pk=board)
    until = timezone.now().date() + timedelta(days=30)
    wanted = Wanted(SharedKind.DASHBOARD, shown.pk, shown.name, until, version=shown.version)
    made = make_link(wanted=wanted, workspace=workspace, user_id=owner.pk)
    return {"saved": str(saved.pk), "link": made.token}


def _reports(owner: User, board: str) -> Things:
    """A mailed one, of which a worker sends the first, and one that was published."""
    from analytics.models import Dashboard
    from analytics.reporting.freezing.publishing import publish
    from analytics.reporting.keeping import What, make_report, send_me_one
    from analytics.reporting.schedule import Schedule

    shown, every_monday = Dashboard.objects.get(pk=board), Schedule("weekly", 0, 1, 7)
    what = What(shown, "Monday's numbers", every_monday, "", frozenset({owner.pk}))
    report = make_report(what=what, user_id=owner.pk)
    send_me_one(report_id=report.pk, user=owner)
    published = publish(dashboard=shown, name="For the board", user_id=owner.pk)
    return {"report": str(report.pk), "publication": str(published.pk)}


def _plans(workspace: Workspace) -> Things:
    """A budget of this month, a metric of the workspace's own in two versions, and a note."""
    from analytics.annotations.keeping import Written, add_annotation
    from analytics.budgets.calendars import month_of
    from analytics.budgets.keeping import Amount, What, add_budget, set_amounts
    from analytics.formulas.keeping import Draft, change_metric, define_metric

    today = timezone.now().astimezone(workspace.zone).date()
    month, maker = month_of(today), _maker()
    money = workspace.currency
    budget = add_budget(
        what=What("spend", "month"), amounts=[Amount(month, 40_000 * _UNIT)], currency=money
    )
    set_amounts(budget_id=budget.pk, amounts=[Amount(month, 45_000 * _UNIT)], currency=money)
    draft = Draft(name="Spend per lead", formula="spend / leads", unit="money", good="down")
    metric = define_metric(draft=draft, user_id=maker)
    dearer = Draft(name="Spend per lead", formula="spend * 1.1 / leads", unit="money", good="down")
    change_metric(metric_id=metric.pk, draft=dearer, version=1, user_id=maker)
    note = add_annotation(
        written=Written(today - timedelta(days=9), None, "launch", "New landing page")
    )
    return {"budget": str(budget.pk), "metric": str(metric.pk), "note": str(note.pk)}


def _maker() -> Any:
    from accounts.audit import current_actor

    return current_actor().id


def _automations() -> Things:
    """One that would act on something; its preview and first look are a worker's."""
    from dataclasses import replace

    from analytics.automations.keeping import add_automation
    from analytics.automations.presets import PRESETS
    from analytics.automations.rule import Criterion, Guards, On, Trigger
    from analytics.queries.where import Compare

    costs = Criterion("spend", Compare.LEAST, Decimal(_UNIT))
    rule = replace(
        PRESETS["waste"].rule, trigger=Trigger(On.METRIC, (costs,)), guards=Guards(settled=False)
    )
    row = add_automation(name="Pause what costs and brings nothing", rule=rule)
    return {"automation": str(row.pk)}


def _watched(owner: User) -> Things:
    """A monitor, a trial of it, an incident with a change made for it, one with its outcome."""
    from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
    from analytics.models import Incident
    from analytics.monitors.definition import Definition
    from analytics.monitors.outcomes import measure_outcomes
    from analytics.queries import Breakdown
    from analytics.services.incidents import comment_incident
    from analytics.services.monitors import create_monitor, mute_days, try_monitor
    from analytics.services.watching import evaluate_monitors

    asked = Definition(
        "anomaly", "spend", Breakdown.CAMPAIGN, parameters={"alpha": 0.01}, least_volume=0
    )
    campaign = _largest()
    _move(campaign, Decimal(3), range(1, 4))
    monitor = create_monitor(name="Spend, by campaign", asked=asked)
    trial = try_monitor(name="Spend, by campaign", asked=asked, monitor_id=monitor.pk)
    evaluate_monitors(detector=WeekdayEwma())
    today = timezone.now().date()
    mute_days(first_on=today, last_on=today, weekday=None, reason="Black Friday")
    incident = _open_one(monitor, campaign)
    comment_incident(incident_id=incident.pk, text="Who raised the bids here?")
    old = Incident.objects.create(
        monitor=monitor,
        part=str(campaign.pk),
        part_name=campaign.name,
        status="resolved",
        ended_as="recovered",
        opened_on=today - _WEEKS,
        ended_on=today - _WEEKS + timedelta(days=4),
        side="above",
        owner=owner,
    )
    measure_outcomes()
    action = _changed(incident, campaign, owner)
    return {
        "monitor": str(monitor.pk),
        "trial": str(trial.pk),
        "incident": str(incident.pk),
        "old_incident": str(old.pk),
        "action": str(action.pk),
        "campaign": str(campaign.pk),
    }


def _open_one(monitor: Any, campaign: Any) -> Any:
    """What was found; where the days are too few to judge, it is said by hand."""
    from analytics.models import Incident

    found = Incident.objects.filter(monitor=monitor, part=str(campaign.pk)).first()
    return found or Incident.objects.create(
        monitor=monitor,
        part=str(campaign.pk),
        part_name=campaign.name,
        opened_on=timezone.now().date() - timedelta(days=2),
        side="above",
    )


def _changed(incident: Any, campaign: Any, owner: User) -> Any:
    """A lower budget, asked for because of it and done."""
    from integrations.models import ActionStep, CampaignAction

    now = timezone.now()
    action = CampaignAction.objects.create(
        source_id=campaign.source_id,
        campaign=campaign,
        what="budget",
        state="done",
        before={"daily_budget_micros": 300 * _UNIT},
        wanted={"daily_budget_micros": 200 * _UNIT},
        after={"daily_budget_micros": 200 * _UNIT},
        currency=campaign.currency,
        reason="Three times what it was",
        asked_by=owner.pk,
        origin_kind="incident",
        origin_id=incident.pk,
        origin_label=f"Spend of {campaign.name} is above what was expected",
        key=f"furnished-{incident.pk}",
        sent_at=now,
        ended_at=now,
    )
    for step in ("asked", "approved", "done"):
        ActionStep.objects.create(action=action, what=step, by=owner.pk)
    return action


def _largest() -> Any:
    """The campaign of an advertising platform that spent most of late."""
    from django.db.models import Sum

    from analytics.models import AdCampaignDay
    from integrations.models import Campaign

    since = timezone.now().date() - timedelta(days=30)
    ours = Campaign.objects.filter(source__connector="google_ads")
    days = AdCampaignDay.objects.filter(on__gte=since, campaign_id__in=ours.values("id"))
    by_spend = days.values("campaign_id").annotate(sum=Sum("spend_micros")).order_by("-sum")
    return Campaign.objects.select_related("source").get(pk=by_spend[0]["campaign_id"])


def _move(campaign: Any, factor: Decimal, back: range) -> None:
    """Its platform says other spend of these days back from today: so many times what it was."""
    from accounts.tenancy import new_id
    from integrations.facts import STAGED_COLUMNS, merge_days, stage_days
    from integrations.models import CampaignDay

    today = timezone.now().date()
    days = [today - timedelta(days=one) for one in back]
    rows = list(CampaignDay.objects.filter(campaign=campaign, on__in=days))
    with stage_days() as copy:
        for row in rows:
            row.spend_micros = int((row.spend_micros or 0) * factor)
            copy.write_row([getattr(row, name.strip('"')) for name in STAGED_COLUMNS])
    merge_days(
        source_id=campaign.source_id,
        run_id=new_id(),
        first_on=min(days),
        last_on=max(days),
        scope="rows",
    )
