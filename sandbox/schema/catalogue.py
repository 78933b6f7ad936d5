"""The list of objects: key prefix, label, abilities and fields of each."""

from sandbox.schema import activities, deals, people, picklists, reference
from sandbox.schema.fields import SObject, parse_fields

_RECORD = (
    "createable updateable deletable undeletable retrieveable triggerable layoutable"
    " feedEnabled mruEnabled"
)
_JUNCTION = "createable updateable deletable retrieveable triggerable layoutable"
_SETUP = "retrieveable"
_ROWS = (
    # name, prefix, label, plural, abilities, fields
    ("Account", "001", "Account", "Accounts", f"{_RECORD} searchable mergeable", people.ACCOUNT),
    ("Contact", "003", "Contact", "Contacts", f"{_RECORD} searchable mergeable", people.CONTACT),
    ("Lead", "00Q", "Lead", "Leads", f"{_RECORD} searchable mergeable", people.LEAD),
    ("LeadStatus", "01J", "Lead Status Value", "Lead Status Value", _SETUP, people.LEAD_STATUS),
    ("LeadHistory", "017", "Lead History", "Lead History", _SETUP, people.LEAD_HISTORY),
    ("Campaign", "701", "Campaign", "Campaigns", f"{_RECORD} searchable", deals.CAMPAIGN),
    (
        "CampaignMember",
        "00v",
        "Campaign Member",
        "Campaign Members",
        _JUNCTION,
        deals.CAMPAIGN_MEMBER,
    ),
    (
        "CampaignMemberStatus",
        "01Y",
        "Campaign Member Status",
        "Campaign Member Status",
        "createable updateable deletable retrieveable",
        deals.CAMPAIGN_MEMBER_STATUS,
    ),
    (
        "Opportunity",
        "006",
        "Opportunity",
        "Opportunities",
        f"{_RECORD} searchable",
        deals.OPPORTUNITY,
    ),
    (
        "OpportunityContactRole",
        "00K",
        "Opportunity Contact Role",
        "Opportunity Contact Role",
        _JUNCTION,
        deals.OPPORTUNITY_CONTACT_ROLE,
    ),
    (
        "OpportunityHistory",
        "008",
        "Opportunity History",
        "Opportunity History",
        _SETUP,
        deals.OPPORTUNITY_HISTORY,
    ),
    ("User", "005", "User", "Users", "createable updateable retrieveable searchable", people.USER),
    (
        "OpportunityStage",
        "01J",
        "Opportunity Stage",
        "Opportunity Stage",
        _SETUP,
        reference.OPPORTUNITY_STAGE,
    ),
    ("RecordType", "012", "Record Type", "Record Types", _SETUP, reference.RECORD_TYPE),
    ("Organization", "00D", "Organization", "Organizations", _SETUP, reference.ORGANIZATION),
    (
        "FiscalYearSettings",
        "022",
        "Fiscal Year Settings",
        "Fiscal Year Settings",
        _SETUP,
        reference.FISCAL_YEAR_SETTINGS,
    ),
    ("Period", "026", "Period", "Periods", _SETUP, reference.PERIOD),
    ("CurrencyType", "01L", "Currency Type", "Currency Types", _SETUP, reference.CURRENCY_TYPE),
    (
        "DatedConversionRate",
        "04w",
        "Dated Conversion Rate",
        "Dated Conversion Rates",
        "createable updateable deletable retrieveable",
        reference.DATED_CONVERSION_RATE,
    ),
    ("Task", "00T", "Task", "Tasks", f"{_RECORD} searchable", activities.TASK),
    ("Event", "00U", "Event", "Events", f"{_RECORD} searchable", activities.EVENT),
)

OBJECTS: dict[str, SObject] = {
    name: SObject(
        name=name,
        prefix=prefix,
        label=label,
        plural=plural,
        abilities=frozenset(abilities.split()),
        fields=parse_fields(text, picklists.of(name)),
    )
    for name, prefix, label, plural, abilities, text in _ROWS
}
_BY_LOWER = {name.lower(): sobject for name, sobject in OBJECTS.items()}


def find_object(name: str) -> SObject | None:
    """An object by its name in any case, or None."""
    return _BY_LOWER.get(name.lower())
