"""The plans as they are offered: what each costs in a currency, by month or year, per member."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import get_language

from billing.plan_words import plan_lines
from billing.plans import CATALOGUE, CURRENCIES, Currency, Interval, Plan

MOST_SEATS = 10_000


@dataclass(frozen=True)
class Choice:
    """What is looked at: a currency, an interval, and how many members there would be."""

    currency: Currency
    interval: Interval
    seats: int

    @property
    def query(self) -> str:
        """As the part of an address behind the question mark."""
        values = {"currency": self.currency, "interval": self.interval, "members": self.seats}
        return urlencode(values)

    @property
    def is_yearly(self) -> bool:
        return self.interval is Interval.YEAR


@dataclass(frozen=True)
class Offer:
    """One plan for a choice; the amounts are minor units, and None where a plan has no price.

    `listed` is what others would pay now, where it is another sum than what this workspace pays.
    """

    plan: Plan
    choice: Choice
    base: int | None
    seat: int | None
    listed: int | None = None

    @property
    def total(self) -> int | None:
        """For all members and one interval, before VAT."""
        if self.base is None or self.seat is None:
            return None
        return self.base + self.seat * self.choice.seats

    @property
    def has_room(self) -> bool:
        """Whether so many members may be in it."""
        return self.plan.members is None or self.choice.seats <= self.plan.members

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing; what has no price and is not free is by offer."""
        return self.plan.key == "free"

    @property
    def lines(self) -> list[str]:
        """What is in the plan, in words."""
        return plan_lines(self.plan)

    @property
    def total_text(self) -> str:
        return "" if self.total is None else price_text(self.total, self.choice.currency)

    @property
    def listed_text(self) -> str:
        return "" if self.listed is None else price_text(self.listed, self.choice.currency)

    @property
    def base_text(self) -> str:
        return "" if self.base is None else price_text(self.base, self.choice.currency)

    @property
    def seat_text(self) -> str:
        return "" if self.seat is None else price_text(self.seat, self.choice.currency)


def offers(choice: Choice) -> tuple[Offer, ...]:
    """All plans for a choice, the smallest first."""
    return tuple(offer(plan, choice) for plan in CATALOGUE.values())


def offer(plan: Plan, choice: Choice) -> Offer:
    """One plan for a choice."""
    price = plan.prices.get(choice.interval)
    if price is None:
        return Offer(plan, choice, None, None)
    return Offer(plan, choice, price.base[choice.currency], price.seat[choice.currency])


def at_own_price(offer: Offer, base: int | None, seat: int | None) -> Offer:
    """The same plan at the amounts of the day on which it was bought; as it is when unknown."""
    if base is None:
        return offer
    own = replace(offer, base=base, seat=seat or 0)
    return own if own.total == offer.total else replace(own, listed=offer.total)


def read_choice(asked: Mapping[str, str], otherwise: Choice) -> Choice:
    """What an address asks for; where it says nothing, or nonsense, as otherwise."""
    currency, interval = asked.get("currency", ""), asked.get("interval", "")
    seats = asked.get("members", "")
    is_number = seats.isascii() and seats.isdigit() and len(seats) < 6
    return Choice(
        Currency(currency) if currency in CURRENCIES else otherwise.currency,
        Interval(interval) if interval in tuple(Interval) else otherwise.interval,
        max(1, min(MOST_SEATS, int(seats))) if is_number else otherwise.seats,
    )


def usual_choice(*, seats: int = 5) -> Choice:
    """By month, in what readers of the page's language pay in most often."""
    is_danish = (get_language() or "").startswith("da")
    return Choice(Currency.DKK if is_danish else Currency.EUR, Interval.MONTH, seats)


def other_currencies(choice: Choice) -> list[Choice]:
    """The same choice in each currency, itself included."""
    return [replace(choice, currency=currency) for currency in CURRENCIES]


def other_intervals(choice: Choice) -> list[Choice]:
    """The same choice by month and by year."""
    return [replace(choice, interval=interval) for interval in Interval]


def price_text(minor: int, currency: str) -> str:
    """An amount as money_text writes it, but whole amounts without decimals: "899 DKK"."""
    figure = number_format(f"{minor // 100}.{minor % 100:02d}", 2, True, force_grouping=True)
    if minor % 100 == 0:
        figure = number_format(minor // 100, use_l10n=True, force_grouping=True)
    return f"{figure} {currency.upper()}"
