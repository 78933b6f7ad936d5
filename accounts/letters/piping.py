"""The command by which a mail server's pipe gives us one message on stdin."""

import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import Refused
from accounts.letters.receiving import MOST_BYTES, Taken

log = logging.getLogger(__name__)
# What mail servers understand (sysexits.h): tell the sender, or try again later.
_EXIT = {"not_a_mail": 65, "no_sender": 65, "too_large": 65, "no_recipient": 67, "not_set_up": 78}
_TRY_AGAIN = 75


class PipeCommand(BaseCommand):
    """Says what became of the message; a failure of ours makes the server try again.

    A subclass says in `take` which service the mailbox has.
    """

    @staticmethod
    def take(raw: bytes, *, recipient: str) -> Taken:
        """Take one message; raises Refused."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--recipient", default="", help="whom it was sent to, instead of what its headers say"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            taken = self.take(raw, recipient=options["recipient"])
        except Refused as refused:
            raise CommandError(str(refused), returncode=_EXIT.get(refused.code, 65)) from refused
        except Exception as error:
            # Whatever is wrong here, the message must not be lost.
            log.exception("A message was not taken")
            raise CommandError("Try again later.", returncode=_TRY_AGAIN) from error
        self.stdout.write(taken.fate.value)
