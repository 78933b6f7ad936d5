"""The overview's numbers once more, computed from the sandbox's own records and the spend file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.control.client import Control

Row = dict[str, Any]
_DAYS_BEGIN_IN = ZoneInfo("America/New_York")  # where the sandbox's organisation is


@dataclass(frozen=True)
class Period:
    """Days from and to, both included."""

    first_on: date
    last_on: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first_on <= day <= self.last_on


def expected(control: Control, period: Period) -> dict[str, Decimal]:
    """What each card has to say, in whole US dollars or counts, by the metric's key."""
    rates = control.records("DatedConversionRate")
    spend, clicks = _ads(control.spend_csv(), period, rates)
    deals = control.records("Opportunity")
    made = [deal for deal in deals if _day(deal["CreatedDate"]) in period]
    won = [deal for deal in deals if deal["IsWon"] and deal["IsClosed"]]
    revenue = [deal for deal in won if date.fromisoformat(deal["CloseDate"]) in period]
    earned = sum(
        (_dollars(d, date.fromisoformat(d["CloseDate"]), rates) for d in revenue), Decimal()
    )
    customers = Decimal(_new_customers(won, period))
    return {
        "spend": spend,
        "clicks": clicks,
        "leads": Decimal(_people(control.records("Lead"), period)),
        "pipeline_created": sum(
            (_dollars(d, _day(d["CreatedDate"]), rates) for d in made), Decimal()
        ),
        "won_revenue": earned,
        "new_customers": customers,
        "roas": earned / spend,
        "paid_cac": spend / customers,
    }


def _ads(text: str, period: Period, rates: list[Row]) -> tuple[Decimal, Decimal]:
    spend, clicks = Decimal(), Decimal()
    for row in csv.DictReader(StringIO(text)):
        on = date.fromisoformat(row["date"])
        if on in period:
            spend += _converted(Decimal(row["spend"]), row["currency"], on, rates)
            clicks += int(row["clicks"])
    return spend, clicks


def _day(stamp: str) -> date:
    return datetime.fromisoformat(stamp).astimezone(_DAYS_BEGIN_IN).date()


def _dollars(deal: Row, on: date, rates: list[Row]) -> Decimal:
    return _converted(Decimal(str(deal["Amount"] or 0)), deal["CurrencyIsoCode"], on, rates)


def _converted(amount: Decimal, currency: str, on: date, rates: list[Row]) -> Decimal:
    """In US dollars by the rate of that day, which counts units for one dollar."""
    if currency == "USD":
        return amount
    rate = next(
        Decimal(str(row["ConversionRate"]))
        for row in rates
        if row["IsoCode"] == currency and row["StartDate"] <= on.isoformat() < row["NextStartDate"]
    )
    return amount / rate


def _people(leads: list[Row], period: Period) -> int:
    """Leads with one e-mail address are one person, counted on the day of the first."""
    first: dict[str, date] = {}
    for lead in leads:
        person = (lead["Email"] or "").strip().casefold() or lead["Id"]
        day = _day(lead["CreatedDate"])
        first[person] = min(day, first.get(person, day))
    return sum(day in period for day in first.values())


def _new_customers(won: list[Row], period: Period) -> int:
    """Companies whose first won deal closes in the period."""
    first: dict[str, date] = {}
    for deal in won:
        if company := deal["AccountId"]:
            day = date.fromisoformat(deal["CloseDate"])
            first[company] = min(day, first.get(company, day))
    return sum(day in period for day in first.values())
