"""How much write-ahead log the database has written."""

from typing import Any

import psycopg


def wal_bytes(admin: psycopg.Connection[Any]) -> int:
    """Bytes since the cluster was made, those not yet on disk included."""
    asked = admin.execute("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")
    ((found,),) = asked.fetchall()
    return int(found)
