"""`./run manage verify_certificate FILE`: whether a certificate is ours and unchanged."""

from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy.certificates import verify


class Command(BaseCommand):
    help = "Says whether a certificate (JSON) is ours and unchanged; ends with 1 where it is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the certificate, as it was downloaded")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            document = orjson.loads(path.read_bytes())
        except (OSError, orjson.JSONDecodeError) as error:
            raise CommandError(f"{path} cannot be read as a certificate: {error}") from error
        verdict = verify(document)
        if not verdict.is_unchanged:
            raise CommandError(f"{path} was changed, or never signed: its signature does not fit.")
        if not verdict.is_ours:
            raise CommandError(f"{path} is unchanged, but this installation never had its key.")
        self.stdout.write(f"{path} is genuine: signed by key {document['key']}, unchanged since.")
