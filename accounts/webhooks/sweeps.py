"""What webhooks forget at night: messages that were sent, and secrets that no longer sign."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from accounts.tenancy import in_each_workspace

# The manifest of personal data promises it, in accounts.classifications.
KEPT = timedelta(days=30)


def forget_deliveries() -> int:
    """Delete messages 30 days after they were made, and old secrets after their overlap."""
    return in_each_workspace(_forget)


def _forget() -> int:
    now = timezone.now()
    WebhookEndpoint.objects.filter(old_secret_until__lt=now).update(
        old_secret=None, old_secret_until=None
    )
    old = WebhookDelivery.objects.filter(created_at__lt=now - KEPT)
    # What waits behind an endpoint that is off is made anew from the cursor when it is on again.
    return old.exclude(state=DeliveryState.WAITING, endpoint__off_at=None).delete()[0]
