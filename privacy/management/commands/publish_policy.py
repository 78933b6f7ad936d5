"""`publish_policy [--check]`: publishes texts that say something new, or tells what is behind."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.models import PolicyKind, PolicyVersion
from privacy.policies.publishing import is_current, publish_all


class Command(BaseCommand):
    """The same as after every migration and every night; harmless at any time."""

    help = "Publish the texts about privacy that changed, and list all versions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="publish nothing; exit 1 when a text is behind"
        )

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        if check:
            behind = [kind for kind in PolicyKind.values if not is_current(kind)]
            if behind:
                raise CommandError(f"Behind the register: {', '.join(behind)}.")
            self.stdout.write("What is published agrees with the register.")
            return
        done = publish_all()
        self.stdout.write(f"Published: {', '.join(done)}." if done else "Nothing changed.")
        for row in PolicyVersion.objects.order_by("kind", "number", "locale"):
            self.stdout.write(f"{row} effective {row.effective_on}")
