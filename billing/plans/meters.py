"""What is paid by use: rows and API calls above what a plan includes, told to Stripe each night.

A meter adds up what the days report, so that it is right for a month, a year and a change between
plans in mid-month: rows count as started blocks a day, calls as started blocks a month.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.plans.money import Amounts, amounts
from billing.plans.plan import Resource


@dataclass(frozen=True)
class Meter:
    """One meter at Stripe; `event_name` is its key there, `block` how many make one unit."""

    resource: Resource
    event_name: str
    name: Any  # lazily translated text
    block: int
    price: Amounts

    def blocks(self, count: int, included: int | None) -> int:
        """How many blocks are begun above what is included."""
        over = 0 if included is None else max(0, count - included)
        return -(-over // self.block)


METERS: tuple[Meter, ...] = (
    Meter(
        Resource.ROWS,
        "proactivox_row_block_days",
        _("100,000 rows more, for a day"),
        100_000,
        amounts(dkk=75, eur=10, gbp=9, usd=11),
    ),
    Meter(
        Resource.API_CALLS,
        "proactivox_call_blocks",
        _("10,000 API calls more"),
        10_000,
        amounts(dkk=1_500, eur=200, gbp=180, usd=220),
    ),
)
