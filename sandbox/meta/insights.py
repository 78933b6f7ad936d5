"""The rows of a report: what each campaign, ad set or ad did on each day, as texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.business.ads import AdDay, AdFacts
from sandbox.business.ads_conversions import Conversion
from sandbox.business.ads_shape import AdAccount, AdCampaign
from sandbox.meta.nodes import is_wanted

# The windows by which this account counts where nothing else is asked for.
USUAL_WINDOWS = ("7d_click", "1d_view")
# One lead is said three times over: by the pixel, by its event, and by the sum of all sources.
_LEAD_TYPES = ("lead", "offsite_conversion.fb_pixel_lead", "onsite_web_lead")


@dataclass(frozen=True)
class Question:
    """A report that was asked for; `statuses` and `campaigns` are its filters, if any."""

    account: AdAccount
    level: str
    first: date
    last: date
    is_daily: bool
    fields: tuple[str, ...]
    windows: tuple[str, ...]
    statuses: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()

    @property
    def days(self) -> list[date]:
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]


@dataclass
class _Sum:
    """One row while it is added up; money in cents."""

    names: dict[str, str]
    first: date
    last: date
    impressions: int = 0
    clicks: int = 0
    spend: int = 0
    conversions: tuple[Conversion, ...] = ()

    def add(self, row: AdDay) -> None:
        self.impressions += row.impressions
        self.clicks += row.clicks
        self.spend += row.spend
        self.conversions += row.conversions


def rows_of(facts: AdFacts, asked: Question, as_of: datetime) -> list[dict[str, Any]]:
    """All rows, the newest day last; days without activity have none."""
    sums: dict[tuple[Any, ...], _Sum] = {}
    for campaign in shown_campaigns(facts, asked):
        for day in asked.days:
            for row in facts.ad_days(campaign, day, as_of):
                if asked.level == "ad" and not is_wanted(row.ad.status, asked.statuses):
                    continue
                names = _names(asked.level, row)
                key = (day if asked.is_daily else None, *names.values())
                if key not in sums:
                    span = (day, day) if asked.is_daily else (asked.first, asked.last)
                    sums[key] = _Sum(names, *span)
                sums[key].add(row)
    found = sorted(sums.values(), key=lambda one: one.first)
    return [_shown(asked, one) for one in found]


def summary_of(rows: Sequence[dict[str, Any]], asked: Question) -> dict[str, Any]:
    """The sums of a report, over all of its pages."""
    whole: dict[str, Any] = {
        name: str(sum(int(row.get(name, 0)) for row in rows)) for name in ("impressions", "clicks")
    }
    whole["spend"] = _money(sum(_cents(row.get("spend", "0")) for row in rows))
    span = {"date_start": asked.first.isoformat(), "date_stop": asked.last.isoformat()}
    return {name: value for name, value in whole.items() if name in asked.fields} | span


def shown_campaigns(facts: AdFacts, asked: Question) -> Iterator[AdCampaign]:
    """Of an account as a whole nothing is left out; of its parts those that are gone."""
    for campaign in facts.campaigns(asked.account):
        if asked.campaigns and str(campaign.external_id) not in asked.campaigns:
            continue
        is_part = asked.level in ("campaign", "adset", "ad")
        if not is_part or is_wanted(campaign.status, asked.statuses):
            yield campaign


def _names(level: str, row: AdDay) -> dict[str, str]:
    """The ids and names of a row, down to its level."""
    ad, campaign = row.ad, row.ad.ad_set.campaign
    found: dict[str, str] = {}
    if level != "account":
        found |= {"campaign_id": str(campaign.external_id), "campaign_name": campaign.name}
    if level in ("adset", "ad"):
        found |= {"adset_id": str(ad.ad_set.external_id), "adset_name": ad.ad_set.name}
    if level == "ad":
        found |= {"ad_id": str(ad.external_id), "ad_name": ad.name}
    return found


def _shown(asked: Question, one: _Sum) -> dict[str, Any]:
    account = asked.account
    row: dict[str, Any] = {
        "account_id": str(account.external_id),
        "account_name": account.name,
        "account_currency": account.currency,
        **one.names,
        "impressions": str(one.impressions),
        "clicks": str(one.clicks),
        "inline_link_clicks": str(one.clicks),
        "spend": _money(one.spend),
        "reach": str(one.impressions * 83 // 100),
        "objective": "OUTCOME_TRAFFIC",
        "actions": _actions(asked, one),
        "action_values": _values(asked, one),
    }
    kept = {name: row[name] for name in asked.fields if row.get(name)}
    return kept | {"date_start": one.first.isoformat(), "date_stop": one.last.isoformat()}


def _actions(asked: Question, one: _Sum) -> list[dict[str, str]]:
    rows = [{"action_type": "link_click", "value": str(one.clicks)}] if one.clicks else []
    counted = {window: _within(one, window) for window in asked.windows}
    return rows + _by_type(
        {window: str(len(held)) for window, held in counted.items() if held}, one
    )


def _values(asked: Question, one: _Sum) -> list[dict[str, str]]:
    counted = {window: _within(one, window) for window in asked.windows}
    said = {w: _money(sum(c.value for c in held)) for w, held in counted.items() if held}
    return _by_type(said, one, is_money=True)


def _by_type(said: dict[str, str], one: _Sum, *, is_money: bool = False) -> list[dict[str, str]]:
    """The same leads under each of their names; a window without any is left out."""
    usual = [c for c in one.conversions if any(c.counts_in(w) for w in USUAL_WINDOWS)]
    if not said:
        return []
    value = _money(sum(c.value for c in usual)) if is_money else str(len(usual))
    return [{"action_type": kind, "value": value, **said} for kind in _LEAD_TYPES]


def _within(one: _Sum, window: str) -> list[Conversion]:
    return [c for c in one.conversions if c.counts_in(window)]


def _money(cents: int) -> str:
    """Cents as Meta writes money: 12.3 for 12.30, 0 for nothing."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def _cents(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)
