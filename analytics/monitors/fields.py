"""Monitors of fields: what a source gave, and gives this login no more."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from analytics.detection.deciding.verdicts import Verdict
from analytics.detection.kinds.states import SchemaChange, schema
from analytics.monitors.days import SeenDay
from analytics.monitors.definition import NEW
from analytics.monitors.judging import Line, Look
from analytics.queries import SourceState
from integrations.models import StreamState


def look_at_fields(
    states: tuple[SourceState, ...], accepted: Mapping[str, str], now: datetime, today: date
) -> Look:
    """A line for each source that has fields of its own; what was accepted says nothing more."""
    live = {one.id: one for one in states if not one.is_disconnected and not one.is_file}
    rows: dict[UUID, list[StreamState]] = {}
    for row in StreamState.objects.filter(source_id__in=live).order_by("stream"):
        rows.setdefault(row.source_id, []).append(row)
    return Look(
        [
            _line(live[key], streams, accepted.get(str(key), ""), now, today)
            for key, streams in rows.items()
        ]
    )


def _line(
    source: SourceState, streams: list[StreamState], since: str, now: datetime, today: date
) -> Line:
    gone, came, used = [], [], set()
    for row in streams:
        for name, costs in _gone(row.schema, since):
            gone.append(f"{row.stream}.{name}")
            if costs:
                used.add(gone[-1])
        came += [f"{NEW}{row.stream}.{name}" for name in _came(row.schema, since)]
    change = SchemaChange(tuple(sorted(came)), tuple(sorted(gone)), ())
    verdict = schema(now, change, frozenset(used))
    members = (*change.gone, *change.added) if gone else ()
    seen = SeenDay(today, float(len(gone)), None, None, 0.0)
    return Line(str(source.id), source.name, [_on(verdict, today)], [seen], {today: members})


def _gone(schema_words: Mapping[str, Any], since: str) -> Iterator[tuple[str, str]]:
    """(field, what it costs) of those whose newest note says that they are gone."""
    seen: set[str] = set()
    missing = schema_words.get("missing", {})
    for note in schema_words.get("changes", ()):
        if note["field"] in seen:
            continue
        seen.add(note["field"])
        if note["kind"] == "gone" and note["at"] > since:
            yield note["field"], str(missing.get(note["field"], ""))


def _came(schema_words: Mapping[str, Any], since: str) -> list[str]:
    """New fields that were first seen when others went."""
    notes = schema_words.get("changes", ())
    moments = {one["at"] for one in notes if one["kind"] == "gone" and one["at"] > since}
    return [one["field"] for one in notes if one["kind"] == "new" and one["at"] in moments]


def _on(verdict: Verdict, today: date) -> Verdict:
    """By the workspace's own date."""
    return Verdict(today, judged=True, out=verdict.out, severe=verdict.severe, size=verdict.size)
