"""`verify_audit`: walks the hash chain of one workspace or all, and names each damaged place."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.anchors import heads_of
from accounts.anchors.checking import anchor_damages
from accounts.audit import damages
from accounts.models import Workspace
from accounts.tenancy import inside

_WORDS = {
    "gap": "events are missing before it",
    "link": "it does not follow from the event before it",
    "hash": "its content was changed",
    "cut": "a signed head names it, and it is gone",
    "rewritten": "it is not the one that a signed head names",
    "forged": "a line of the signed heads is not one of ours",
    "late": "no head was signed within the last two days",
    "tail": "the end of the trail was cut off or rewritten",
}


class Command(BaseCommand):
    """Exits with 1 when anything is damaged."""

    help = "Verify the audit trail's hash chain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", metavar="SLUG", help="only this workspace")
        parser.add_argument(
            "--anchors", action="store_true", help="against the signed heads of ANCHOR_DIR, too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anchors"] and not settings.ANCHOR_KEY:
            raise CommandError("ANCHOR_KEY is empty, so no head is signed.")
        rows = Workspace.objects.order_by("slug")
        if options["workspace"]:
            rows = rows.filter(slug=options["workspace"])
        found = 0
        for workspace in rows:
            with inside(workspace):
                places = damages()
                places += anchor_damages() if options["anchors"] else []
            found += len(places)
            for place in places:
                why = _WORDS.get(place.why, place.why)
                self.stderr.write(f"{workspace.slug}: event {place.seq}: {why}")
        if not rows:
            raise CommandError(f"There is no workspace {options['workspace']!r}.")
        if found:
            raise SystemExit(1)
        heads = sum(len(list(heads_of(one.pk))) for one in rows) if options["anchors"] else 0
        beside = f", and so do {heads} signed heads" if options["anchors"] else ""
        self.stdout.write(f"{len(rows)} audit trails hold{beside}.")
