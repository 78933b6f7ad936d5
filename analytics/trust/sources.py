"""How whole each source is: freshness, what its login cannot see, what was left out, its days."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.queries.freshness import SourceState, source_states
from integrations.models import Source, StreamState, SyncRun
from integrations.selectors import accounts_of, connector_label

_RUNS_SHOWN = 20


@dataclass(frozen=True)
class Unseen:
    """A field or an object ("" as field) that a source's login cannot see, and what that costs.

    With `rows` it is so many records of the object that went out of sight.
    """

    source_id: UUID
    source: str
    stream: str
    field: str
    cost: str
    rows: int = 0


@dataclass(frozen=True)
class SchemaChange:
    """A field that came, went or was renamed; `affects` says in words what that does."""

    source_id: UUID
    source: str
    stream: str
    field: str
    kind: str
    at: datetime | None
    affects: str


@dataclass(frozen=True)
class LeftOut:
    """A run that left rows out: how many, and the columns most often at fault with their counts."""

    source_id: UUID
    source: str
    run_id: UUID
    name: str
    at: datetime
    rows: int
    columns: tuple[tuple[str, int], ...]
    has_list: bool


@dataclass(frozen=True)
class Boundary:
    """Where the days of a source, or of one of the vendor's accounts, begin; "" is unknown."""

    source: str
    account: str
    zone: str


@dataclass(frozen=True)
class Health:
    """All of a workspace's sources with what is known of their wholeness."""

    states: tuple[SourceState, ...]
    labels: dict[UUID, str]
    unread: dict[UUID, int]
    missing: dict[UUID, int]
    # Records that are out of their login's sight and stand as they were last read.
    hidden: dict[UUID, int]
    unseen: tuple[Unseen, ...]
    changes: tuple[SchemaChange, ...]
    left_out: tuple[LeftOut, ...]
    boundaries: tuple[Boundary, ...]


def health() -> Health:
    """The health of the entered workspace's sources, by four statements."""
    states = source_states()
    sources = {source.pk: source for source in Source.objects.filter(disconnected_at=None)}
    streams = list(StreamState.objects.filter(source_id__in=sources).order_by("stream", "account"))
    unseen = [one for stream in streams for one in _unseen(sources[stream.source_id], stream)]
    unread: dict[UUID, int] = defaultdict(int)
    missing: dict[UUID, int] = defaultdict(int)
    hidden: dict[UUID, int] = defaultdict(int)
    for one in unseen:
        if one.rows:
            hidden[one.source_id] += one.rows
        else:
            (missing if one.field else unread)[one.source_id] += 1
    changes = [one for stream in streams for one in _changes(sources[stream.source_id], stream)]
    return Health(
        states=states,
        labels={key: connector_label(source.connector) for key, source in sources.items()},
        unread=dict(unread),
        missing=dict(missing),
        hidden=dict(hidden),
        unseen=tuple(unseen),
        changes=tuple(sorted(changes, key=lambda one: str(one.at), reverse=True)),
        left_out=tuple(_left_out(sources)),
        boundaries=tuple(_boundaries(sources.values())),
    )


def _unseen(source: Source, stream: StreamState) -> list[Unseen]:
    found = []
    if stream.trouble_text:
        found.append(Unseen(source.pk, source.name, stream.stream, "", stream.trouble_text))
    for field, cost in stream.schema.get("missing", {}).items():
        found.append(Unseen(source.pk, source.name, stream.stream, field, str(cost)))
    if stream.not_visible:
        cost = _("They count as they were last read; changes to them are not seen any more.")
        rows = stream.not_visible
        found.append(Unseen(source.pk, source.name, stream.stream, "", cost, rows))
    return found


def _changes(source: Source, stream: StreamState) -> list[SchemaChange]:
    """What the sync noted: [{"at", "kind": new | gone | renamed | back, "field", "affects"}]."""
    return [
        SchemaChange(
            source.pk,
            source.name,
            stream.stream,
            str(note.get("field", "")),
            str(note.get("kind", "")),
            _moment(note.get("at")),
            str(note.get("affects", "")),
        )
        for note in stream.schema.get("changes", [])
    ]


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def _left_out(sources: dict[UUID, Source]) -> Iterable[LeftOut]:
    runs = SyncRun.objects.filter(source_id__in=sources, rows_rejected__gt=0)
    for run in runs.order_by("-started_at")[:_RUNS_SHOWN]:
        source = sources[run.source_id]
        note = source.options.get("files", {}).get(str(run.pk), {})
        counts: dict[str, int] = defaultdict(int)
        for line in note.get("rejects", []):
            counts[str(line.get("column", ""))] += int(line.get("count", 0))
        columns = sorted(counts.items(), key=lambda pair: -pair[1])[:3]
        yield LeftOut(
            source.pk,
            source.name,
            run.pk,
            str(note.get("name", "")),
            run.started_at,
            run.rows_rejected,
            tuple(columns),
            bool(note.get("rejects")),
        )


def _boundaries(sources: Iterable[Source]) -> Iterable[Boundary]:
    for source in sources:
        accounts = accounts_of(source)
        for account in accounts:
            yield Boundary(source.name, account.name, account.time_zone)
        if not accounts:
            yield Boundary(source.name, "", str(source.identity.get("time_zone", "")))
