"""Makes one try: signs, calls, and writes down how it went and when the next one is due."""

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from django.utils import timezone

from accounts.egress import open_client
from accounts.errors import Trouble
from accounts.jobs import Lease
from accounts.limits import has_feature
from accounts.models import DeliveryState, WebhookDelivery, WebhookEndpoint
from accounts.redaction import redact
from accounts.tenancy import require_workspace_id
from accounts.webhooks import addresses
from accounts.webhooks.breaking import note_failure, note_success, wait_of
from accounts.webhooks.secrets import open_address, open_secrets
from accounts.webhooks.signing import headers
from accounts.webhooks.streams import AUDIT, FEATURES

# Between nine tries: three days in all.
_STEPS = (5, 300, 1800, 7200, 5 * 3600, 10 * 3600, 22 * 3600, 32 * 3600)
_LONGEST_WAIT = timedelta(hours=24)
_CONNECT_SECONDS, _READ_SECONDS, _WHOLE_SECONDS = 5.0, 15.0, 20.0
_MOST_BYTES = 2000
_GONE = 410


@dataclass(frozen=True)
class Answer:
    """What the other side said: its status, or None with why there was none."""

    status: int | None
    words: str = ""
    retry_after: int = 0

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def attempt(lease: Lease, delivery_id: UUID) -> timedelta | None:
    """One try, or none while the endpoint is let alone; the time until the next, or None."""
    with lease.batch():
        delivery = _waiting(delivery_id)
        if delivery is None:
            return None
        if (wait := wait_of(delivery.endpoint)) is not None:
            return wait
        address, secrets = open_address(delivery.endpoint), open_secrets(delivery.endpoint)
    answer = call(address, secrets, delivery)
    with lease.batch():
        return _note(delivery_id, answer)


def call(address: str, secrets: list[str], delivery: WebhookDelivery) -> Answer:
    """POST it; redirects are not followed, and of an answer little is read."""
    body = delivery.body.encode()
    signed = headers(f"msg_{delivery.pk.hex}", int(time.time()), body, secrets)
    sent = {**signed, "Content-Type": "application/json"}
    try:
        with (
            open_client(
                addresses.RECIPIENT,
                connect_seconds=_CONNECT_SECONDS,
                read_seconds=_READ_SECONDS,
            ) as client,
            client.stream("POST", address, content=body, headers=sent) as response,
        ):
            after = response.headers.get("Retry-After", "")
            wait = int(after) if after.isdigit() else 0
            return Answer(response.status_code, _beginning(response), wait)
    except Trouble as trouble:
        return Answer(None, str(trouble))
    except httpx.HTTPError as error:
        return Answer(None, type(error).__name__)


def _beginning(response: httpx.Response) -> str:
    until, read = time.monotonic() + _WHOLE_SECONDS, b""
    for chunk in response.iter_bytes():
        read += chunk
        if len(read) >= _MOST_BYTES or time.monotonic() > until:
            break
    return read[:_MOST_BYTES].decode(errors="replace")


def _waiting(delivery_id: UUID) -> WebhookDelivery | None:
    """The message with its endpoint locked; None when nothing of it is to be sent."""
    delivery = WebhookDelivery.objects.filter(pk=delivery_id, state=DeliveryState.WAITING).first()
    if delivery is None:
        return None
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    delivery.endpoint = endpoint
    return None if endpoint.off_at or not may_stream() else delivery


def may_stream() -> bool:
    """Whether the plan of the entered workspace has the stream; without it all waits."""
    return has_feature(require_workspace_id(), FEATURES[AUDIT])


def _note(delivery_id: UUID, answer: Answer) -> timedelta | None:
    delivery = WebhookDelivery.objects.select_for_update().filter(pk=delivery_id).first()
    if delivery is None:
        return None
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    now = timezone.now()
    delivery.attempts += 1
    delivery.tried_at, delivery.status = now, answer.status
    delivery.answer = redact(" ".join(answer.words.split()))[:200].replace("\0", "")
    wait = None if answer.is_taken else _wait(delivery, answer)
    if answer.is_taken:
        _close(delivery, endpoint, now)
    else:
        note_failure(endpoint, now, is_gone=answer.status == _GONE)
        _put_off(delivery, wait, now)
    delivery.save()
    return wait if endpoint.off_at is None else None


def _close(delivery: WebhookDelivery, endpoint: WebhookEndpoint, now: datetime) -> None:
    delivery.state, delivery.delivered_at, delivery.next_at = DeliveryState.DELIVERED, now, None
    if delivery.last_seq is not None:
        # Together with the state: what was taken is never sent by itself again.
        endpoint.cursor = max(endpoint.cursor, delivery.last_seq)
    note_success(endpoint)


def _put_off(delivery: WebhookDelivery, wait: timedelta | None, now: datetime) -> None:
    if wait is None:
        delivery.state, delivery.next_at = DeliveryState.GIVEN_UP, None
    else:
        delivery.next_at = now + wait


def _wait(delivery: WebhookDelivery, answer: Answer) -> timedelta | None:
    """Until the next try; None after the last. The trail has none: it is never skipped."""
    number = delivery.attempts - 1
    if number >= len(_STEPS) and delivery.last_seq is None:
        return None
    step = _STEPS[min(number, len(_STEPS) - 1)] if number < len(_STEPS) else 12 * 3600
    asked = min(timedelta(seconds=answer.retry_after), _LONGEST_WAIT)
    return max(asked, timedelta(seconds=step * random.uniform(0.8, 1.2)))  # noqa: S311
