"""What is forgotten of subscribers, every night."""

from datetime import timedelta

from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Subscriber, SubscriptionEvent

# The map promises both, in enquiries.newsletters.holdings.
LEFT_KEPT = timedelta(days=30)
# Five years and their leap days; the database lets nothing younger go.
PROOF_KEPT = timedelta(days=5 * 365 + 2)


def forget_subscribers() -> int:
    """Who never confirmed, who left a month ago, and proof that nobody can ask for any more."""
    now = timezone.now()
    with inside(HOUSE_ID):
        unconfirmed = Subscriber.objects.filter(confirmed_at=None, proof_until__lt=now)
        left = Subscriber.objects.filter(ended_at__lt=now - LEFT_KEPT)
        # Who left and asks anew waits for their link as everybody does.
        waits = left.filter(proof_until__gte=now).values("pk")
        old = SubscriptionEvent.objects.filter(at__lt=now - PROOF_KEPT)
        rows = (unconfirmed, left.exclude(pk__in=waits), old)
        return sum(found.delete()[0] for found in rows)
