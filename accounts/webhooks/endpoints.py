"""What members do with endpoints: add, test, give a new secret, switch off and on, remove."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import head, record
from accounts.errors import Refused
from accounts.limits import require_feature
from accounts.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from accounts.security import tell_owners
from accounts.tenancy import inside, require_workspace_id
from accounts.webhooks.addresses import checked_host
from accounts.webhooks.secrets import open_secrets, seal
from accounts.webhooks.signing import new_secret
from accounts.webhooks.streaming import ring_endpoint
from accounts.webhooks.streams import FEATURES, STREAMS, TEST
from accounts.webhooks.telling import ask_delivery, tell

MOST_ENDPOINTS = 10
# Both secrets sign for so long, so that a receiver can change without losing a message.
OVERLAP = timedelta(days=1)


@dataclass(frozen=True)
class MadeSecret:
    """An endpoint with its new secret, which is shown once."""

    endpoint: WebhookEndpoint
    secret: str = field(repr=False)


def add_endpoint(*, address: str, streams: Iterable[str]) -> MadeSecret:
    """An endpoint that is told from now on; raises Refused."""
    host, wanted = checked_host(address), sorted(set(streams))
    if not wanted or not set(wanted) <= STREAMS.keys():
        raise Refused(_("Choose what is sent."), code="webhook_streams")
    for stream in wanted:
        require_feature(require_workspace_id(), FEATURES[stream])
    with inside(require_workspace_id()):
        if WebhookEndpoint.objects.count() >= MOST_ENDPOINTS:
            raise Refused(
                _("There are %(count)d addresses already. Remove one first.")
                % {"count": MOST_ENDPOINTS},
                code="webhook_limit",
            )
        endpoint = WebhookEndpoint(host=host, streams=wanted, cursor=head().seq)
        endpoint.workspace_id = require_workspace_id()
        secret = new_secret()
        seal(endpoint, "address", address)
        seal(endpoint, "secret", secret)
        endpoint.save(force_insert=True)
        tell_owners("webhook_added", workspace=endpoint.workspace, detail=host)
        record("webhook.added", endpoint, host=host, streams=wanted)
    return MadeSecret(endpoint, secret)


def rotate_secret(*, endpoint_id: UUID) -> MadeSecret:
    """A new secret; the one before it signs beside it for a day."""
    with inside(require_workspace_id()):
        endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint_id)
        before, secret = open_secrets(endpoint)[0], new_secret()
        seal(endpoint, "old_secret", before)
        seal(endpoint, "secret", secret)
        endpoint.old_secret_until = timezone.now() + OVERLAP
        endpoint.save(update_fields=["secret", "old_secret", "old_secret_until"])
        record("webhook.secret_rotated", endpoint)
    return MadeSecret(endpoint, secret)


def switch(*, endpoint_id: UUID, on: bool) -> WebhookEndpoint:
    """Off: nothing is sent, what waits stays. On: it goes on from there, however it ended."""
    with inside(require_workspace_id()):
        endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint_id)
        if on is (endpoint.off_at is None):
            return endpoint
        endpoint.off_at = None if on else timezone.now()
        endpoint.off_why = "" if on else "member"
        endpoint.failures, endpoint.failing_since, endpoint.paused_until = 0, None, None
        endpoint.save()
        if on:
            ring_endpoint(endpoint)
        record("webhook.switched_on" if on else "webhook.switched_off", endpoint)
    return endpoint


def remove_endpoint(*, endpoint_id: UUID) -> WebhookEndpoint:
    """Forget the address, its secrets and what was sent there."""
    with inside(require_workspace_id()):
        endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint_id)
        WebhookDelivery.objects.filter(endpoint=endpoint).delete()
        WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()
        record("webhook.removed", endpoint, host=endpoint.host)
    return endpoint


def send_test(*, endpoint_id: UUID) -> WebhookDelivery:
    """A message that says nothing but that it is a test."""
    with inside(require_workspace_id()):
        endpoint = WebhookEndpoint.objects.get(pk=endpoint_id)
        delivery = tell(endpoint, TEST, {"workspace": str(require_workspace_id())})
        record("webhook.tested", endpoint)
    return delivery


def send_again(*, endpoint_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """The same message under the same id, with all its tries; one that waits is not touched."""
    with inside(require_workspace_id()):
        delivery = WebhookDelivery.objects.select_for_update().get(
            pk=delivery_id, endpoint_id=endpoint_id
        )
        if delivery.state == DeliveryState.WAITING:
            return delivery
        delivery.state, delivery.attempts, delivery.next_at = DeliveryState.WAITING, 0, None
        delivery.delivered_at = None
        delivery.save()
        ask_delivery(delivery)
        record("webhook.sent_again", delivery)
    return delivery
