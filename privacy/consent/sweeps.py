"""What consent forgets at night: usage, standings of browsers and proof that had their time."""

from datetime import timedelta

from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.consent.choices import KEPT
from privacy.models import ConsentEvent, ConsentStanding, UsageDay

# Statement 17: 25 months at most, and never a day more in any of them.
USAGE_KEPT = timedelta(days=25 * 30)
# A rule of the database as well, in the migration that made the table.
PROOF_KEPT = timedelta(days=5 * 365 + 2)
_BATCH = 5000


def forget_usage() -> int:
    """Delete days of usage after 25 months, and standings of browsers after six; how many rows."""
    now = timezone.now()
    with inside(HOUSE_ID):
        days: int = UsageDay.objects.filter(day__lt=(now - USAGE_KEPT).date()).delete()[0]
        old = ConsentStanding.objects.filter(user_id=None, chosen_at__lt=now - KEPT)
        return days + old.delete()[0]


def forget_proof() -> int:
    """Delete answers five years after they were given, a bounded step a night; how many."""
    with inside(HOUSE_ID):
        old = ConsentEvent.objects.filter(at__lt=timezone.now() - PROOF_KEPT).order_by("at")
        first = list(old.values_list("pk", flat=True)[:_BATCH])
        return ConsentEvent.objects.filter(pk__in=first).delete()[0]
