"""A question of the explorer that somebody kept under a name."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel

LONGEST_NAME = 120
LONGEST_QUESTION = 6_000


class SavedReport(WorkspaceModel):
    """A named question; of the workspace where it is shared, else of who made it alone.

    `question` is the explorer's query, in the words of `version`. A deleted one can be had back
    until the nightly sweep forgets it.
    """

    name = models.CharField(max_length=LONGEST_NAME)
    question = models.CharField(max_length=LONGEST_QUESTION)
    version = models.PositiveSmallIntegerField(default=1)
    is_shared = models.BooleanField(default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
