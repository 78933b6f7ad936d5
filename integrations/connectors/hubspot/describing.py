"""What this grant may see of each object, what is missing, and what that costs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from integrations.connectors.entities import Sight, Stream
from integrations.connectors.hubspot.client import Client, between
from integrations.connectors.hubspot.streams import DERIVED, LEAD_PROPERTIES, OBJECTS
from integrations.connectors.refusals import Refused

_EMAIL = "Email"


def describe(
    client: Client, streams: Sequence[Stream], person_fields: dict[str, list[str]]
) -> dict[str, Sight]:
    """{stream: Sight} of all, one call for each object."""
    return {
        stream.name: _sight(client, stream, person_fields.get(stream.name, []))
        if stream.name in OBJECTS
        else Sight(tuple(column.field for column in stream.columns), {})
        for stream in streams
    }


def record_counts(client: Client, streams: Sequence[Stream]) -> Mapping[str, int]:
    """How many records HubSpot itself counts, archived ones left out."""
    return {stream.name: client.total(stream.name) for stream in streams if stream.name in OBJECTS}


def deal_totals(client: Client, from_at: datetime, until: datetime) -> Mapping[str, int]:
    """How many deals were created in [from, until), and how many of all were won in it."""
    won = {"propertyName": "hs_is_closed_won", "operator": "EQ", "value": "true"}
    return {
        "records": client.total("deals", between("createdate", from_at, until)),
        "won": client.total("deals", [*between("closedate", from_at, until), won]),
    }


def _sight(client: Client, stream: Stream, opted: list[str]) -> Sight:
    try:
        seen = set(client.properties(stream.name))
    except Refused as refused:
        if refused.status != 403:
            raise
        return Sight((), {}, _absent(stream))
    email = [_EMAIL] if stream.is_person else []
    wanted = [column.field for column in stream.columns] + email + opted
    there = {*seen, *DERIVED, *(email if "email" in seen else [])}
    fields = tuple(dict.fromkeys(name for name in wanted if name in there))
    return Sight(fields, _missing(stream, there, opted))


def _missing(stream: Stream, there: set[str], opted: list[str]) -> dict[str, str]:
    """{property: what it costs that this grant does not see it}."""
    losses = {c.field: c.loss for c in stream.columns if not c.is_multicurrency}
    if stream.is_person:
        losses |= {_EMAIL: _("Matching of people between sources"), **dict(LEAD_PROPERTIES)}
    losses |= dict.fromkeys(opted, "")
    return {
        name: _(loss) if loss else _("A detail of the record")
        for name, loss in losses.items()
        if name not in there
    }


def _absent(stream: Stream) -> str:
    text = _("This user may not read %(object)s.") % {"object": stream.name}
    if not stream.loss:
        return text
    return " ".join((text, _("What you lose: %(loss)s.") % {"loss": _(stream.loss)}))
