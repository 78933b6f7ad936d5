"""How a field of Salesforce becomes a column of ours: pure text of SQL, no rows seen."""

from integrations.connectors.entities import Column, Kind, link, text

__all__ = ["Column", "Kind", "currency", "link", "text"]


def currency(field: str = "CurrencyIsoCode") -> Column:
    """The record's own currency, where the organisation has several."""
    return Column(field, "currency", Kind.TEXT, "", 3, is_multicurrency=True)
