"""`connectors`: each connector with its streams, and the rows that a sync of it loaded."""

import subprocess
import sys
import time
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import User
from accounts.tenancy import across_workspaces
from integrations.models import Source
from integrations.selectors import Card, StreamLine, cards, stream_lines
from proactivox.demo.loading import load_connector
from proactivox.launch.places import ROOT
from proactivox.launch.throwaway import throwaway_environment

_LEADS = 300


class Command(BaseCommand):
    """Without a flag: what the sources of this installation hold, counted over all workspaces.

    With --sync: one source of each connector is connected to a sandbox and synced into an empty
    database, both of which end with the command; this installation is not touched.
    """

    help = "List connectors, their streams, and the rows they loaded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sync", action="store_true", help="sync each from a sandbox first")
        parser.add_argument("--only", action="append", default=[], help="one connector's key")
        # What --sync starts on the servers that it has made.
        parser.add_argument("--here", action="store_true", help="(used by --sync itself)")

    def handle(self, *args: Any, sync: bool, here: bool, only: list[str], **options: Any) -> None:
        chosen = [card for card in cards() if not only or card.key in only]
        if sync:
            self._sync(only)
            return
        if here:
            self._load(chosen)
            return
        counts = _counts_of_all()
        for card in chosen:
            self._say(card, counts.get(card.key, Counter()), "")

    def _sync(self, only: list[str]) -> None:
        """Pass on each connector's lines as they come; what is going on goes to stderr."""
        words = [word for key in only for word in ("--only", key)]
        self._tell("Making servers, a database and a sandbox ...")
        with throwaway_environment(leads=_LEADS) as env:
            command = [sys.executable, "-u", "manage.py", "connectors", "--here", *words]
            with subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
            ) as here:
                assert here.stdout is not None  # noqa: S101
                for line in here.stdout:
                    self.stdout.write(line, ending="")
                    self.stdout.flush()
            if here.returncode:
                sys.exit(here.returncode)

    def _tell(self, text: str) -> None:
        self.stderr.write(text, style_func=str)

    def _load(self, chosen: list[Card]) -> None:
        user = User.objects.create_user(email="alice@acme.example", name="Alice")
        is_bad = False
        for card in chosen:
            self._tell(f"{card.label}: connecting and reading all it has ...")
            begin = time.monotonic()
            found = load_connector(card.key, user)
            self._tell(f"{card.label}: {time.monotonic() - begin:.0f} s")
            is_bad = is_bad or bool(found.trouble)
            self._say(card, _counts(found.lines), found.trouble)
        if is_bad:
            sys.exit(1)

    def _say(self, card: Card, counts: Counter[str], trouble: str) -> None:
        self.stdout.write(f"{card.label} ({card.key}, {card.family})")
        names = [*dict.fromkeys([*card.streams, *counts])]
        for name in names:
            self.stdout.write(f"  {name:<28}{counts.get(name, 0):>10}")
        if trouble:
            self.stdout.write(f"  {trouble}")


def _counts(lines: tuple[StreamLine, ...]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in lines:
        counts[line.stream] += line.rows
    return counts


def _counts_of_all() -> dict[str, Counter[str]]:
    """connector -> stream -> rows, one workspace after another."""
    found: dict[str, Counter[str]] = {}
    for _workspace in across_workspaces():
        for source in Source.objects.all():
            found.setdefault(source.connector, Counter()).update(_counts(stream_lines(source.pk)))
    return found
