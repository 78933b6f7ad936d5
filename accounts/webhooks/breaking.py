"""Lets an endpoint alone that keeps failing, and switches it off after five days of it."""

import random
from datetime import datetime, timedelta

from django.utils import timezone, translation

from accounts.audit import record
from accounts.models import Membership, Role, WebhookEndpoint
from accounts.notify import compose_mail, queue_mail

OFF_AFTER = timedelta(days=5)
# So many failures in a row open the circuit; then one try goes through at a time.
_OPENS_AT = 5
_PROBE = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)


def wait_of(endpoint: WebhookEndpoint) -> timedelta | None:
    """How long the circuit stays open; None when a try may go out.

    The one that may go out while it failed before keeps the others waiting until it is back.
    """
    now = timezone.now()
    if endpoint.paused_until is not None and endpoint.paused_until > now:
        return endpoint.paused_until - now
    if endpoint.failures >= _OPENS_AT:
        endpoint.paused_until = now + _PROBE
        endpoint.save(update_fields=["paused_until"])
    return None


def note_success(endpoint: WebhookEndpoint) -> None:
    """It answers: the circuit is closed."""
    endpoint.failures, endpoint.failing_since, endpoint.paused_until = 0, None, None
    endpoint.save()


def note_failure(endpoint: WebhookEndpoint, now: datetime, *, is_gone: bool) -> None:
    """It does not answer, or says that it is gone for good."""
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    if endpoint.failures >= _OPENS_AT:
        pause = _PROBE * 2 ** min(endpoint.failures - _OPENS_AT, 10)
        endpoint.paused_until = now + min(pause, _LONGEST) * random.uniform(0.8, 1.2)  # noqa: S311
    is_over = is_gone or now - endpoint.failing_since >= OFF_AFTER
    if is_over and endpoint.off_at is None:
        endpoint.off_at, endpoint.off_why = now, "failing"
        _tell_owners(endpoint)
        record("webhook.switched_off", endpoint, reason="failing")
    endpoint.save()


def _tell_owners(endpoint: WebhookEndpoint) -> None:
    owners = Membership.objects.filter(workspace_id=endpoint.workspace_id, role=Role.OWNER)
    for owner in owners.select_related("user", "workspace"):
        values = {"endpoint": endpoint, "workspace": owner.workspace}
        with translation.override(owner.user.language):
            mail = compose_mail("emails/webhook_off", to=owner.user.email, values=values)
        queue_mail(mail)
