"""What other rules would change: each thing's channel, and what each channel cost and earned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from accounts.models import Workspace
from analytics.channels.rules import Matcher, Rule
from analytics.channels.weighing import Everything, weigh
from analytics.models import ThingKind
from analytics.queries.periods import Period

# What the weight of a thing of each kind adds to.
_MEASURE = {ThingKind.AD: "spend", ThingKind.ORIGIN: "visits"}
_Channels = Mapping[tuple[ThingKind, str], str]


@dataclass
class Sums:
    """What a channel cost and earned; None where there is nothing that could tell."""

    spend: int | None = None
    visits: int | None = None
    leads: int | None = None
    revenue: int | None = None

    def add(self, measure: str, value: int) -> None:
        setattr(self, measure, (getattr(self, measure) or 0) + value)


@dataclass(frozen=True)
class Moved:
    """A thing that would get another channel; of a CRM's campaign `weight` is its won revenue."""

    kind: ThingKind
    name: str
    before: str
    after: str
    weight: int | None


@dataclass(frozen=True)
class ChannelChange:
    """A channel's sums by the present assignment and by the other rules."""

    channel: str
    before: Sums = field(default_factory=Sums)
    after: Sums = field(default_factory=Sums)


@dataclass(frozen=True)
class Preview:
    """What would change, the weightiest first; `nowhere` is what no rule fits."""

    channels: tuple[ChannelChange, ...]
    moved: tuple[Moved, ...]
    nowhere: tuple[Moved, ...]


def preview(rules: Iterable[Rule] | None, workspace: Workspace, period: Period) -> Preview:
    """The present assignment beside that by other rules; nothing is written. None: the present."""
    found = weigh(workspace, period)
    before = {(one.kind, one.key): one.channel for one in found.things}
    after = before if rules is None else _assigned(found, Matcher(rules))
    revenue = _revenue_of_campaigns(found)
    seen = [
        Moved(
            one.kind,
            one.name,
            before[one.kind, one.key],
            after[one.kind, one.key],
            revenue.get(one.key) if one.kind is ThingKind.CRM else one.weight,
        )
        for one in found.things
    ]
    ordered = sorted(seen, key=lambda one: (list(ThingKind).index(one.kind), -(one.weight or 0)))
    return Preview(
        channels=_by_channel(found, before, after),
        moved=tuple(one for one in ordered if one.before != one.after),
        nowhere=tuple(one for one in ordered if not one.after),
    )


def _assigned(found: Everything, by: Matcher) -> _Channels:
    """As analytics.channels.assigning would."""
    result = {(one.kind, one.key): by.channel(one.thing) for one in found.things}
    for crm, ads in found.mapped.items():
        channels = {result.get((ThingKind.AD, ad), "") for ad in ads}
        if len(channels) == 1 and (channel := channels.pop()):
            result[ThingKind.CRM, crm] = channel
    return result


def _revenue_of_campaigns(found: Everything) -> dict[str, int]:
    revenue: dict[str, int] = defaultdict(int)
    for one in found.earned:
        if one.campaign:
            revenue[one.campaign] += one.revenue
    return dict(revenue)


def _by_channel(
    found: Everything, before: _Channels, after: _Channels
) -> tuple[ChannelChange, ...]:
    result: dict[str, ChannelChange] = {}
    for name, channels in (("before", before), ("after", after)):
        for channel, measure, value in _amounts(found, channels):
            row = result.setdefault(channel, ChannelChange(channel))
            getattr(row, name).add(measure, value)

    def weight(row: ChannelChange) -> tuple[bool, int, int, str]:
        return (not row.channel, -(row.after.spend or 0), -(row.after.revenue or 0), row.channel)

    return tuple(sorted(result.values(), key=weight))


def _amounts(found: Everything, channels: _Channels) -> Iterable[tuple[str, str, int]]:
    """(channel, measure, value) of all that has a value."""
    for one in found.things:
        if one.kind in _MEASURE and one.weight is not None:
            yield channels[one.kind, one.key], _MEASURE[one.kind], one.weight
    for row in found.earned:
        by_source = channels.get((ThingKind.LEAD_SOURCE, row.lead_source), "")
        by_campaign = channels.get((ThingKind.CRM, row.campaign or ""), "")
        if row.leads:
            yield by_source, "leads", row.leads
        if row.revenue:
            yield by_campaign or by_source, "revenue", row.revenue
