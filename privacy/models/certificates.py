"""The pairs of keys by which the house signs what it certifies."""

from django.db import models
from django.utils import timezone

from accounts.tenancy import new_id


class SigningKey(models.Model):
    """One Ed25519 pair: the public half in the clear, the other sealed under the house's key.

    The same for every workspace: it holds nothing of a customer. Keys are kept for ever, so that
    every certificate can be verified.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    public_key = models.BinaryField(max_length=32)
    private_key = models.BinaryField()

    class Meta:
        get_latest_by = ("created_at", "id")

    def __str__(self) -> str:
        return f"Signing key {self.id}"
