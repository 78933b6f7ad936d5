"""`records`: keeps today's records of processing as a version, and says what is kept."""

from typing import Any

from django.core.management.base import BaseCommand

from privacy.models import RecordVersion
from privacy.services import keep_records


class Command(BaseCommand):
    """The same as every night and after every migration; harmless at any time."""

    help = "Keep the records of processing if they changed, and list the versions."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("A new version was kept." if keep_records() else "Nothing changed.")
        for version in RecordVersion.objects.order_by("kept_at", "id"):
            self.stdout.write(str(version))
