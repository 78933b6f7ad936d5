"""All that the public page of prices says, out of the catalogue: no row is asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from billing.offers import (
    Choice,
    Offer,
    offers,
    other_currencies,
    other_intervals,
    price_text,
    read_choice,
    usual_choice,
)
from billing.plan_words import Line, comparison
from billing.plans import METERS, TRIAL_DAYS


@dataclass(frozen=True)
class PricePage:
    """What the visitor looks at, and what else can be looked at."""

    choice: Choice
    offers: tuple[Offer, ...]
    intervals: list[Choice]
    currencies: list[Choice]
    comparison: tuple[Line, ...]
    meters: list[tuple[Any, str]]
    trial_days: int
    told: SafeString


def price_page(asked: Mapping[str, str]) -> PricePage:
    """For what an address asks: currency, interval, members."""
    choice = read_choice(asked, usual_choice())
    shown = offers(choice)
    return PricePage(
        choice,
        shown,
        other_intervals(choice),
        other_currencies(choice),
        comparison(),
        meter_prices(choice),
        TRIAL_DAYS,
        _told(shown),
    )


def meter_prices(choice: Choice) -> list[tuple[Any, str]]:
    """(what, its price) of all that is paid by use."""
    return [(one.name, price_text(one.price[choice.currency], choice.currency)) for one in METERS]


def _told(shown: tuple[Offer, ...]) -> SafeString:
    """The plans with a price, for search engines; no browser runs it."""
    told = {
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "name": "Proactivox",
        "applicationCategory": "BusinessApplication",
        "operatingSystem": "Web",
        "url": settings.PUBLIC_URL.rstrip("/") + "/pricing/",
        "offers": [_offer_told(one) for one in shown if one.is_free or one.base is not None],
    }
    # Nothing of it comes from outside; an angle bracket would still end the element.
    return mark_safe(json.dumps(told, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S308


def _offer_told(one: Offer) -> dict[str, str]:
    amount = one.base or 0
    return {
        "@type": "Offer",
        "name": str(one.plan.name),
        "price": f"{amount // 100}.{amount % 100:02d}",
        "priceCurrency": one.choice.currency.upper(),
    }
