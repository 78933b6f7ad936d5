"""Where visits to the website come from: source, medium, campaign and channel group."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from sandbox.business import plan


@dataclass(frozen=True)
class Origin:
    """One origin as web analytics names it."""

    source: str
    medium: str
    campaign: str
    channel_group: str


DIRECT: Final = Origin("(direct)", "(none)", "(direct)", "Direct")
GOOGLE: Final = Origin("google", "organic", "(organic)", "Organic Search")
BING: Final = Origin("bing", "organic", "(organic)", "Organic Search")
# Ads that carry no tags at all: their visits look like links from posts.
LINKEDIN: Final = Origin("linkedin.com", "referral", "(referral)", "Organic Social")
REFERRAL: Final = Origin("plantnotes.example", "referral", "(referral)", "Referral")
PARTNER: Final = Origin("partners.example", "referral", "(referral)", "Referral")
# Visits without ads: (origin, pull on an ordinary day, visits for each lead of that pull).
ORGANIC: Final = (
    (GOOGLE, 9.0, 34.0),
    (BING, 9.0, 4.0),
    (DIRECT, 9.0, 22.0),
    (REFERRAL, 2.4, 24.0),
    (PARTNER, 2.0, 12.0),
    (LINKEDIN, 1.0, 18.0),
)
UNTAGGED: Final = "LinkedIn | Retargeting"
MISNAMED: Final = {"Meta | Lookalike | EU": "meta_lookalike_eu"}
_GROUPS: Final = {
    "Google | Display Retargeting": "Display",
    "Google | Performance Max": "Cross-network",
    "Google | YouTube Demo Series": "Paid Video",
}
_TAGS: Final = {
    "google": ("google", "cpc", "Paid Search"),
    "meta": ("facebook", "paid_social", "Paid Social"),
    "linkedin": ("linkedin", "paid_social", "Paid Social"),
    "email": ("newsletter", "email", "Email"),
    "webinar": ("webinar", "email", "Email"),
}


@cache
def campaign_origin(name: str, channel: str) -> Origin | None:
    """The origin of a campaign's visits; None for those that bring none, such as trade shows."""
    if name == UNTAGGED:
        return LINKEDIN
    if channel not in _TAGS:
        return None
    source, medium, group = _TAGS[channel]
    return Origin(source, medium, MISNAMED.get(name, name), _GROUPS.get(name, group))


_CHANNELS: Final = {spec.name: spec.channel for spec in plan.CAMPAIGNS}


def lead_origin(campaign: str | None, source: str | None, chance: int) -> Origin | None:
    """The origin of the visit in which a lead was made; None for leads without a visit."""
    if campaign is not None:
        return campaign_origin(campaign, _CHANNELS.get(campaign, ""))
    if source == "Web":
        return (GOOGLE, GOOGLE, GOOGLE, BING, DIRECT)[chance % 5]
    known = {"Referral": REFERRAL, "Partner": PARTNER, "Other": DIRECT, None: DIRECT}
    return known.get(source)
