"""How much write-ahead log the database has written."""

from typing import Any

import psycopg


def wal_bytes(admin: psycopg.Connection[Any]) -> int:
    """Bytes since the cluster was made, those not yet on disk included."""
    asked = admin.execute("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")
    ((found,),) = asked.fetchall()
    return int(found)


def leave_whole_pages_out(admin: psycopg.Connection[Any]) -> None:
    """Log changes alone: whole pages come after a checkpoint, so that luck decides who pays."""
    admin.execute("ALTER SYSTEM SET full_page_writes = off")
    admin.execute("SELECT pg_reload_conf()")
