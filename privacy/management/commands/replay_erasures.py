"""`replay_erasures`: erases again whom a restored backup brought back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.ledger import LedgerProblem, entries, head
from privacy.ledger.replaying import replay_erasures
from privacy.ledger.state import ledger_trouble


class Command(BaseCommand):
    """After a restore /readyz stays red until this has run; harmless at any time."""

    help = "Apply the entries of the erasure ledger that this database lacks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="open every entry, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._check() if options["check"] else self._replay()
        except LedgerProblem as problem:
            raise CommandError(str(problem)) from problem

    def _replay(self) -> None:
        count = replay_erasures()
        self.stdout.write(f"{count} erasures were applied; the ledger ends at number {head()}.")

    def _check(self) -> None:
        opened = sum(1 for _entry in entries())
        trouble = ledger_trouble()
        if trouble:
            raise CommandError(trouble)
        self.stdout.write(f"The chain holds to number {head()}; {opened} entries open.")
