"""For how long people's records are kept: read by every load, so that nobody comes back."""

from django.db import models

from accounts.tenancy import WorkspaceModel


class PeopleLimit(WorkspaceModel):
    """One limit of a workspace; without a row there is none.

    `kind` is leads or contacts, counted in days since the source last changed the record, or
    deleted, counted since the source deleted it.
    """

    LEADS, CONTACTS, DELETED = "leads", "contacts", "deleted"

    kind = models.CharField(max_length=10)
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind"], name="people_limit_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["leads", "contacts", "deleted"]),
                name="people_limit_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days} days"
