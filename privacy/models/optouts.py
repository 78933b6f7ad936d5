"""Addresses that get no marketing from Proactivox, as keyed hashes."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceModel


class OptOutGround(models.TextChoices):
    """Why an address gets no marketing."""

    OBJECTION = "objection", _("An objection (Art. 21)")
    LEFT = "left", _("The person left the news")


class MailOptOut(WorkspaceModel):
    """That an address gets no marketing, until its owner agrees anew after `noted_at`.

    Nobody can read the address out of it, and an erasure leaves it: else whoever objected would
    be written to again. `request_id` is the request by which it was said, if it was.
    """

    address_hash = models.BinaryField(max_length=16)
    ground = models.CharField(max_length=20, choices=OptOutGround.choices)
    noted_at = models.DateTimeField(default=timezone.now)
    request_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "address_hash"], name="mail_opt_out_once"),
        ]

    def __str__(self) -> str:
        return f"Opt-out {self.id}"
