"""How sources and runs look as JSON."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rest_framework import serializers

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer
from accounts.models import Job, JobState
from integrations.models import Source, StreamState, SyncRun, SyncSlice
from integrations.selectors import SourceCard, connector_label, source_cards, stream_lines

_Shape = serializers.Serializer[Any]
RUN_STATES = tuple(one.value for one in SyncRun.State)
STATES = ("syncing", "waiting", "ok", "trouble", "paused", "disconnected")
KINDS = ("first", "incremental", "backfill", "census", "formulas", "range", "file")
_PIECES = 200


class TroubleSerializer(_Shape):
    """Why it does not go on: a stable word, and a sentence."""

    code = serializers.CharField()
    text = serializers.CharField()


class StandingSerializer(_Shape):
    """A connected system, and how far one can trust what came from it."""

    id = serializers.UUIDField()
    connector = serializers.CharField()
    connector_name = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    trouble = TroubleSerializer(allow_null=True)
    fresh_until = serializers.DateTimeField(
        allow_null=True, help_text="All that changed before this moment has been read."
    )
    complete_until = serializers.DateTimeField(
        allow_null=True,
        help_text="As fresh_until; null while an object or a field of it cannot be read.",
    )
    rows = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    next_sync_at = serializers.DateTimeField(allow_null=True)


class MissingSerializer(_Shape):
    """A field that this login may not read, and what is not known without it."""

    field = serializers.CharField()
    costs = serializers.CharField(allow_blank=True)


class StreamSerializer(_Shape):
    """One kind of record; of reports one account of the vendor, with the days that were read."""

    stream = serializers.CharField()
    account = serializers.CharField(allow_blank=True)
    rows = serializers.IntegerField()
    synced_at = serializers.DateTimeField(allow_null=True)
    first_on = serializers.DateField(allow_null=True)
    last_on = serializers.DateField(allow_null=True)
    missing = MissingSerializer(many=True)
    trouble = serializers.CharField(allow_blank=True)


class WholeSourceSerializer(StandingSerializer):
    """With what is read of it."""

    streams = StreamSerializer(many=True)


class SourcesSerializer(NextSerializer):
    """Sources, the oldest first; those that were disconnected too."""

    sources = StandingSerializer(many=True)


class RunSerializer(_Shape):
    """One attempt to bring a source up to date."""

    id = serializers.UUIDField()
    source_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    state = serializers.ChoiceField(choices=RUN_STATES)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    rows_expected = serializers.IntegerField(allow_null=True)
    rows_loaded = serializers.IntegerField()
    rows_rejected = serializers.IntegerField()
    error = TroubleSerializer(allow_null=True)


class PieceSerializer(_Shape):
    """A closed piece of a run: an object, or an account's days."""

    stream = serializers.CharField()
    account = serializers.CharField(allow_blank=True)
    first_on = serializers.DateField(allow_null=True)
    last_on = serializers.DateField(allow_null=True)
    rows_loaded = serializers.IntegerField()
    finished_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(allow_blank=True)


class WholeRunSerializer(RunSerializer):
    """With its pieces: those that failed first, at most 200."""

    pieces = PieceSerializer(many=True)


class RunsSerializer(NextSerializer):
    """Runs, the newest first."""

    runs = RunSerializer(many=True)


class RunsQuerySerializer(PageQuerySerializer):
    """Which runs."""

    state = serializers.ChoiceField(choices=RUN_STATES, required=False)


class SyncSerializer(_Shape):
    """A sync that was asked for: a job until it begins, then a run."""

    id = serializers.UUIDField()
    source_id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=list(JobState.values))
    asked_at = serializers.DateTimeField()
    run = RunSerializer(allow_null=True)


def shown_sources(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Sources as StandingSerializer describes them, by four statements whatever their number."""
    cards = {card.id: card for card in source_cards()}
    gaps: dict[UUID, bool] = defaultdict(bool)
    for state in StreamState.objects.filter(source_id__in=[one.pk for one in sources]):
        gaps[state.source_id] |= bool(state.schema.get("missing") or state.trouble_text)
    return [_source(cards[one.pk], gaps[one.pk]) for one in sources]


def shown_whole(source: Source) -> dict[str, Any]:
    """A source as WholeSourceSerializer describes it."""
    (shown,) = shown_sources([source])
    lines = [
        {
            "stream": line.stream,
            "account": line.account,
            "rows": line.rows,
            "synced_at": line.synced_at,
            "first_on": line.first_on,
            "last_on": line.last_on,
            "missing": [{"field": f, "costs": str(c or "")} for f, c in line.missing.items()],
            "trouble": line.trouble_text,
        }
        for line in stream_lines(source.pk)
    ]
    return {**shown, "streams": lines}


def shown_run(run: SyncRun) -> dict[str, Any]:
    """A run as RunSerializer describes it."""
    names = ("kind", "state", "started_at", "finished_at")
    counts = ("rows_expected", "rows_loaded", "rows_rejected")
    return {
        "id": run.pk,
        "source_id": run.source_id,
        **{name: getattr(run, name) for name in (*names, *counts)},
        "error": _trouble(run.error_code, run.error_text),
    }


def shown_whole_run(run: SyncRun) -> dict[str, Any]:
    """A run as WholeRunSerializer describes it."""
    pieces = SyncSlice.objects.filter(run_id=run.pk).order_by("-error_text", "id")[:_PIECES]
    names = ("stream", "account", "first_on", "last_on", "rows_loaded", "finished_at")
    return {
        **shown_run(run),
        "pieces": [
            {**{name: getattr(one, name) for name in names}, "error": one.error_text}
            for one in pieces
        ],
    }


def shown_sync(job: Job, source_id: UUID) -> dict[str, Any]:
    """A sync as SyncSerializer describes it."""
    run = SyncRun.objects.filter(job_id=job.pk, source_id=source_id).first()
    return {
        "id": job.pk,
        "source_id": source_id,
        "state": job.state,
        "asked_at": job.created_at,
        "run": shown_run(run) if run else None,
    }


def _source(card: SourceCard, has_gaps: bool) -> dict[str, Any]:
    names = ("id", "connector", "name", "state", "fresh_until", "rows", "created_at")
    return {
        **{name: getattr(card, name) for name in names},
        "connector_name": connector_label(card.connector),
        "trouble": _trouble(card.trouble_code, card.trouble_text),
        "complete_until": None if has_gaps else card.fresh_until,
        "next_sync_at": card.next_sync_at if card.state not in ("paused", "disconnected") else None,
    }


def _trouble(code: str, text: str) -> dict[str, str] | None:
    return {"code": code or "error", "text": text} if code or text else None
