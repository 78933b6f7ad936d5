"""The servers that run when no DATABASE_URL or REDIS_URL is given: PostgreSQL and Valkey."""

from proactivox.embedded.cluster import EmbeddedServers
from proactivox.embedded.postgres import BENCH, KEEP, SCRATCH, PostgresServer
from proactivox.embedded.problems import StartupProblem
from proactivox.embedded.valkey import ValkeyServer

__all__ = [
    "BENCH",
    "KEEP",
    "SCRATCH",
    "EmbeddedServers",
    "PostgresServer",
    "StartupProblem",
    "ValkeyServer",
]
