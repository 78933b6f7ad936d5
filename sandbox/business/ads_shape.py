"""How the business's ads are arranged on each platform: accounts, campaigns, ad sets, ads."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256

from sandbox.business import plan

PLATFORMS = ("Google Ads", "Meta", "LinkedIn Ads")
ACTIVE, PAUSED, ARCHIVED, DELETED = "active", "paused", "archived", "deleted"
# Campaigns that ended, and what somebody did with them then; the others were paused.
ENDED = {"Meta | Lead Form Spring": ARCHIVED, "Meta | Lead Form Autumn": DELETED}
# How many digits a platform's ids have, and how they begin.
_DIGITS = {"Google Ads": (11, "2"), "Meta": (17, "23"), "LinkedIn Ads": (9, "5")}
_ACCOUNT_DIGITS = {"Google Ads": (10, "41"), "Meta": (15, "21"), "LinkedIn Ads": (9, "50")}
# The ad sets of a campaign with their weights, and the words its ads are named by.
_SETS: dict[str, tuple[tuple[str, int], ...]] = {
    "Google Ads": (("Exact", 52), ("Phrase", 33), ("Broad", 15)),
    "Meta": (("Feed", 61), ("Stories and Reels", 39)),
    "LinkedIn Ads": (("Job titles", 58), ("Skills", 42)),
}
_ADS = (("Proof in numbers", 55), ("Ask an engineer", 30), ("Old brochure", 15))
# The last of the three was deleted by somebody, so many days before the story ended.
DELETED_AD, DELETED_BACK = "Old brochure", 200


@dataclass(frozen=True)
class AdAccount:
    """An account of one platform; days begin in `time_zone`, money is in `currency`."""

    platform: str
    external_id: int
    name: str
    currency: str
    time_zone: str


@dataclass(frozen=True)
class AdCampaign:
    """A campaign; `first` and `last` are the days it runs on, `last` None while it runs."""

    account: AdAccount
    external_id: int
    name: str
    channel: str
    status: str
    first: date
    last: date | None


@dataclass(frozen=True)
class AdSet:
    """An ad set (Meta), ad group (Google) or creative group (LinkedIn)."""

    campaign: AdCampaign
    external_id: int
    name: str
    status: str


@dataclass(frozen=True)
class Ad:
    """One ad; `weight` is its share of the campaign, `last` the last day it was shown on."""

    ad_set: AdSet
    external_id: int
    name: str
    status: str
    weight: int
    last: date | None


def accounts_of(platform: str) -> tuple[AdAccount, AdAccount]:
    """The US and the EU account of a platform; raises KeyError on an unknown one."""
    zones = (("US", "USD", "America/New_York"), ("EU", "EUR", "Europe/Copenhagen"))
    digits = _ACCOUNT_DIGITS[platform]
    first, second = (
        AdAccount(
            platform,
            _number(digits, platform, region),
            f"Fernhill Instruments {region}",
            currency,
            zone,
        )
        for region, currency, zone in zones
    )
    return first, second


def campaigns_of(account: AdAccount, today: date) -> tuple[AdCampaign, ...]:
    """The campaigns of an account in a business whose story ends on `today`."""
    return tuple(
        AdCampaign(
            account,
            _number(_DIGITS[account.platform], account.platform, spec.name),
            spec.name,
            spec.channel,
            ENDED.get(spec.name, PAUSED) if spec.last else ACTIVE,
            today - timedelta(days=min(spec.first, plan.DAYS - 1)),
            today - timedelta(days=spec.last) if spec.last else None,
        )
        for spec in plan.CAMPAIGNS
        if spec.platform == account.platform and spec.currency == account.currency
    )


@cache
def ads_of(campaign: AdCampaign, today: date) -> tuple[Ad, ...]:
    """The ads of a campaign, those of one ad set after another."""
    platform, made = campaign.account.platform, []
    for set_name, set_weight in _SETS[platform]:
        name = f"{campaign.name} | {set_name}"
        number = _number(_DIGITS[platform], platform, name)
        ad_set = AdSet(campaign, number, name, campaign.status)
        for title, weight in _ADS:
            is_gone = title == DELETED_AD
            last = today - timedelta(days=DELETED_BACK) if is_gone else campaign.last
            status = DELETED if is_gone else campaign.status
            number = _number(_DIGITS[platform], platform, f"{name} | {title}")
            made.append(Ad(ad_set, number, title, status, set_weight * weight, last))
    return tuple(made)


def _number(digits: tuple[int, str], *words: str) -> int:
    """A number that is the same in every business, and looks like the platform's own."""
    count, start = digits
    drawn = int.from_bytes(sha256("|".join(words).encode()).digest()[:8])
    rest = count - len(start)
    return int(start + str(drawn % 10**rest).zfill(rest))
