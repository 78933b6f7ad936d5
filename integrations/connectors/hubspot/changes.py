"""How HubSpot's deals stood from a moment on, made of the histories of their properties."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from integrations.connectors.entities import Part, Scope
from integrations.connectors.hubspot.mapping import merged_ids, system
from integrations.connectors.hubspot.streams import DEAL_CHANGES, STAMP
from integrations.connectors.hubspot.values import (
    Record,
    Row,
    Setting,
    day,
    header,
    moment,
    number,
    part,
)

# The properties whose histories are read.
HISTORY = ("dealstage", "amount", "closedate", "deal_currency_code")
# So many values of each HubSpot keeps. It forgets older ones; we do not.
KEPT = 20
# {property: its values, each with the moment from which on it stood}
Past = Mapping[str, Sequence[Record]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def change_part(records: Sequence[Record], setting: Setting, past: Mapping[str, Past]) -> Part:
    """How these deals stood from each moment on at which one of the properties changed.

    `past` is {id: histories}. What HubSpot keeps whole, it holds whole: rows that are stored and
    that it lacks are marked deleted. Of a history that is cut, they stay.
    """
    rows: list[Row] = []
    whole: list[str] = []
    for record in records:
        key = str(record["id"])
        told = past.get(key, {})
        rows += _rows(record, told, setting)
        if record.get("archived") or _is_whole(told):
            whole.append(key)
        whole += merged_ids(record)
    scope = Scope("opportunity_external_id", tuple(whole))
    return part(DEAL_CHANGES, header(DEAL_CHANGES), rows, scope)


def _is_whole(told: Past) -> bool:
    return bool(told) and all(len(values) < KEPT for values in told.values())


def _rows(record: Record, told: Past, setting: Setting) -> Iterator[Row]:
    key, since = str(record["id"]), _known_since(told)
    for at, values in _states(told):
        stage = values.get("dealstage") or ""
        if not stage or (since and at < since):
            # Older than what HubSpot remembers: nobody knows how the deal stood.
            continue
        yield {
            "Id": f"{key}:{(at - _EPOCH) // timedelta(milliseconds=1)}",
            STAMP: system(DEAL_CHANGES, record)[STAMP],
            "deal": key,
            "dealstage": setting.stages.get(stage, stage),
            "amount": number(values.get("amount")),
            "deal_currency_code": values.get("deal_currency_code") or setting.currency,
            "closedate": day(moment(values.get("closedate")), setting),
            "changed_at": at.isoformat(),
        }


def _known_since(told: Past) -> datetime | None:
    """The oldest moment of which every history that is cut still tells; None where none is."""
    cut = [
        [at for one in values if (at := moment(one.get("timestamp"))) is not None]
        for values in told.values()
        if len(values) >= KEPT
    ]
    return max((min(moments) for moments in cut if moments), default=None)


def _states(told: Past) -> Iterable[tuple[datetime, Mapping[str, str]]]:
    """(moment, all properties as they stood from then on), oldest first; one for each moment."""
    events = [
        (at, name, str(one.get("value") or ""))
        for name, values in told.items()
        for one in values
        if (at := moment(one.get("timestamp"))) is not None
    ]
    found: dict[datetime, Mapping[str, str]] = {}
    values: dict[str, str] = {}
    for at, name, value in sorted(events):
        values = values | {name: value}
        found[at] = values
    return found.items()
