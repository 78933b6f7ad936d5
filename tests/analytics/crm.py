"""Writes CRM rows as a connector does: names them in a temporary table, and tells the keepers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.tenancy import require_workspace_id
from integrations.changes import Change, changing
from integrations.loading.merges import link_records
from integrations.models import Source
from integrations.models.crm import CrmRow


@contextmanager
def touching(source_id: UUID, stream: str, ids: Sequence[str]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.touched_row")
        cursor.execute("CREATE TEMPORARY TABLE touched_row (external_id text) ON COMMIT DROP")
        cursor.execute("INSERT INTO touched_row SELECT unnest(%s::text[])", [list(ids)])
    with changing(Change(source_id, stream, "touched_row")):
        yield


def put(source: Source, model: type[CrmRow], rows: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Insert or replace rows of a stream by id; None takes a row away."""
    with touching(source.pk, model.__name__, list(rows)):
        model.objects.filter(source_id=source.pk, external_id__in=list(rows)).delete()
        for external_id, values in rows.items():
            if values is not None:
                model(
                    workspace_id=require_workspace_id(),
                    source_id=source.pk,
                    external_id=external_id,
                    row_hash=b"",
                    **values,
                ).save(force_insert=True)


def merge(source: Source, kind: str, links: Mapping[str, str]) -> None:
    """Say of records what they were merged into; "" takes it back."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.merge_link")
        cursor.execute(
            "CREATE TEMPORARY TABLE merge_link ON COMMIT DROP AS "
            "SELECT * FROM unnest(%s::text[], %s::text[]) AS l (external_id, winner)",
            [list(links), list(links.values())],
        )
    link_records(source.pk, kind)


def crm_source(name: str = "CRM") -> Source:
    return Source.objects.create(
        connector="salesforce",
        name=name,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        identity={"instance_url": "https://acme.my.salesforce.example"},
    )


def at(text: str) -> datetime:
    """A moment in UTC from "2026-03-01 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
