"""`restore FILE`: a backup into this installation's database and private files."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from psycopg.conninfo import make_conninfo

from accounts.errors import Trouble
from privacy.backups.restoring import restore_backup, verify_backup
from privacy.ledger.state import ledger_trouble, seconds_until_known
from proactivox.embedded import StartupProblem
from proactivox.programs import postgres_programs


class Command(BaseCommand):
    """Nothing is changed before the file was read to its end."""

    help = "Restore a backup; afterwards /readyz is red until replay_erasures has run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="replace what is there")
        parser.add_argument("--check", action="store_true", help="read the file, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                head = verify_backup(options["file"])
                self.stdout.write(f"It is whole, made {head.made_at:%Y-%m-%d %H:%M} UTC.")
                return
            self._restore(options["file"], replace=options["replace"])
        except (Trouble, StartupProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem

    def _restore(self, path: Path, *, replace: bool) -> None:
        url = _owner_url()
        connections.close_all()
        programs = postgres_programs()
        head = restore_backup(path=path, url=url, programs=programs, replace=replace)
        self.stdout.write(f"Restored what was kept on {head.made_at:%Y-%m-%d %H:%M} UTC.")
        self.stdout.write("Now: ./run manage migrate --database owner")
        if wait := seconds_until_known():
            self.stdout.write("Somebody was erased just now: waiting until it counts ...")
            time.sleep(wait)
        trouble = ledger_trouble()
        self.stdout.write(f"Then: {trouble}" if trouble else "No erasure is to be replayed.")


def _owner_url() -> str:
    parameters = connections["owner"].get_connection_params()
    wanted = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert")
    return make_conninfo(**{name: parameters[name] for name in wanted if parameters.get(name)})
