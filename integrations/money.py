"""Amounts as people read them: exact, with the currency, and the marks that count here."""

from decimal import Decimal

from accounts.number_formats import separators

_MICROS = 1_000_000
_NO_BREAK = "\u00a0"


def written(micros: int, currency: str) -> str:
    """ "USD 1,234.50"; of micros nothing is rounded away that a platform could take."""
    amount = Decimal(micros) / _MICROS
    text = f"{amount:,.2f}" if amount == round(amount, 2) else f"{amount:,f}"
    group, decimal = separators()
    return f"{currency}{_NO_BREAK}{text.translate({ord(','): group, ord('.'): decimal})}"


def micros_of(amount: Decimal) -> int:
    """Whole units with decimals as micros."""
    return int(amount * _MICROS)
