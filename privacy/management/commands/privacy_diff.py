"""`privacy_diff`: what this code changes in the map of personal data, and a screening of it."""

import subprocess
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from privacy.screening.diffing import changes
from privacy.screening.keeping import FOLDER, kept_map, read_map, write
from privacy.screening.snapshot import take


class Command(BaseCommand):
    """Ends with 1 while something is not screened; compared with --base it only tells."""

    help = "Show what changed in the map of personal data since it was screened, or screen it."
    # What it is about is what the checks complain of.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", help="a revision of git to compare with", default="")
        parser.add_argument("--screen", action="store_true", help="write the next screening")
        parser.add_argument("--reason", default="", help="why the map changed, for --screen")

    def handle(self, *args: Any, **options: Any) -> None:
        text = _of_revision(options["base"]) if options["base"] else kept_map()
        found = changes(read_map(text), take())
        for change in found:
            self.stdout.write(str(change))
        if options["base"]:
            return
        if not found:
            self.stdout.write("The map is as it was screened.")
        elif options["screen"]:
            path = write(take(), found, options["reason"], timezone.localdate())
            self.stdout.write(f"Wrote {path.relative_to(FOLDER.parents[1])}: answer what is open.")
        else:
            raise CommandError("This is not screened. --screen writes the questions.")


def _of_revision(revision: str) -> str:
    name = f"{revision}:privacy/screenings/map.json"
    shown = subprocess.run(
        ["git", "show", name], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    if shown.returncode:
        raise CommandError(shown.stderr.strip())
    return shown.stdout
