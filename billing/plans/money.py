"""Amounts as Stripe writes them: whole minor units (øre, cents, pence), one for each currency."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.formats import number_format


class Currency(StrEnum):
    """What may be paid in; Stripe writes them in small letters."""

    DKK = "dkk"
    EUR = "eur"
    GBP = "gbp"
    USD = "usd"


class Interval(StrEnum):
    """How often the base and the seats are paid, in Stripe's words."""

    MONTH = "month"
    YEAR = "year"


Amounts = Mapping[Currency, int]
CURRENCIES = tuple(Currency)


def amounts(*, dkk: int, eur: int, gbp: int, usd: int) -> Amounts:
    """One price in every currency: all four are ours to choose, none is converted."""
    return {Currency.DKK: dkk, Currency.EUR: eur, Currency.GBP: gbp, Currency.USD: usd}


def times(price: Amounts, factor: int) -> Amounts:
    """The same price so many times."""
    return {currency: amount * factor for currency, amount in price.items()}


def money_text(minor: int, currency: str) -> str:
    """An amount for readers, in the numbers of their language: "1.299,00 DKK"."""
    # All four currencies have a hundred minor units in one.
    sign, whole = "-" if minor < 0 else "", abs(minor)
    digits = f"{whole // 100}.{whole % 100:02d}"
    return f"{sign}{number_format(digits, use_l10n=True, force_grouping=True)} {currency.upper()}"
