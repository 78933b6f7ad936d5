"""How many leads each campaign and source brings on each day, and what the ads cost."""

from dataclasses import dataclass

from sandbox.business import plan, seasons
from sandbox.business.story import CampaignRow, Story


@dataclass(frozen=True, slots=True)
class Cell:
    """Some leads of one day: from a campaign, or from a source without one."""

    source: str
    campaign: CampaignRow | None
    leads: int
    quality: float
    value: float


def daily_cells(story: Story, total: int) -> list[list[Cell]]:
    """The leads of every day, `total` in all; writes the ad spend on its way."""
    drafts = [_draft(story, number) for number in range(len(story.days))]
    pull = sum(weight for day in drafts for _, weight, _ in day) or 1.0
    scale, carried = total / pull, 0.5
    cells: list[list[Cell]] = []
    spend: list[tuple[object, ...]] = []
    for number, draft in enumerate(drafts):
        story.random.shuffle(draft)
        day: list[Cell] = []
        for origin, weight, expected in draft:
            carried += weight * scale
            count, carried = int(carried), carried - int(carried)
            if isinstance(origin, CampaignRow):
                spend.extend(_spend(story, number, origin, expected * scale))
            if count:
                day.append(_cell(origin, count))
        cells.append(day)
    story.db.executemany("INSERT INTO _spend VALUES (?, ?, ?, ?, ?, ?, ?)", spend)
    return cells


Origin = CampaignRow | tuple[str, float, float, float]


def _draft(story: Story, number: int) -> list[tuple[Origin, float, float]]:
    """(origin, leads that come, leads that were paid for) of a day, before scaling."""
    day, back = story.days[number], len(story.days) - 1 - number
    progress = number / len(story.days)
    gamma = story.random.gammavariate
    draft: list[tuple[Origin, float, float]] = []
    for row in story.campaigns:
        spec = row.plan
        if spec.last <= back <= spec.first:
            usual = spec.pull * seasons.weight(day, spec.channel, progress)
            broken = spec.platform is not None and back in plan.BROKEN_FORM
            come = usual * gamma(6.0, 1 / 6) * (0.12 if broken else 1.0)
            draft.append((row, come, usual))
    for organic in plan.ORGANIC:
        usual = organic[1] * seasons.weight(day, "organic", progress)
        draft.append((organic, usual * gamma(6.0, 1 / 6), 0.0))
    return draft


def _cell(origin: Origin, count: int) -> Cell:
    if isinstance(origin, CampaignRow):
        spec = origin.plan
        return Cell(plan.SOURCE[spec.channel], origin, count, spec.quality, spec.value)
    source, _, quality, value = origin
    return Cell(source, None, count, quality, value)


def _spend(story: Story, number: int, row: CampaignRow, leads: float) -> list[tuple[object, ...]]:
    """The ad spend of a campaign on a day: (day, platform, campaign, ...), none for others."""
    spec, back = row.plan, len(story.days) - 1 - number
    if spec.platform is None:
        return []
    random = story.random
    price, click = spec.price, spec.click
    if (spec.name, True) == (plan.DOUBLED[0], back <= plan.DOUBLED[1]):
        price, click = price * 2, click * 2
    spend = round(leads * price * random.uniform(0.88, 1.12), 2)
    clicks = round(spend / (click * random.uniform(0.93, 1.07)))
    impressions = max(clicks, round(clicks / (spec.rate * random.uniform(0.9, 1.1))))
    day = story.days[number].isoformat()
    return [(day, spec.platform, spec.name, impressions, clicks, spend, spec.currency)]
