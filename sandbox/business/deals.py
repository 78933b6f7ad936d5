"""Opportunities: how they move through the stages, and how they end."""

from dataclasses import dataclass, field

from sandbox.business import oddities, words
from sandbox.business.accounts import Accounts
from sandbox.business.leads import Lead
from sandbox.business.stamps import DAY
from sandbox.business.story import Account, Story
from sandbox.schema.picklists import STAGES

COLUMNS = (
    "Id IsDeleted AccountId RecordTypeId IsPrivate Name Description StageName Amount Probability "
    "ExpectedRevenue TotalOpportunityQuantity CloseDate Type NextStep LeadSource IsClosed IsWon "
    "ForecastCategory ForecastCategoryName CurrencyIsoCode CampaignId HasOpportunityLineItem "
    "OwnerId CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp "
    "LastActivityDate LastStageChangeDate FiscalQuarter FiscalYear Fiscal ContactId "
    "HasOpenActivity HasOverdueTask LastAmountChangedHistoryId Region__c Product_Interest__c "
    "Loss_Reason__c Weighted_Amount__c Days_Open__c"
)
ROLE = (
    "Id OpportunityId ContactId Role IsPrimary CreatedDate CreatedById LastModifiedDate "
    "LastModifiedById SystemModstamp IsDeleted CurrencyIsoCode"
)
HISTORY = (
    "Id OpportunityId CreatedById CreatedDate StageName Amount PrevAmount ExpectedRevenue "
    "CloseDate PrevCloseDate Probability FromForecastCategory ForecastCategory CurrencyIsoCode "
    "SystemModstamp IsDeleted"
)
WON, LOST = 5, 6
_BY_PLACE = dict(enumerate(STAGES))
_LABELS = {"BestCase": "Best Case", "Forecast": "Commit"}
_BASE = {"Sensors": 9.35, "Gateways": 9.7, "Fleet Software": 10.15, "Calibration": 8.6}


@dataclass(slots=True)
class Deal:
    """An opportunity while its story is told: (second, stage, amount, close second) steps."""

    id: str
    owner: str
    created: int
    steps: list[tuple[int, int, float | None, int]] = field(default_factory=list)


class Deals:
    """Writes Opportunity, OpportunityContactRole and OpportunityHistory."""

    def __init__(self, story: Story, accounts: Accounts, expected: int) -> None:
        self.story, self.accounts = story, accounts
        self.rows = story.table("Opportunity", COLUMNS)
        self.roles = story.table("OpportunityContactRole", ROLE)
        self.history = story.table("OpportunityHistory", HISTORY)
        self.odd = oddities.spots(max(expected, 60), len(oddities.OPPORTUNITIES))
        self.places = {name: place for place, name in enumerate(self.rows.columns)}
        self.types = [row[0] for row in story.db.execute('SELECT "Id" FROM "RecordType"')]
        self.count = 0

    def convert(self, lead: Lead) -> tuple[str, str, str | None]:
        """Account, contact and, mostly, an opportunity of a lead that converts."""
        at, random = lead.changed, self.story.random.random
        account = self.accounts.account(lead.person, lead.source, lead.owner, at)
        contact = self.accounts.contact(account, lead.person, lead.source, lead.owner, at)
        if random() < 0.12:
            return account.id, contact, None
        campaign = lead.campaign
        odds = 0.3 * lead.person.company.fit * (campaign.plan.quality if campaign else 1.1) ** 0.4
        size = _BASE[lead.person.product] + _log(lead.value)
        campaign_id = campaign.id if campaign else None
        deal = self.open(lead, account, contact, campaign_id, odds, size, has_history=True)
        return account.id, contact, deal.id

    def open(
        self,
        lead: Lead,
        account: Account,
        contact: str,
        campaign: str | None,
        odds: float,
        size: float,
        *,
        has_history: bool,
    ) -> Deal:
        """An opportunity, told to its end or to now."""
        deal = Deal(next(self.story.ids_of("Opportunity")), lead.owner, lead.changed)
        self._live(deal, odds, size)
        change = self._write_history(deal, lead) if has_history else None
        self._write(deal, lead, account, contact, campaign, change)
        if has_history:
            self._write_roles(deal, account, contact, lead)
        if deal.steps[-1][1] == WON:
            account.is_customer = True
        return deal

    def _live(self, deal: Deal, odds: float, size: float) -> None:
        story = self.story
        random, exponential = story.random.random, story.random.expovariate
        amount: float | None = float(round(story.random.lognormvariate(size, 0.75), -1))
        is_unknown = random() < 0.06
        shown = None if is_unknown or random() < 0.25 else amount
        at, close = deal.created, deal.created + int((35 + random() * 60) * DAY)
        deal.steps.append((at, 0 if random() < 0.3 else 1, shown, close))
        will_win = random() < odds
        last = WON if will_win else 1 + int(random() * 4)
        stage = deal.steps[0][1]
        while True:
            at = story.stamps.working(story.random, at + exponential(1 / (13.5 * DAY)))
            if at >= story.now:
                return
            stage = stage + 1 if stage + 1 <= last and (will_win or stage < last) else LOST
            if amount is not None and stage == 3 and random() < 0.3:
                amount = float(round(amount * (0.75 + random() * 0.5), -1))
            shown = None if is_unknown else amount
            if stage >= WON:
                deal.steps.append((at, stage, shown, at))
                return
            if close < at + 10 * DAY:
                close = at + int((20 + random() * 30) * DAY)
            deal.steps.append((at, stage, shown, close))

    def _write(
        self,
        deal: Deal,
        lead: Lead,
        account: Account,
        contact: str,
        campaign: str | None,
        change: str | None,
    ) -> None:
        story, person, company = self.story, lead.person, lead.person.company
        changed, stage, amount, close = deal.steps[-1]
        name, probability, category, is_closed, is_won = _BY_PLACE[stage]
        day, created, stamp = story.stamps.day(close), story.stamps.text(deal.created), None
        stamp = story.stamps.text(changed)
        month, year = int(day[5:7]), int(day[:4])
        expected = amount * probability / 100 if amount is not None else None
        is_upgrade = account.is_customer
        random = story.random.random
        row = (
            deal.id, 0, account.id, self.types[int(is_upgrade)], 0,
            f"{company.name} - {person.product}", None, name, amount, float(probability),
            expected, None if amount is None else float(1 + int(random() * 40)), day,
            "Existing Customer - Upgrade" if is_upgrade else "New Customer",
            None if is_closed else words.NEXT_STEPS[int(random() * len(words.NEXT_STEPS))],
            lead.source, int(is_closed), int(is_won), category, _LABELS.get(category, category),
            company.currency, campaign, 0, deal.owner, created, deal.owner, stamp, deal.owner,
            stamp, story.stamps.day(changed), stamp, (month + 2) // 3, year,
            f"{year} {(month + 2) // 3}", contact, int(not is_closed), 0, change, company.region,
            person.product,
            words.LOSS_REASONS[int(random() * len(words.LOSS_REASONS))] if stage == LOST else None,
            expected, float(((changed if is_closed else story.now) - deal.created) // DAY),
        )  # fmt: skip
        kind = self.odd.get(self.count)
        self.count += 1
        if kind is not None and not is_won:
            values = list(row)
            for field_name, value in oddities.OPPORTUNITIES[kind].items():
                values[self.places[field_name]] = value
            row = tuple(values)
        self.rows.add(row)

    def _write_history(self, deal: Deal, lead: Lead) -> str | None:
        story, ids = self.story, self.story.ids_of("OpportunityHistory")
        amount: float | None = None
        close: str | None = None
        category: str | None = None
        change: str | None = None
        for at, stage, new_amount, new_close in deal.steps:
            name, probability, new_category, _, _ = _BY_PLACE[stage]
            history, stamp, day = next(ids), story.stamps.text(at), story.stamps.day(new_close)
            expected = new_amount * probability / 100 if new_amount is not None else None
            self.history.add(
                (
                    history, deal.id, deal.owner, stamp, name, new_amount, amount, expected, day,
                    close, float(probability), category, new_category,
                    lead.person.company.currency, stamp, 0,
                )
            )  # fmt: skip
            if new_amount != amount:
                change = history
            amount, close, category = new_amount, day, new_category
        return change

    def _write_roles(self, deal: Deal, account: Account, contact: str, lead: Lead) -> None:
        random, ids = self.story.random.random, self.story.ids_of("OpportunityContactRole")
        if random() < 0.1:
            return
        stamp, currency = self.story.stamps.text(deal.created), lead.person.company.currency
        others = [other for other in account.contacts if other != contact][-2:]
        for place, person in enumerate([contact, *(o for o in others if random() < 0.5)]):
            role = "Decision Maker" if place == 0 else "Evaluator" if place == 1 else "Influencer"
            self.roles.add(
                (
                    next(ids), deal.id, person, role, int(place == 0), stamp, deal.owner,
                    stamp, deal.owner, stamp, 0, currency,
                )
            )  # fmt: skip


def _log(value: float) -> float:
    """A cheap logarithm for factors near 1."""
    return (value - 1) * 0.65
