"""Control plane: what is switched on, off, or on for some; the code knows the names."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Switch(models.Model):
    """A switch that somebody has moved; one that nobody moved stands as the code says.

    With `share` below 100 it is on for that many of a hundred workspaces, always the same ones,
    and for those of `workspace_ids` in any case.
    """

    name = models.CharField(primary_key=True, max_length=60)
    is_on = models.BooleanField()
    share = models.PositiveSmallIntegerField(default=100)
    workspace_ids: "ArrayField[list[UUID], list[UUID]]" = ArrayField(
        models.UUIDField(), default=list
    )
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__lte=100), name="switch_share_of_a_hundred"
            )
        ]

    def __str__(self) -> str:
        return self.name
