"""The campaigns of the business: when they ran, what they cost, what their leads are worth."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One campaign.

    `first` and `last` are days before the end of the story; `pull` is its share of leads on an
    ordinary day; `price` is the cost of one lead in the campaign's currency; `quality` moves the
    odds that a lead qualifies, `value` the size of its deals. An ad also has the price of a
    `click` and its click-through `rate`.
    """

    name: str
    channel: str
    first: int
    last: int
    pull: float
    price: float
    quality: float
    value: float = 1.0
    click: float = 0.0
    rate: float = 0.0
    region: str = "North America"

    @property
    def currency(self) -> str:
        return "EUR" if self.region == "Europe" else "USD"

    @property
    def platform(self) -> str | None:
        """The ad platform it runs on, if any."""
        return PLATFORM.get(self.channel)


PLATFORM = {"google": "Google Ads", "meta": "Meta", "linkedin": "LinkedIn Ads"}
SOURCE = {
    "google": "Google Ads",
    "meta": "Meta",
    "linkedin": "LinkedIn",
    "email": "Email",
    "webinar": "Webinar",
    "event": "Trade Show",
}
TYPE = {
    "google": "Advertisement",
    "meta": "Advertisement",
    "linkedin": "Advertisement",
    "email": "Email",
    "webinar": "Webinar",
    "event": "Trade Show",
}
# channel -> (status, is responded) of its members, the default first
STATUSES: dict[str, tuple[tuple[str, bool], ...]] = {
    "google": (("Sent", False), ("Clicked", False), ("Responded", True)),
    "meta": (("Sent", False), ("Clicked", False), ("Responded", True)),
    "linkedin": (("Sent", False), ("Clicked", False), ("Responded", True)),
    "email": (("Sent", False), ("Opened", False), ("Clicked", True), ("Responded", True)),
    "webinar": (("Invited", False), ("Registered", True), ("Attended", True), ("No Show", False)),
    "event": (("Invited", False), ("Registered", True), ("Visited Booth", True)),
}
# lead sources without a campaign: (source, pull, quality, value)
ORGANIC = (
    ("Web", 9.0, 0.9, 1.0),
    ("Referral", 2.4, 1.7, 1.2),
    ("Partner", 2.0, 1.4, 1.5),
    ("Outbound", 2.2, 0.7, 1.3),
    ("Other", 0.8, 0.5, 0.8),
)
DAYS = 1096
OUTAGE = range(244, 251)  # tracking was broken: ad leads arrived without campaign and source
BROKEN_FORM = range(497, 500)  # the landing page's form failed: clicks without leads
DOUBLED = ("Google | Competitor | US", 150)  # its clicks cost twice as much from then on

EU = "Europe"
CAMPAIGNS = (
    Plan("Google | Brand | US", "google", 1096, 0, 5.0, 31, 1.5, 1.0, 1.3, 0.11),
    Plan("Google | Sensors Nonbrand | US", "google", 1096, 0, 6.5, 96, 1.0, 1.0, 3.9, 0.045),
    Plan("Google | Gateways Nonbrand | US", "google", 930, 0, 4.0, 112, 0.9, 1.2, 4.4, 0.041),
    Plan("Google | Calibration Nonbrand | US", "google", 700, 0, 2.2, 74, 0.8, 0.6, 2.9, 0.05),
    Plan("Google | Competitor | US", "google", 610, 0, 2.0, 158, 0.9, 1.3, 6.2, 0.028),
    Plan("Google | Brand | EU", "google", 820, 0, 2.0, 29, 1.4, 1.0, 1.1, 0.1, EU),
    Plan("Google | Sensors Nonbrand | EU", "google", 820, 0, 3.0, 88, 0.95, 1.0, 3.3, 0.043, EU),
    Plan("Google | Display Retargeting", "google", 1096, 0, 1.8, 62, 0.6, 0.9, 0.9, 0.004),
    Plan("Google | Performance Max", "google", 420, 0, 4.2, 71, 0.42, 0.8, 1.7, 0.014),
    Plan("Google | YouTube Demo Series", "google", 330, 60, 0.9, 140, 0.8, 1.1, 1.4, 0.006),
    Plan("Meta | Lookalike | US", "meta", 1000, 0, 3.6, 44, 0.4, 0.6, 1.2, 0.011),
    Plan("Meta | Retargeting | US", "meta", 1096, 0, 2.0, 52, 0.7, 0.8, 1.5, 0.013),
    Plan("Meta | Lead Form Spring", "meta", 950, 880, 3.5, 27, 0.25, 0.5, 0.9, 0.015),
    Plan("Meta | Lead Form Autumn", "meta", 450, 380, 4.0, 30, 0.22, 0.5, 1.0, 0.014),
    Plan("Meta | Video Proof Points", "meta", 300, 120, 1.2, 66, 0.5, 0.7, 1.1, 0.009),
    Plan("Meta | Lookalike | EU", "meta", 640, 0, 1.6, 41, 0.4, 0.6, 1.0, 0.012, EU),
    Plan("LinkedIn | Plant Managers | US", "linkedin", 980, 0, 2.2, 214, 1.6, 1.4, 9.8, 0.0056),
    Plan("LinkedIn | Reliability | US", "linkedin", 760, 0, 1.6, 188, 1.5, 1.2, 8.9, 0.006),
    Plan("LinkedIn | ABM Tier One", "linkedin", 540, 0, 0.8, 420, 2.2, 2.6, 14.5, 0.0048),
    Plan("LinkedIn | Operations | EU", "linkedin", 700, 0, 1.3, 196, 1.4, 1.3, 8.4, 0.0055, EU),
    Plan("LinkedIn | Maintenance Guide", "linkedin", 400, 90, 1.9, 92, 0.8, 1.0, 5.2, 0.009),
    Plan("LinkedIn | Conversation Ads", "linkedin", 260, 140, 0.7, 265, 0.7, 1.1, 11.0, 0.02),
    Plan("LinkedIn | Retargeting", "linkedin", 850, 0, 0.9, 150, 1.3, 1.2, 7.7, 0.0065),
    Plan("Email | Monthly Newsletter", "email", 1096, 0, 1.5, 6, 0.9, 1.0),
    Plan("Email | New Lead Nurture", "email", 1000, 0, 1.2, 5, 1.1, 1.0),
    Plan("Email | Gateway Launch", "email", 925, 900, 2.5, 9, 1.1, 1.1),
    Plan("Email | Winter Re-engagement", "email", 700, 660, 1.0, 7, 0.5, 0.8),
    Plan("Email | Summer Re-engagement", "email", 160, 130, 1.0, 7, 0.55, 0.8),
    Plan("Email | Fleet Software Beta", "email", 230, 190, 1.3, 8, 1.3, 1.6),
    Plan("Webinar | Predictive Maintenance 101", "webinar", 1010, 990, 8.0, 38, 1.0, 1.0),
    Plan("Webinar | Sensor Placement Clinic", "webinar", 790, 772, 7.0, 34, 1.2, 0.9),
    Plan("Webinar | Energy Audits in Practice", "webinar", 570, 551, 7.5, 36, 1.0, 1.1),
    Plan("Webinar | From Alarm to Work Order", "webinar", 365, 346, 8.5, 33, 1.4, 1.2),
    Plan("Webinar | Calibration Without Downtime", "webinar", 180, 161, 6.0, 35, 1.1, 0.8),
    Plan("Webinar | Gateway Security", "webinar", 48, 28, 7.0, 37, 1.2, 1.2),
    Plan("Event | Midwest Factory Days", "event", 905, 901, 40.0, 190, 1.3, 1.5),
    Plan("Event | Rhine Automation Fair", "event", 800, 795, 34.0, 240, 1.2, 1.6, region=EU),
    Plan("Event | Midwest Factory Days II", "event", 540, 536, 44.0, 195, 1.3, 1.5),
    Plan("Event | Water & Utilities Forum", "event", 430, 427, 30.0, 160, 0.9, 1.9),
    Plan("Event | Rhine Automation Fair II", "event", 435, 430, 36.0, 250, 1.2, 1.6, region=EU),
    Plan("Event | Midwest Factory Days III", "event", 175, 171, 46.0, 205, 1.35, 1.5),
)  # fmt: skip
