"""What reports follow: mails that were delivered."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from analytics.models import ReportCopy


def note_delivered(*, mail_id: UUID, **kwargs: Any) -> None:
    """The server has taken the mail of a copy; accounts.signals.mail_delivered tells it."""
    ReportCopy.objects.filter(mail_id=mail_id).update(delivered_at=timezone.now())
