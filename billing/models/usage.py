"""What a workspace had and used on a day: for its usage page, its forecast and the meters."""

from django.db import models

from accounts.tenancy import WorkspaceModel


class UsedDay(WorkspaceModel):
    """One day, UTC: rows as they were counted in the night, API calls of the whole day."""

    on = models.DateField()
    rows = models.BigIntegerField(default=0)
    api_calls = models.BigIntegerField(default=0)
    # When Stripe's meters had been told of it.
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "on"], name="used_day_once")]

    def __str__(self) -> str:
        return str(self.on)
