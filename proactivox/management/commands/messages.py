"""`messages [--check]`: keeps the Danish in step with the code, or says what is missing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from proactivox.messages import faults, gather, write


class Command(BaseCommand):
    """Without gettext's own programs, so that it runs wherever the product does."""

    help = "Collects texts for people into each app's Danish catalogue; --check only looks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 when Danish is missing"
        )

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        found = gather(settings.BASE_DIR)
        if not check:
            for messages in found:
                word = "written" if write(messages) else "unchanged"
                self.stdout.write(f"{messages.app}: {len(messages.texts)} texts, {word}")
        bad = [fault for messages in found for fault in faults(messages)]
        for fault in bad:
            self.stderr.write(f"{fault.app}: {fault.text!r} {fault.why}")
        if bad and check:
            raise CommandError(
                f"{len(bad)} texts lack good Danish; ./run manage messages lists them."
            )
