"""./run manage rollups --verify | --rebuild: compare rollups with rows, or make them anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.tenancy import across_workspaces
from analytics.rollups import find_differences, rebuild


class Command(BaseCommand):
    help = "Verify the rollups of every workspace against its rows, or rebuild them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--verify", action="store_true", help="say what differs; exit 1 if any")
        what.add_argument("--rebuild", action="store_true", help="count everything anew")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for workspace_id in across_workspaces():
            if options["rebuild"]:
                rebuild()
                self.stdout.write(f"{workspace_id}: rebuilt")
                continue
            for difference in find_differences():
                wrong += difference.rows
                self.stdout.write(f"{workspace_id}: {difference.table}, {difference.rows} rows")
        if wrong:
            raise CommandError(f"{wrong} rows differ; --rebuild mends them.")
