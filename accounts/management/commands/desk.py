"""`desk EMAIL --staff | --partner | --out`: who belongs to Proactivox's own desk."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import ConfidantKind
from accounts.services.support import admit_confidant, dismiss_confidant, login_of


class Command(BaseCommand):
    """Only who runs the servers admits anybody; the promise is given by the person, at the desk."""

    help = "Admit a login to the desk as staff or as a partner, or show it out at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        kind = parser.add_mutually_exclusive_group(required=True)
        kind.add_argument("--staff", action="store_const", dest="kind", const="staff")
        kind.add_argument("--partner", action="store_const", dest="kind", const="partner")
        kind.add_argument("--out", action="store_const", dest="kind", const="out")

    def handle(self, *args: Any, **options: Any) -> None:
        user = login_of(options["email"])
        if user is None:
            raise CommandError("There is no such login.")
        if options["kind"] == "out":
            dismiss_confidant(user=user)
            self.stdout.write("Shown out; every look of theirs is over.")
            return
        admit_confidant(user=user, kind=ConfidantKind(options["kind"]))
        self.stdout.write("Log in with a second step, and go to /desk/access/")
