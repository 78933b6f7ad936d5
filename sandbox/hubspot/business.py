"""Names that HubSpot has for the business: the account, its stages, sources and currencies."""

from typing import Any

HUB_ID = 44_062_715
HUB_DOMAIN = "fernhill-instruments.example"
USER_ID = 61_204_415
USERNAME = "marketing@fernhill.example"
TIME_ZONE = "America/New_York"
CURRENCY = "USD"
CURRENCIES = ("EUR",)

# lifecycle stages in their order: (value, label)
LIFECYCLE = (
    ("subscriber", "Subscriber"),
    ("lead", "Lead"),
    ("marketingqualifiedlead", "Marketing Qualified Lead"),
    ("salesqualifiedlead", "Sales Qualified Lead"),
    ("opportunity", "Opportunity"),
    ("customer", "Customer"),
    ("evangelist", "Evangelist"),
    ("other", "Other"),
)
SOURCES = (
    ("ORGANIC_SEARCH", "Organic Search"),
    ("PAID_SEARCH", "Paid Search"),
    ("EMAIL_MARKETING", "Email Marketing"),
    ("SOCIAL_MEDIA", "Organic Social"),
    ("REFERRALS", "Referrals"),
    ("OTHER_CAMPAIGNS", "Other Campaigns"),
    ("DIRECT_TRAFFIC", "Direct Traffic"),
    ("OFFLINE", "Offline Sources"),
    ("PAID_SOCIAL", "Paid Social"),
)
# where the business says a lead came from -> (hs_analytics_source, its first detail)
SOURCE_OF = {
    "Google Ads": ("PAID_SEARCH", None),
    "Meta": ("PAID_SOCIAL", "Facebook"),
    "LinkedIn": ("PAID_SOCIAL", "LinkedIn"),
    "Email": ("EMAIL_MARKETING", None),
    "Webinar": ("OTHER_CAMPAIGNS", None),
    "Trade Show": ("OFFLINE", "IMPORT"),
    "Web": ("ORGANIC_SEARCH", "Unknown keywords (SSL)"),
    "Referral": ("REFERRALS", None),
    "Partner": ("REFERRALS", None),
    "Outbound": ("OFFLINE", "CRM_UI"),
    "Other": ("DIRECT_TRAFFIC", None),
}
# The business's stages in order, in the default pipeline and in that of existing customers.
STAGE_IDS = (
    "appointmentscheduled",
    "qualifiedtobuy",
    "presentationscheduled",
    "decisionmakerboughtin",
    "contractsent",
    "closedwon",
    "closedlost",
)
UPGRADE_STAGE_IDS = (
    "9567447",
    "9567448",
    "9567449",
    "9567450",
    "9567451",
    "customclosedwonstage",
    "66894120",
)
PIPELINES = (
    ("default", "Sales Pipeline", STAGE_IDS),
    ("b9152945-a594-4835-9676-a6f405fecd71", "Upgrade Pipeline", UPGRADE_STAGE_IDS),
)


def contact_id(number: int) -> int:
    """Ids of two to eleven digits: their order as numbers is not that of their texts."""
    return 51 + 50 * number


def company_id(number: int) -> int:
    return 992_593_000 + 7_777 * number


def deal_id(number: int) -> int:
    """The ids reach eleven digits while the story goes on."""
    return 9_999_000_000 + 43_210 * number


def owner_id(number: int) -> int:
    return 52_550_153 + 211 * number


def done_id(kind: str, number: int) -> int:
    return {"tasks": 20_000_000_000, "meetings": 30_000_000_000}[kind] + 1_313 * number


def task_properties(row: dict[str, Any]) -> dict[str, str | None]:
    return {
        "hs_task_subject": row["Subject"],
        "hs_task_body": row["Description"],
        "hs_task_status": "COMPLETED" if row["IsClosed"] else "NOT_STARTED",
        "hs_timestamp": row["CreatedDate"],
    }


def meeting_properties(row: dict[str, Any]) -> dict[str, str | None]:
    return {
        "hs_meeting_title": row["Subject"],
        "hs_meeting_body": row["Description"],
        "hs_meeting_location": row["Location"],
        "hs_timestamp": row["StartDateTime"],
    }
