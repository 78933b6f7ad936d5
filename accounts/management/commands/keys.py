"""`keys status|rotate-kek|rotate-dek|verify`: the keys that seal what customers trust us with."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Min

from accounts.crypto.rotation import failures, rewrap_keys, rotate_data_key
from accounts.models import Workspace, WorkspaceKey


class Command(BaseCommand):
    """One subcommand each; none prints a key."""

    help = "Shows, rotates and verifies the keys that seal stored secrets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("status", help="count keys by purpose, state and wrapping key")
        actions.add_parser("rotate-kek", help="wrap all data keys by the primary key of the ring")
        rotate = actions.add_parser("rotate-dek", help="a new data key for one workspace")
        rotate.add_argument("--workspace", required=True, metavar="SLUG")
        verify = actions.add_parser("verify", help="open samples; exit 1 when one fails")
        verify.add_argument("--sample", type=int, default=100, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["action"].replace("-", "_"))(**options)

    def status(self, **options: Any) -> None:
        """Workspaces, purposes, states and the keys of the ring that wrap them, with ages."""
        rows = (
            WorkspaceKey.objects.values("kek_id", "purpose", "state")
            .annotate(keys=Count("id"), oldest=Min("created_at"))
            .order_by("kek_id", "purpose", "state")
        )
        for row in rows:
            known = "" if row["kek_id"] in settings.DATA_KEYS else "  NOT IN DATA_KEYS"
            self.stdout.write(
                f"{row['kek_id']:<16} {row['purpose']:<12} {row['state']:<9} "
                f"{row['keys']:>6}  oldest {row['oldest']:%Y-%m-%d}{known}"
            )
        self.stdout.write(f"New keys are wrapped by {settings.DATA_KEY_PRIMARY}.")

    def rotate_kek(self, **options: Any) -> None:
        """Wrap what another key of the ring wraps by the primary one."""
        count = rewrap_keys()
        self.stdout.write(f"{count} data keys are now wrapped by {settings.DATA_KEY_PRIMARY}.")

    def rotate_dek(self, **options: Any) -> None:
        """Seal all values of one workspace by a new key."""
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']!r}.")
        done = rotate_data_key(workspace.pk)
        self.stdout.write(f"{done.resealed} values were sealed anew.")
        if done.is_finished:
            self.stdout.write(f"{done.retired} old keys are retired.")
        else:
            self.stdout.write(
                "Running processes may use the old key for some minutes more; run this again "
                f"after {done.finish_after:%H:%M:%S} UTC to retire it."
            )

    def verify(self, **options: Any) -> None:
        """Open every key and samples of every sealed column."""
        bad = list(failures(sample=options["sample"]))
        for failure in bad:
            self.stderr.write(f"{failure.where}: {failure.why}")
        if bad:
            raise CommandError(f"{len(bad)} keys or values do not open.")
        self.stdout.write("Every key and every sampled value opens.")
