"""Compares frozen numbers with those of today: the same days and filters, read again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from accounts.models import Workspace
from analytics.channels.version import rules_used
from analytics.metrics import CATALOGUE
from analytics.metrics import Side as Rows
from analytics.models import Publication
from analytics.queries.dimensions import Breakdown
from analytics.queries.periods import Period
from analytics.queries.where import dimensions_of
from analytics.reporting.freezing.bridging import Bridge, Known, Two, bridge
from analytics.reporting.freezing.definition import Definition
from analytics.reporting.freezing.frozen import Number, unpacked
from analytics.reporting.freezing.pieces import Side
from analytics.reporting.freezing.reading import Question, read_side
from integrations.models import Campaign, CampaignDay, CampaignDayRevision


@dataclass(frozen=True)
class Compared:
    """A frozen number beside what it is now."""

    number: Number
    bridge: Bridge

    @property
    def is_same(self) -> bool:
        return self.bridge.then == self.bridge.now


def compare(row: Publication, workspace: Workspace) -> tuple[Compared, ...]:
    """All numbers of a published report, in the currency in which it was published."""
    frozen = unpacked(bytes(row.numbers))
    twos = [_two(question, side, row, workspace) for question, side in frozen.sides]
    return tuple(Compared(one, _bridge(one, twos)) for one in frozen.numbers)


def _bridge(number: Number, twos: list[Two]) -> Bridge:
    then = number.definition
    if number.value is None:
        return Bridge(None, None, ())
    metric = CATALOGUE.get(then.key)
    now = Definition.of(metric) if metric is not None else then
    # A formula that needs other rows than were frozen cannot be gone over.
    known = set(then.measures)
    if not known.issuperset(now.measures):
        now = then
    return bridge(then, now, [twos[place] for place in number.sides])


def _two(question: Question, then: Side, row: Publication, workspace: Workspace) -> Two:
    now = read_side(question, workspace, row.currency)
    known = Known(
        question.side.value if question.side in (Rows.ADS, Rows.VISITS) else "crm",
        has_new_rules=_has_new_rules(question, row),
    )
    if question.where is not None:
        everything = read_side(replace(question, where=None), workspace, row.currency)
        parts = frozenset((key.source, key.part) for key in everything.pieces)
        known = replace(known, elsewhere=parts)
    if question.side is Rows.ADS:
        campaigns = {UUID(key.part[0]) for key in (*then.pieces, *now.pieces)}
        known = replace(
            known,
            revised=_revised(campaigns, question.period, row.published_at),
            counted_before=frozenset()
            if question.where is None
            else _counted_before(campaigns, question.period, row.published_at),
        )
    return Two(then, now, known)


def _has_new_rules(question: Question, row: Publication) -> bool:
    if question.where is None or Breakdown.CHANNEL not in dimensions_of(question.where):
        return False
    used = rules_used()
    return (used.version if used else None) != row.channel_rules


def _revised(
    campaigns: Iterable[UUID], period: Period, since: datetime
) -> frozenset[tuple[str, date]]:
    rows = CampaignDayRevision.objects.filter(
        campaign_id__in=list(campaigns),
        on__range=(period.first_on, period.last_on),
        superseded_at__gt=since,
    )
    return frozenset((str(key), on) for key, on in rows.values_list("campaign_id", "on").distinct())


def _counted_before(campaigns: Iterable[UUID], period: Period, since: datetime) -> frozenset[str]:
    """Campaigns of which a day of the period had been read when it was published."""
    days = {
        "campaign_id__in": list(campaigns),
        "on__range": (period.first_on, period.last_on),
        "as_of__lte": since,
    }
    found: set[str] = set()
    for model in (CampaignDay, CampaignDayRevision):
        found |= {
            str(key) for key in model.objects.filter(**days).values_list("campaign_id", flat=True)
        }
    return frozenset(found)


def names_of_parts(ids: Iterable[str]) -> dict[str, str]:
    """{key: name} of campaigns that a bridge speaks of; other parts are called as they are."""
    wanted = [one for one in ids if len(one) == 36]
    rows = Campaign.objects.filter(id__in=wanted).values_list("id", "name")
    return {str(key): name for key, name in rows}
