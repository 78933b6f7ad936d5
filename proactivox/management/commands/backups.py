"""`backups`: which backups are there, and until when."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from privacy.backups.shelf import backups, take_away


class Command(BaseCommand):
    """Reads what each says of itself; opens none."""

    help = "List the backups, or delete those that are past their days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="BACKUP_DIR")
        parser.add_argument("--prune", action="store_true", help="delete those past their days")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or Path(settings.BACKUP_DIR)
        if options["prune"]:
            for path in take_away(folder):
                self.stdout.write(f"Past its days and deleted: {path.name}")
        for backup in backups(folder):
            self.stdout.write(f"{backup.path.name}  {backup.size} bytes  {_words(backup)}")


def _words(backup: Any) -> str:
    head = backup.head
    if head is None:
        return str(backup.why_not)
    until = head.made_at + timedelta(days=settings.BACKUP_DAYS)
    known = "" if head.key_id in settings.DATA_KEYS else " (NOT IN DATA_KEYS)"
    return (
        f"made {head.made_at:%Y-%m-%d %H:%M} UTC, until {until:%Y-%m-%d}, "
        f"key {head.key_id}{known}, PostgreSQL {head.postgres}, "
        f"erasures applied to {head.applied} of {head.ledger_head}"
    )
