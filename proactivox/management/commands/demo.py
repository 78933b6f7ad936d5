"""`demo`: makes the demo workspace by the ordinary path, with progress in the terminal."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from proactivox.demo.story import Person, Setting
from proactivox.demo.tell import tell
from proactivox.demo.visitor import Lost
from proactivox.embedded.problems import os_words
from proactivox.launch.private_files import write_private


class Command(BaseCommand):
    """Resumes where an earlier try stopped; does nothing when the demo is complete."""

    help = "Make the demo workspace: sign-up, consent page, sync, import."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", default=str(settings.BASE_DIR / "var"))

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        if not settings.SANDBOX_BROWSER_ORIGIN:
            raise CommandError(
                "The demo needs the sandbox, which a production start does not have."
            )
        if (Path(folder) / "demo.json").exists():
            return
        try:
            self._make(Path(folder))
        except Lost as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(os_words(error)) from error

    def _make(self, folder: Path) -> None:
        partial = folder / "demo.partial.json"
        entry = _entry(partial)
        tell(_setting(folder), _person(entry), self.stdout.write)
        _write(folder / "demo.json", entry)
        partial.unlink()


def _entry(partial: Path) -> dict[str, str]:
    """Address, e-mail and a random password; the same again after an interruption."""
    if not partial.exists():
        _write(
            partial,
            {
                "address": settings.PUBLIC_URL,
                "email": "alice@acme.example",
                "password": secrets.token_urlsafe(15),
            },
        )
    entry: dict[str, str] = json.loads(partial.read_text())
    return {**entry, "address": settings.PUBLIC_URL}


def _person(entry: dict[str, str]) -> Person:
    return Person("Alice", entry["email"], entry["password"], "Acme")


def _setting(folder: Path) -> Setting:
    return Setting(
        address=settings.PUBLIC_URL,
        sandbox=settings.SANDBOX_ORIGINS[0],
        mailbox=settings.SANDBOX_BROWSER_ORIGIN,
        ca=settings.SANDBOX_CA,
        folder=folder,
    )


def _write(path: Path, content: dict[str, str]) -> None:
    write_private(path, json.dumps(content, indent=2) + "\n")
