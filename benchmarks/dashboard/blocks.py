"""Counts the blocks that the web's requests read, by the server's own statistics."""

from collections.abc import Callable

import psycopg

_ROLE = "proactivox_app"
_REQUESTS = 20
_BLOCKS = """
SELECT coalesce(sum(shared_blks_hit + shared_blks_read + local_blks_hit + local_blks_read
    + temp_blks_read), 0)::bigint
FROM pg_stat_statements(false) s JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname = %s
"""


def count_blocks(admin: psycopg.Connection, ask: Callable[[], object]) -> float:
    """Blocks of 8 kB, from memory or disk, that one request reads; the mean of twenty."""
    admin.execute("SELECT pg_stat_statements_reset()")
    for _ in range(_REQUESTS):
        ask()
    (blocks,) = admin.execute(_BLOCKS, [_ROLE]).fetchone() or (0,)
    return float(blocks) / _REQUESTS
