"""`verify_audit`: walks the hash chain of one workspace or all, and names each damaged place."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.audit import damages
from accounts.models import Workspace
from accounts.tenancy import inside

_WORDS = {
    "gap": "events are missing before it",
    "link": "it does not follow from the event before it",
    "hash": "its content was changed",
    "tail": "the end of the trail was cut off or rewritten",
}


class Command(BaseCommand):
    """Exits with 1 when anything is damaged."""

    help = "Verify the audit trail's hash chain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", metavar="SLUG", help="only this workspace")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Workspace.objects.order_by("slug")
        if options["workspace"]:
            rows = rows.filter(slug=options["workspace"])
        found = 0
        for workspace in rows:
            with inside(workspace):
                places = damages()
            found += len(places)
            for place in places:
                why = _WORDS.get(place.why, place.why)
                self.stderr.write(f"{workspace.slug}: event {place.seq}: {why}")
        if not rows:
            raise CommandError(f"There is no workspace {options['workspace']!r}.")
        if found:
            raise SystemExit(1)
        self.stdout.write(f"{len(rows)} audit trails hold.")
