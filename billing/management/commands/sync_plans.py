"""`./run manage sync_plans`: carries the plans to Stripe; again and again is the same."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import Trouble
from billing.gateway.catalogue import sync_catalogue


class Command(BaseCommand):
    help = "Make or change products, prices and meters at Stripe as the catalogue has them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            steps = sync_catalogue(is_dry=options["dry_run"])
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble
        for step in steps:
            self.stdout.write(f"would {step}" if options["dry_run"] else str(step))
        if not steps:
            self.stdout.write("Stripe has all of the catalogue.")
