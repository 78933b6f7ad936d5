"""Control plane: planned work on the service, told on every page before it begins."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language

from accounts.tenancy import new_id


class Effect(models.TextChoices):
    """What a window of planned work takes away while it lasts."""

    NONE = "none", "Nothing: pages go on as ever"
    READ_ONLY = "read_only", "Changes: workspaces are read and not changed"
    CLOSED = "closed", "Workspaces and the API: they answer 503, with when to come back"


class Maintenance(models.Model):
    """A window of planned work in both languages; `ended_at` where it was taken back or cut short.

    Pages tell of it from `shown_from` until its end.
    """

    id: "models.UUIDField[UUID, UUID]" = models.UUIDField(
        primary_key=True, default=new_id, editable=False
    )
    shown_from = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    text_en = models.CharField(max_length=300)
    text_da = models.CharField(max_length=300)
    effect = models.CharField(max_length=10, choices=Effect.choices, default=Effect.NONE)
    planned_at = models.DateTimeField(default=timezone.now)
    planned_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(shown_from__lte=F("starts_at")),
                name="maintenance_in_order",
            ),
            models.CheckConstraint(
                condition=Q(effect__in=list(Effect.values)), name="maintenance_effect_known"
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="maintenance_ends")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M}"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_da if (get_language() or "")[:2] == "da" else self.text_en
