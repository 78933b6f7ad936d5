"""Campaign members: the touches between people and campaigns."""

from sandbox.business.leads import Lead
from sandbox.business.stamps import DAY
from sandbox.business.story import CampaignRow, Story

COLUMNS = (
    "Id IsDeleted CampaignId LeadId ContactId Status HasResponded CreatedDate CreatedById "
    "LastModifiedDate LastModifiedById SystemModstamp FirstRespondedDate CurrencyIsoCode Name "
    "FirstName LastName Title City Country Email Phone LeadSource CompanyOrAccount Type "
    "LeadOrContactId LeadOrContactOwnerId"
)
FOLLOW_UP = ("email", "webinar", "event", "linkedin")


class Members:
    """Writes CampaignMember: the campaign a lead came by, and those that met it later."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.rows = story.table("CampaignMember", COLUMNS)
        rows = [row for row in story.campaigns if row.plan.channel in FOLLOW_UP]
        today = len(story.days) - 1
        self._active = [
            [row for row in rows if row.plan.last <= today - n <= row.plan.first]
            for n in range(len(story.days))
        ]

    def join(self, lead: Lead) -> None:
        story = self.story
        seen: set[str] = set()
        if lead.campaign is not None:
            self._add(lead, lead.campaign, lead.created, 0.75)
            seen.add(lead.campaign.id)
        draw = story.random.random()
        for _ in range(0 if draw < 0.62 else 1 if draw < 0.86 else 2 if draw < 0.96 else 4):
            at = lead.created + int(story.random.random() * 70 * DAY) + 600
            if at >= story.now:
                continue
            active = self._active[(at - story.stamps.start) // DAY]
            row = active[int(story.random.random() * len(active))] if active else None
            if row is not None and row.id not in seen:
                seen.add(row.id)
                self._add(lead, row, at, 0.35)

    def _add(self, lead: Lead, row: CampaignRow, at: int, odds: float) -> None:
        story, person, text = self.story, lead.person, self.story.stamps.text
        replied = [status for status in row.statuses if status[1]]
        quiet = [status for status in row.statuses if not status[1]]
        has_responded = story.random.random() < odds
        choices = replied if has_responded else quiet
        status = choices[int(story.random.random() * len(choices))][0]
        changed = at
        contact = lead.converted[1] if lead.converted else None
        if contact is not None:
            changed = max(changed, lead.changed)
        stamp = text(changed)
        self.rows.add(
            (
                next(story.ids_of("CampaignMember")), 0, row.id, lead.id, contact, status,
                int(has_responded), text(at), story.users[0], stamp, story.users[0], stamp,
                story.stamps.day(at) if has_responded else None, row.plan.currency,
                f"{person.first} {person.last}", person.first, person.last, person.title,
                person.company.city, person.company.country, person.email, person.phone,
                lead.source, person.company.name, "Contact" if contact else "Lead",
                contact or lead.id, lead.owner,
            )
        )  # fmt: skip
