"""The values that picklists of this org offer."""

LEAD_STATUSES = (
    "Open - Not Contacted",
    "Working - Contacted",
    "Marketing Qualified",
    "Sales Qualified",
    "Closed - Converted",
    "Unqualified",
)
STAGES = (
    # name, probability, forecast category, is closed, is won
    ("Prospecting", 10, "Pipeline", False, False),
    ("Qualification", 20, "Pipeline", False, False),
    ("Needs Analysis", 35, "Pipeline", False, False),
    ("Proposal/Price Quote", 60, "BestCase", False, False),
    ("Negotiation/Review", 80, "Forecast", False, False),
    ("Closed Won", 100, "Closed", True, True),
    ("Closed Lost", 0, "Omitted", True, False),
)
LEAD_SOURCES = (
    "Web",
    "Google Ads",
    "Meta",
    "LinkedIn",
    "Email",
    "Webinar",
    "Trade Show",
    "Referral",
    "Partner",
    "Outbound",
    "Other",
)
INDUSTRIES = (
    "Agriculture",
    "Biotechnology",
    "Chemicals",
    "Construction",
    "Education",
    "Electronics",
    "Energy",
    "Engineering",
    "Food & Beverage",
    "Healthcare",
    "Machinery",
    "Manufacturing",
    "Transportation",
    "Utilities",
)
CURRENCIES = ("USD", "EUR")
CAMPAIGN_TYPES = ("Advertisement", "Email", "Webinar", "Trade Show", "Conference", "Other")
PLATFORMS = ("Google Ads", "Meta", "LinkedIn Ads")
CLEAN = ("Matched", "Different", "Acknowledged", "NotFound", "Inactive", "Pending", "SelectMatch")
GEOCODE = ("Address", "NearAddress", "Block", "Street", "Zip", "City", "State", "Unknown")

COMMON: dict[str, tuple[str, ...]] = {
    "CurrencyIsoCode": CURRENCIES,
    "DefaultCurrencyIsoCode": CURRENCIES,
    "LeadSource": LEAD_SOURCES,
    "AccountSource": LEAD_SOURCES,
    "Industry": INDUSTRIES,
    "Rating": ("Hot", "Warm", "Cold"),
    "Salutation": ("Mr.", "Ms.", "Mx.", "Dr.", "Prof."),
    "CleanStatus": CLEAN,
    "GeocodeAccuracy": GEOCODE,
    "StageName": tuple(stage[0] for stage in STAGES),
    "ForecastCategory": ("Omitted", "Pipeline", "BestCase", "Forecast", "Closed"),
    "ForecastCategoryName": ("Omitted", "Pipeline", "Best Case", "Commit", "Closed"),
    "Role": ("Business User", "Decision Maker", "Economic Buyer", "Evaluator", "Influencer"),
    "Region__c": ("North America", "Europe", "Other"),
    "Product_Interest__c": ("Sensors", "Gateways", "Fleet Software", "Calibration"),
    "Ad_Platform__c": PLATFORMS,
    "UserType": ("Standard",),
    "Field": ("Status", "Owner", "created", "leadConverted", "leadMerged"),
}
BY_OBJECT: dict[str, dict[str, tuple[str, ...]]] = {
    "Lead": {"Status": LEAD_STATUSES},
    "Account": {"Type": ("Prospect", "Customer - Direct", "Customer - Channel", "Other")},
    "Opportunity": {"Type": ("New Customer", "Existing Customer - Upgrade")},
    "Campaign": {
        "Type": CAMPAIGN_TYPES,
        "Status": ("Planned", "In Progress", "Completed", "Aborted"),
    },
    "FiscalYearSettings": {"YearType": ("Standard", "Custom")},
    "Period": {"Type": ("Month", "Quarter", "Week", "Year")},
    "CampaignMember": {"Type": ("Lead", "Contact")},
    "Task": {
        "Status": ("Not Started", "In Progress", "Completed", "Deferred"),
        "Priority": ("Normal", "High", "Low"),
        "CallType": ("Inbound", "Outbound"),
        "TaskSubtype": ("Task", "Call", "Email"),
    },
    "Event": {"ShowAs": ("Busy", "OutOfOffice", "Free")},
}


def of(object_name: str) -> dict[str, tuple[str, ...]]:
    """Picklist values by field name for one object."""
    return COMMON | BY_OBJECT.get(object_name, {})
