"""The org itself: its users, stages, statuses, currencies and record types."""

from datetime import date, timedelta

from sandbox.business import words
from sandbox.business.fiscal import write_fiscal_years
from sandbox.business.stamps import DAY
from sandbox.business.story import Story
from sandbox.schema.picklists import LEAD_STATUSES, STAGES

ORG_NAME = "Fernhill Instruments"
USERNAME = "integration@fernhill-instruments.example"
REPS = 13


def write_reference(story: Story) -> str:
    """Write the small objects; the org's id."""
    random, born = story.random, story.stamps.start
    user_ids = story.ids_of("User")
    story.users = [next(user_ids) for _ in range(REPS + 1)]
    system = story.system(born)
    for number, user in enumerate(story.users):
        first = "Integration" if number == 0 else random.choice(words.FIRST_NAMES)
        last = "User" if number == 0 else random.choice(words.LAST_NAMES)
        local = "integration" if number == 0 else f"{first}.{last}".lower()
        story.insert(
            "User",
            Id=user,
            Username=f"{local}@fernhill-instruments.example",
            FirstName=first,
            LastName=last,
            Name=f"{first} {last}",
            CompanyName=ORG_NAME,
            Department="Operations" if number == 0 else "Sales",
            Title="Service account" if number == 0 else "Account Executive",
            Email=f"{local}@fernhill-instruments.example",
            Alias=(first[:1] + last[:7]).lower(),
            CommunityNickname=f"{local}{number}",
            IsActive=int(number != REPS),
            TimeZoneSidKey="America/New_York",
            LocaleSidKey="en_US",
            EmailEncodingKey="UTF-8",
            ProfileId="00e5g000000AbCdAAK",
            UserType="Standard",
            LanguageLocaleKey="en_US",
            CurrencyIsoCode="USD",
            DefaultCurrencyIsoCode="USD",
            **system,
        )
    _write_stages(story)
    _write_currencies(story)
    write_fiscal_years(story)
    return _write_organization(story)


def _write_stages(story: Story) -> None:
    system = story.system(story.stamps.start)
    stage_ids, status_ids = story.ids_of("OpportunityStage"), story.ids_of("LeadStatus")
    for place, (name, probability, category, is_closed, is_won) in enumerate(STAGES, 1):
        story.insert(
            "OpportunityStage",
            Id=next(stage_ids),
            MasterLabel=name,
            ApiName=name,
            IsActive=1,
            SortOrder=place,
            IsClosed=int(is_closed),
            IsWon=int(is_won),
            ForecastCategory=category,
            ForecastCategoryName={"BestCase": "Best Case", "Forecast": "Commit"}.get(
                category, category
            ),
            DefaultProbability=float(probability),
            **system,
        )
    for place, name in enumerate(LEAD_STATUSES, 1):
        story.insert(
            "LeadStatus",
            Id=next(status_ids),
            MasterLabel=name,
            ApiName=name,
            SortOrder=place,
            IsDefault=int(place == 1),
            IsConverted=int(name == "Closed - Converted"),
            **system,
        )
    types = story.ids_of("RecordType")
    for sobject, name in (
        ("Opportunity", "New Business"),
        ("Opportunity", "Expansion"),
        ("Account", "Company"),
        ("Campaign", "Marketing"),
    ):
        story.insert(
            "RecordType",
            Id=next(types),
            Name=name,
            DeveloperName=name.replace(" ", "_"),
            SobjectType=sobject,
            IsActive=1,
            **system,
        )


def _write_currencies(story: Story) -> None:
    system, random = story.system(story.stamps.start), story.random
    kinds, rates = story.ids_of("CurrencyType"), story.ids_of("DatedConversionRate")
    for code, rate in (("USD", 1.0), ("EUR", 0.92)):
        story.insert(
            "CurrencyType",
            Id=next(kinds),
            IsoCode=code,
            ConversionRate=rate,
            DecimalPlaces=2,
            IsActive=1,
            IsCorporate=int(code == "USD"),
            **system,
        )
    month, rate = story.days[0].replace(day=1), 0.92
    while month <= story.days[-1]:
        following = (month + timedelta(days=32)).replace(day=1)
        rate = round(min(0.98, max(0.84, rate + random.gauss(0, 0.012))), 6)
        is_last = following > story.days[-1]
        entered = max(story.stamps.start, story.now - (story.days[-1] - month).days * DAY)
        for code, value in (("USD", 1.0), ("EUR", rate)):
            story.insert(
                "DatedConversionRate",
                Id=next(rates),
                IsoCode=code,
                StartDate=month.isoformat(),
                NextStartDate=(date(9999, 12, 31) if is_last else following).isoformat(),
                ConversionRate=value,
                **story.system(min(entered, story.now)),
            )
        month = following


def _write_organization(story: Story) -> str:
    org_id = next(story.ids_of("Organization"))
    story.insert(
        "Organization",
        Id=org_id,
        Name=ORG_NAME,
        Street="1 Foundry Street",
        City="Newark",
        State="NJ",
        PostalCode="07102",
        Country="US",
        PrimaryContact="Integration User",
        DefaultLocaleSidKey="en_US",
        TimeZoneSidKey="America/New_York",
        LanguageLocaleKey="en_US",
        FiscalYearStartMonth=1,
        UsesStartDateAsFiscalYearName=0,
        OrganizationType="Enterprise Edition",
        InstanceName="SBX1",
        IsSandbox=0,
        IsReadOnly=0,
        **story.system(story.stamps.start),
    )
    return org_id
