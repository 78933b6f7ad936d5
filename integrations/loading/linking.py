"""Brings the map of merges up to links that were read apart from their records."""

# ruff: noqa: S608 - names come from our own models and streams, ids are UUIDs

from collections.abc import Sequence

from django.db import connection

from accounts.tenancy import Purpose, for_purpose
from integrations.loading.locking import keep_source, share_people
from integrations.loading.merges import link_records
from integrations.loading.restricting import is_anybody_restricted, mark_merges
from integrations.loading.suppressing import keep_out_merged
from integrations.loading.target import Target, is_kept_out, suppressed


@for_purpose(Purpose.STORAGE)
def keep_links(target: Target, links: Sequence[tuple[str, str]]) -> None:
    """Keep (record, winner) of merges that the map lacks, in the caller's transaction.

    Of a person who was erased nothing is kept, and who was merged with them is kept out, too.
    """
    if not links:
        return
    share_people(target.workspace_id)
    keep_source(target.workspace_id, target.source_id)
    keep_out_merged(target, links)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.merge_link")
        cursor.execute(
            "CREATE TEMPORARY TABLE merge_link ON COMMIT DROP AS SELECT k.external_id, k.winner "
            "FROM unnest(%s::text[], %s::text[]) AS k (external_id, winner) "
            f"WHERE k.external_id <> k.winner AND NOT {is_kept_out(target, 'k')} "
            f"AND NOT {suppressed(target, 'k.winner')} AND NOT EXISTS ("
            "SELECT FROM integrations_mergedrecord m "
            f"WHERE {target.of_source('m')} AND m.kind = '{target.stream.model}' "
            "AND m.external_id = k.external_id AND m.winner_external_id = k.winner)",
            [[record for record, _ in links], [winner for _, winner in links]],
        )
    link_records(target.source_id, target.stream.model)
    if is_anybody_restricted():
        mark_merges(target.source_id)
