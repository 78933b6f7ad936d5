"""`backup [DIR]`: all that is kept, encrypted, in one file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.errors import Trouble
from privacy.backups.making import make_backup
from privacy.backups.shelf import take_away
from proactivox.embedded import StartupProblem
from proactivox.embedded.cluster import OPS_URL
from proactivox.programs import postgres_programs


class Command(BaseCommand):
    """Run it daily; it also takes away what is past its days."""

    help = "Back up the database and the private files, and delete backups past their days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="BACKUP_DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        url = os.environ.get(OPS_URL)
        if not url:
            raise CommandError(f"{OPS_URL} is not set: PostgreSQL, as the role proactivox_ops.")
        folder = options["folder"] or Path(settings.BACKUP_DIR)
        try:
            made = make_backup(url=url, programs=postgres_programs(), folder=folder)
        except (Trouble, StartupProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{made.path}\n{made.size} bytes, sha256 {made.sha256}")
        for path in take_away(folder):
            self.stdout.write(f"Past its days and deleted: {path.name}")
