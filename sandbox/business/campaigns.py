"""The campaigns in the org, and the statuses their members may have."""

from datetime import timedelta

from sandbox.business import plan
from sandbox.business.stamps import DAY
from sandbox.business.story import CampaignRow, Story


def write_campaigns(story: Story) -> None:
    """Write Campaign and CampaignMemberStatus; costs and counts follow at the end."""
    campaign_ids, status_ids = story.ids_of("Campaign"), story.ids_of("CampaignMemberStatus")
    parents: dict[str, str] = {}
    for channel, label in (
        ("google", "Paid Search"),
        ("meta", "Paid Social"),
        ("linkedin", "LinkedIn Program"),
    ):
        parents[channel] = next(campaign_ids)
        _write_parent(story, parents[channel], label)
    for spec in plan.CAMPAIGNS:
        row = CampaignRow(next(campaign_ids), spec, plan.STATUSES[spec.channel])
        story.campaigns.append(row)
        _write_campaign(story, row, parents.get(spec.channel))
        for place, (label, has_responded) in enumerate(row.statuses, 1):
            story.insert(
                "CampaignMemberStatus",
                Id=next(status_ids),
                CampaignId=row.id,
                Label=label,
                SortOrder=place,
                IsDefault=int(place == 1),
                HasResponded=int(has_responded),
                **story.system(_born(story, spec.first)),
            )


def _born(story: Story, back: int) -> int:
    return max(story.stamps.start, story.now - (back + 14) * DAY)


def _write_parent(story: Story, campaign_id: str, name: str) -> None:
    story.insert(
        "Campaign",
        Id=campaign_id,
        Name=name,
        Type="Other",
        Status="In Progress",
        StartDate=story.days[0].isoformat(),
        CurrencyIsoCode="USD",
        IsActive=1,
        OwnerId=story.users[1],
        Description="Umbrella of the campaigns below it. Has no members of its own.",
        **story.system(story.stamps.start),
    )


def _write_campaign(story: Story, row: CampaignRow, parent: str | None) -> None:
    spec, today = row.plan, story.days[-1]
    end = today - timedelta(days=spec.last) if spec.last else None
    born = _born(story, spec.first)
    changed = min(story.now, born + (spec.first - spec.last) * DAY)
    story.insert(
        "Campaign",
        Id=row.id,
        Name=spec.name,
        ParentId=parent,
        Type=plan.TYPE[spec.channel],
        Status="Completed" if end else "In Progress",
        StartDate=(today - timedelta(days=min(spec.first, plan.DAYS - 1))).isoformat(),
        EndDate=end.isoformat() if end else None,
        CurrencyIsoCode=spec.currency,
        ExpectedResponse=round(spec.rate * 100, 2) or 10.0,
        IsActive=int(end is None),
        OwnerId=story.users[1 + len(story.campaigns) % 3],
        Ad_Platform__c=spec.platform,
        Region__c=spec.region,
        **story.system(born, changed),
    )
