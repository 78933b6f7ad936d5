"""Connectors as pages see them: what each brings, what it reads and what that is good for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from accounts.egress import Recipient
from integrations.connectors import CONNECTORS, RECIPIENTS
from integrations.connectors.contract import (
    Connector,
    Entities,
    Reports,
    ReportStream,
    VendorAccount,
)
from integrations.connectors.entities import Stream
from integrations.models import Source

__all__ = ["VendorAccount"]

_FAMILIES = {
    "crm": lambda: _("CRM"),
    "ads": lambda: _("Ads"),
    "analytics": lambda: _("Web analytics"),
}


@dataclass(frozen=True)
class Need:
    """A field that is read, and what is missing without it ("" where nobody would notice)."""

    name: str
    loss: str


@dataclass(frozen=True)
class Want:
    """One stream: its name, what is missing without it, its fields, and how far back it goes.

    The numbers are 0 for records, which are read whole and by change.
    """

    name: str
    loss: str
    needs: tuple[Need, ...]
    window_days: int = 0
    history_months: int = 0


@dataclass(frozen=True)
class Card:
    """A connector in the gallery and in its wizard."""

    key: str
    label: str
    family: str
    text: str
    icon: str
    keywords: str
    is_ready: bool
    settings: tuple[str, ...]
    scopes: tuple[str, ...]
    has_login: bool
    has_certificates: bool
    account_word: str
    streams: tuple[str, ...]
    wants: tuple[Want, ...]
    never_read: tuple[str, ...]


def cards() -> tuple[Card, ...]:
    """All connectors, in the order of the dict that names them."""
    return tuple(_card(connector) for connector in CONNECTORS.values())


def card(key: str) -> Card:
    """One connector; raises KeyError."""
    return _card(CONNECTORS[key])


def is_known(key: str) -> bool:
    """Whether there is such a connector."""
    return key in CONNECTORS


def vendor_names() -> dict[str, str]:
    """{connector: its vendor's own name}; in the same words in every language."""
    return {key: one.label for key, one in CONNECTORS.items()}


def connector_label(key: str) -> str:
    """The vendor's own name; files have one, too."""
    return CONNECTORS[key].label if key in CONNECTORS else {"file": _("CSV file")}.get(key, key)


def person_fields(key: str) -> Mapping[str, tuple[str, ...]]:
    """Fields of people that may be opted in, by stream."""
    engine = CONNECTORS[key].engine if key in CONNECTORS else None
    return engine.person_fields if isinstance(engine, Entities) else {}


def accounts_of(source: Source) -> tuple[VendorAccount, ...]:
    """The vendor's accounts that were chosen, with their zones and currencies."""
    return tuple(VendorAccount(**account) for account in source.options.get("accounts", []))


def stream_order(key: str) -> dict[str, int]:
    """{stream: place} in the order in which they are read."""
    if key not in CONNECTORS:
        return {}
    streams: tuple[Stream | ReportStream, ...] = CONNECTORS[key].engine.streams
    return {stream.name: place for place, stream in enumerate(streams)}


def stream_labels(key: str) -> dict[str, str]:
    """{stream: its name in words}; records keep the vendor's own name."""
    engine = CONNECTORS[key].engine if key in CONNECTORS else None
    if engine is None or isinstance(engine, Entities):
        return {}
    return {stream.name: _(stream.label) for stream in engine.streams} | {
        "campaigns": _("Names of campaigns")
    }


def _card(connector: Connector) -> Card:
    return Card(
        key=connector.key,
        label=connector.label,
        family=_FAMILIES[connector.family](),
        text=_(connector.text),
        icon=connector.icon,
        keywords=connector.keywords,
        is_ready=connector.is_ready,
        settings=connector.settings,
        scopes=tuple(scope.partition("|")[0] for scope in connector.scopes),
        has_login=connector.login_origin is not None,
        has_certificates=connector.certificates is not None,
        account_word=_(connector.account_word) if connector.account_word else "",
        streams=tuple(stream.name for stream in connector.engine.streams),
        wants=_wants(connector),
        never_read=tuple(_(line) for line in connector.never_read),
    )


def _wants(connector: Connector) -> tuple[Want, ...]:
    engine = connector.engine
    if isinstance(engine, Entities):
        return tuple(
            Want(
                stream.name,
                _(stream.loss) if stream.loss else "",
                tuple(
                    Need(column.field, _(column.loss) if column.loss else "")
                    for column in stream.columns
                ),
            )
            for stream in engine.streams
        )
    return tuple(
        Want(
            _(stream.label),
            _(stream.loss) if stream.loss else "",
            tuple(Need(item.name, _(item.loss) if item.loss else "") for item in stream.fields),
            stream.window_days,
            stream.history_months,
        )
        for stream in engine.streams
    )


def controlled(connector: str) -> Literal["days", "deals", ""]:
    """What of a source is compared with its vendor's own sums each night; "" for nothing."""
    known = CONNECTORS.get(connector)
    if known is None or known.engine.totals is None:
        return ""
    return "days" if isinstance(known.engine, Reports) else "deals"


def controlled_connectors(kind: Literal["days", "deals"]) -> frozenset[str]:
    """The connectors of which days, or deals, are compared each night."""
    return frozenset(key for key in CONNECTORS if controlled(key) == kind)


def restated_days(connector: str) -> int:
    """For how many days a vendor of reports may still change one; 0 for records and files."""
    known = CONNECTORS.get(connector)
    if known is None or not isinstance(known.engine, Reports):
        return 0
    return max(stream.window_days for stream in known.engine.streams)


def vendors() -> tuple[Recipient, ...]:
    """Everyone to whom a connector speaks, each once, in the gallery's order."""
    return tuple(dict.fromkeys(found for every in RECIPIENTS.values() for found in every))


def vendors_by_certificate() -> tuple[Recipient, ...]:
    """Those of whom access can be asked by a certificate."""
    keys = [key for key, connector in CONNECTORS.items() if connector.certificates]
    return tuple(dict.fromkeys(found for key in keys for found in RECIPIENTS[key]))


def vendors_of(connector: str) -> tuple[Recipient, ...]:
    """To whom a connector speaks; files come from the user and speak to nobody."""
    return RECIPIENTS.get(connector, ())
