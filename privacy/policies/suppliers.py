"""Subprocessors, and vendors that customers connect, in the words of the language spoken now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.egress import Recipient
from accounts.egress.subprocessors import recipient_of
from privacy.terms import country_name, transfer_words


@dataclass(frozen=True)
class Supplier:
    """One party: who, where, whom to ask, what for, and by what its data may go there.

    `tia` is when and with which outcome a transfer was assessed; empty inside the EEA.
    """

    name: str
    company: str
    address: str
    country: str
    contact: str
    service: str
    receives: str
    transfer: str
    tia: str


def suppliers() -> tuple[Supplier, ...]:
    """Those of settings.SUBPROCESSORS, in their order."""
    return tuple(supplier_of(words) for words in settings.SUBPROCESSORS)


def supplier_of(words: Mapping[str, Any]) -> Supplier:
    """One of them by its words in the settings, or in an announcement."""
    recipient = recipient_of(words)
    return Supplier(
        name=recipient.name,
        company=recipient.company,
        address=words.get("address", ""),
        country=country_name(recipient.country),
        contact=words.get("contact", ""),
        service=recipient.purpose,
        receives=recipient.receives,
        transfer=transfer_words(recipient, _),
        tia=words.get("tia", ""),
    )


def tool_rows(found: Iterable[Recipient]) -> tuple[Supplier, ...]:
    """Vendors by the customer's instruction; their address and contact are in its own contract."""
    return tuple(
        Supplier(
            name=_(one.name),
            company=_(one.company),
            address="",
            country=country_name(one.country),
            contact="",
            service=_(one.purpose),
            receives=_(one.receives),
            transfer=transfer_words(one, _),
            tia="",
        )
        for one in found
    )
