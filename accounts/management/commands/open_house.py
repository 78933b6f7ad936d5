"""`open_house EMAIL`: makes a login the first owner of Proactivox's own workspace."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import Trouble
from accounts.services.house import open_house


class Command(BaseCommand):
    """Once; that owner invites the others by the page of members."""

    help = "Let a login with a verified address into Proactivox's own workspace, as its owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            member = open_house(email=options["email"])
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(
            f"Log in, and go to /w/{member.workspace.slug}/settings/privacy/requests/"
        )
