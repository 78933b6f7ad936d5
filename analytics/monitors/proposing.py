"""What could be done about an incident where its campaign runs: a step that fits its direction.

Nothing here says why it happened: a campaign is the incident's own, or the one in which the change
likely lies, and what it spent and brought meanwhile is told beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from accounts.models import Workspace
from analytics.metrics import Side
from analytics.models import CampaignMatch, Incident
from analytics.monitors.days import seen_day
from analytics.monitors.definition import Definition
from analytics.queries import Breakdown, Filters, MetricQuery, Period, run_query
from analytics.queries.result import Number
from integrations import actions
from integrations.models import Campaign

# Of more campaigns than this none is the likely one.
_MOST = 3
_SPENDING = frozenset({"spend", "impressions"})
# As the platforms call what does not run any more.
_GONE = frozenset({"REMOVED", "DELETED", "ARCHIVED"})


class Step(StrEnum):
    """What can be asked for, in the words of the actions."""

    PAUSE = "pause"
    BUDGET = "budget"
    RESUME = "resume"


@dataclass(frozen=True)
class Brought:
    """What a campaign spent in the incident's days, in the workspace's money, and what came of it.

    None where nobody can say: deals of a campaign that is mapped to none of the CRM.
    """

    spend: Number | None
    clicks: Number | None
    deals: Number | None


@dataclass(frozen=True)
class Proposed:
    """Steps of one campaign, the fitting one first; `daily_micros` is the budget to go back to."""

    campaign: Campaign
    steps: tuple[Step, ...]
    brought: Brought
    period: Period
    daily_micros: int | None = None
    is_likely: bool = False


def proposed(
    incident: Incident,
    asked: Definition,
    period: Period,
    likely: tuple[str, Sequence[str]],
    workspace: Workspace,
) -> tuple[Proposed, ...]:
    """For each campaign that it is about; nothing where none can be changed from here.

    `likely` is (dimension, its values) in which the change lies.
    """
    if incident.is_failure or incident.is_over or not asked.is_of_number:
        return ()
    found, is_likely = _campaigns(incident, asked, likely)
    return tuple(
        one
        for campaign in found
        if (one := _of(campaign, incident, asked, period, workspace, is_likely=is_likely))
    )


def _campaigns(
    incident: Incident, asked: Definition, likely: tuple[str, Sequence[str]]
) -> tuple[list[Campaign], bool]:
    """(the campaigns, whether the change only likely lies in them)."""
    if asked.by is Breakdown.CAMPAIGN and incident.part:
        return _known([UUID(incident.part)]), False
    if len(asked.filters.campaigns) == 1:
        return _known(asked.filters.campaigns), False
    dimension, keys = likely
    ids: list[UUID] = []
    if dimension == Breakdown.CAMPAIGN:
        ids = [UUID(key) for key in keys if key]
    elif dimension == Breakdown.CRM_CAMPAIGN:
        rows = CampaignMatch.objects.filter(crm_campaign__external_id__in=[k for k in keys if k])
        ids = list(rows.values_list("ad_campaign_id", flat=True))
    return (_known(ids) if len(ids) <= _MOST else []), True


def _known(ids: Sequence[UUID]) -> list[Campaign]:
    rows = Campaign.objects.select_related("source").filter(pk__in=ids, kind="ad", deleted_at=None)
    return [one for one in rows.order_by("name", "id") if actions.can_act(one.source.connector)]


def _of(
    campaign: Campaign,
    incident: Incident,
    asked: Definition,
    period: Period,
    workspace: Workspace,
    *,
    is_likely: bool,
) -> Proposed | None:
    brought = _brought(campaign, period, workspace)
    steps = steps_for(asked, incident.side, campaign.status, is_spending=bool(brought.spend))
    if not steps:
        return None
    return Proposed(
        campaign,
        steps,
        brought,
        period,
        _daily(campaign, incident, asked, workspace) if Step.BUDGET in steps else None,
        is_likely,
    )


def steps_for(asked: Definition, side: str, status: str, *, is_spending: bool) -> tuple[Step, ...]:
    """What fits: too much spent is lowered; spent for less than expected is paused or lowered."""
    metric = asked.catalogue
    costs_more = metric.numerator == "spend" and side == "above"
    brings_less = side == "below" and metric.numerator not in _SPENDING and metric.good == "up"
    if "PAUSED" in status.upper():
        is_missed = side == "below" and Side.ADS in metric.sides and not metric.denominator
        return (Step.RESUME,) if is_missed else ()
    if status.upper() in _GONE or not is_spending:
        return ()
    if costs_more:
        return (Step.BUDGET, Step.PAUSE)
    return (Step.PAUSE, Step.BUDGET) if brings_less else ()


def _brought(campaign: Campaign, period: Period, workspace: Workspace) -> Brought:
    metrics = ("spend", "clicks", "opportunities")
    query = MetricQuery(metrics, period, filters=Filters(campaigns=(campaign.pk,)))
    values = run_query(query, workspace).values
    is_mapped = CampaignMatch.objects.filter(ad_campaign=campaign).exists()
    deals = values["opportunities"].value if is_mapped else None
    return Brought(values["spend"].value, values["clicks"].value, deals)


def _daily(
    campaign: Campaign, incident: Incident, asked: Definition, workspace: Workspace
) -> int | None:
    """What was expected of the campaign a day: only where that is its own money."""
    worst = seen_day(incident.worst)
    is_own = asked.by is Breakdown.CAMPAIGN and bool(incident.part)
    if worst is None or not worst.expected or asked.metric != "spend" or not is_own:
        return None
    if campaign.currency != workspace.currency:
        return None
    # Whole units: what is foretold is not known to the cent.
    return max(round(worst.expected / 1_000_000), 1) * 1_000_000
