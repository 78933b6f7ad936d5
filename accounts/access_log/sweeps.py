"""What the access log forgets at night."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import AccessLine
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside

# The manifest of personal data promises it, in accounts.classifications.
KEPT = timedelta(days=90)


def forget_access() -> int:
    """Delete lines after 90 days; how many."""
    with inside(HOUSE_ID):
        return AccessLine.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
