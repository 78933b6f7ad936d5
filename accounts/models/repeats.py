"""Requests of programs that are done once however often they are sent."""

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel


class RepeatableCall(WorkspaceModel):
    """A POST with an Idempotency-Key: of what it said there are keyed digests, and its answer.

    The answer is sealed by the API key that called, of which nothing is kept that could open it.
    """

    # Of the Idempotency-Key, and of method, address and body; keyed by the API key, too.
    key_digest = models.BinaryField(max_length=32)
    said_digest = models.BinaryField(max_length=32)
    claimed_at = models.DateTimeField(default=timezone.now)
    # Null while it is being done.
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key_digest"], name="repeatable_call_once")
        ]
        indexes = [models.Index(fields=["workspace", "claimed_at"], name="repeatable_call_old")]

    def __str__(self) -> str:
        return f"Repeatable call ({self.status or 'in flight'})"
