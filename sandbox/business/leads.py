"""Leads: who they are, how they qualify, and what becomes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.business import oddities, plan
from sandbox.business.people import Person
from sandbox.business.stamps import DAY
from sandbox.business.story import CampaignRow, Story
from sandbox.business.traffic import Cell

OPEN, WORKING, MQL, SQL, CONVERTED, UNQUALIFIED = (
    "Open - Not Contacted",
    "Working - Contacted",
    "Marketing Qualified",
    "Sales Qualified",
    "Closed - Converted",
    "Unqualified",
)
COLUMNS = (
    "Id IsDeleted MasterRecordId LastName FirstName Name Title Company Street City State "
    "PostalCode Country Phone Email Website Description LeadSource Status Industry Rating "
    "CurrencyIsoCode AnnualRevenue NumberOfEmployees OwnerId IsConverted ConvertedDate "
    "ConvertedAccountId ConvertedContactId ConvertedOpportunityId IsUnreadByOwner CreatedDate "
    "CreatedById LastModifiedDate LastModifiedById SystemModstamp LastActivityDate "
    "CleanStatus Lead_Score__c Product_Interest__c"
)
HISTORY = "Id IsDeleted LeadId CreatedById CreatedDate Field DataType OldValue NewValue"
# A clean-up job once touched the leads of one week: thousands of rows with one stamp.
CLEANED, CLEANED_AT = range(395, 402), 41
RECYCLED_DAYS = 13


@dataclass(slots=True)
class Lead:
    """A lead while its story is told; times in seconds."""

    id: str
    person: Person
    source: str | None
    campaign: CampaignRow | None
    owner: str
    created: int
    score: float
    value: float
    steps: list[tuple[int, str]]
    converted: tuple[str, str, str | None] | None = None

    @property
    def changed(self) -> int:
        return self.steps[-1][0] if self.steps else self.created

    @property
    def status(self) -> str:
        return self.steps[-1][1] if self.steps else OPEN


Convert = Callable[[Lead], tuple[str, str, str | None]]
Join = Callable[[Lead], None]


class Leads:
    """Writes Lead and LeadHistory, and hands on those that convert."""

    def __init__(self, story: Story, total: int, convert: Convert, join: Join) -> None:
        self.story = story
        self.convert, self.join = convert, join
        self.rows = story.table("Lead", COLUMNS)
        self.history = story.table("LeadHistory", HISTORY)
        self.odd = oddities.spots(total, len(oddities.LEADS))
        self.places = {name: place for place, name in enumerate(self.rows.columns)}
        self.count = 0
        self.last_id: str | None = None

    def tell_day(self, number: int, cells: list[Cell]) -> None:
        """All leads that came on one day."""
        story = self.story
        start, back = story.stamps.start + number * DAY, len(story.days) - 1 - number
        for cell in cells:
            for _ in range(cell.leads):
                lead = self._create(cell, start, back)
                self._live(lead, cell.quality)
                if lead.status == CONVERTED:
                    lead.converted = self.convert(lead)
                self.join(lead)
                self._write(lead, back)

    def _create(self, cell: Cell, start: int, back: int) -> Lead:
        story, random = self.story, self.story.random.random
        # Most come in daytime; the sum of two draws makes the hump.
        second = int((0.29 + (random() + random()) * 0.34) * DAY)
        if back == 0:
            second = int(second / DAY * max(120, story.now - start - 60))
        campaign: CampaignRow | None = cell.campaign
        source: str | None = cell.source
        region = campaign.plan.region if campaign else None
        if campaign and campaign.plan.platform and back in plan.OUTAGE and random() < 0.9:
            campaign, source = None, None
        person = story.people.draw(region)
        fit = person.company.fit * cell.quality
        return Lead(
            next(story.ids_of("Lead")),
            person,
            source,
            campaign,
            story.users[1 + int(random() * (len(story.users) - 1))],
            start + second,
            min(100.0, float(int(100 * fit * (0.2 + 0.5 * random())))),
            cell.value,
            [],
        )

    def _live(self, lead: Lead, quality: float) -> None:
        """Let the lead go as far as chance, quality and time allow."""
        story = self.story
        random, exponential = story.random.random, story.random.expovariate
        fit, at, now = quality * lead.person.company.fit, float(lead.created), story.now
        for status, mean, odds in (
            (WORKING, 1.2, 0.9),
            (MQL, 6.0, 0.43 * fit),
            (SQL, 9.0, 0.52 * min(1.5, fit) ** 0.5),
            (CONVERTED, 8.0, 0.74),
        ):
            is_on = random() < odds
            at += exponential(1 / ((mean if is_on else mean + 16.0) * DAY))
            if not is_on and random() < 0.2:
                return
            moment = story.stamps.working(story.random, at)
            if moment >= now:
                return
            lead.steps.append((moment, status if is_on else UNQUALIFIED))
            if not is_on:
                return
            at = float(moment)

    def _write(self, lead: Lead, back: int) -> None:
        story, text = self.story, self.story.stamps.text
        self._write_history(lead)
        changed = lead.changed
        stamp = changed
        if back in CLEANED and changed < story.now - CLEANED_AT * DAY:
            stamp = story.stamps.start + (len(story.days) - 1 - CLEANED_AT) * DAY + 3 * 3600
        is_deleted, master = self._fate(lead)
        if is_deleted:
            stamp = story.now - int(story.random.random() * RECYCLED_DAYS * DAY) - 3600
            stamp = max(stamp, changed + 1)
            story.deletions.append(("Lead", lead.id, text(stamp)))
        row = self._row(lead, text(changed), text(stamp), is_deleted, master)
        kind = self.odd.get(self.count)
        self.count += 1
        if kind is not None:
            row = self._odd_row(row, oddities.LEADS[kind])
        self.rows.add(row)
        if not is_deleted and lead.converted is None:
            self.last_id = lead.id

    def _fate(self, lead: Lead) -> tuple[int, str | None]:
        """Whether it lies in the recycle bin, and the lead it was merged into."""
        chance = self.story.random.random()
        if chance > 0.005 or lead.converted is not None or lead.changed > self.story.now - 7200:
            return 0, None
        return 1, self.last_id if chance < 0.0015 else None

    def _row(
        self, lead: Lead, changed: str, stamp: str, is_deleted: int, master: str | None
    ) -> tuple[Any, ...]:
        person, company = lead.person, lead.person.company
        converted = lead.converted or (None, None, None)
        day = self.story.stamps.day(lead.changed)
        return (
            lead.id, is_deleted, master, person.last, person.first,
            f"{person.first} {person.last}", person.title, company.name, person.street,
            company.city, company.state, company.postal, company.country, person.phone,
            person.email, f"https://{company.domain}", None, lead.source, lead.status,
            company.industry, "Hot" if lead.score > 70 else "Warm" if lead.score > 35 else "Cold",
            company.currency, company.revenue, company.employees, lead.owner,
            int(lead.converted is not None), day if lead.converted else None,
            *converted, int(not lead.steps), self.story.stamps.text(lead.created),
            self.story.users[0], changed, lead.owner, stamp, day if lead.steps else None,
            "Pending", lead.score, person.product,
        )  # fmt: skip

    def _odd_row(self, row: tuple[Any, ...], odd: dict[str, Any]) -> tuple[Any, ...]:
        values = list(row)
        for name, value in odd.items():
            values[self.places[name]] = value
        if "Name" not in odd and {"FirstName", "LastName"} & set(odd):
            first, last = (values[self.places[name]] for name in ("FirstName", "LastName"))
            values[self.places["Name"]] = f"{first} {last}" if first else last
        return tuple(values)

    def _write_history(self, lead: Lead) -> None:
        ids, text, add = self.story.ids_of("LeadHistory"), self.story.stamps.text, self.history.add
        owner, old = lead.owner, OPEN
        user = self.story.users[0]
        created = text(lead.created)
        add((next(ids), 0, lead.id, user, created, "created", "Text", None, None))
        for moment, status in lead.steps:
            at = text(moment)
            add((next(ids), 0, lead.id, owner, at, "Status", "DynamicEnum", old, status))
            old = status
        if lead.converted is not None:
            at = text(lead.changed)
            add((next(ids), 0, lead.id, owner, at, "leadConverted", "Text", None, None))
