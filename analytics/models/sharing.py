"""A page of numbers that whoever has its address may see, without a login and for a while."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceModel
from analytics.models.reports import LONGEST_NAME, LONGEST_QUESTION


class SharedKind(models.TextChoices):
    """What a link shows."""

    REPORT = "report", _("Saved report")
    DASHBOARD = "dashboard", _("Dashboard")


class SharedLink(WorkspaceModel):
    """One address; of its secret a hash is kept alone, of its password one that is slow to make.

    What it shows is as it was when the link was made: `question` of the report, `version` of the
    dashboard. `shows` is the report or dashboard, with which the link ends. Openings are counted,
    and nothing is kept of who opened it.
    """

    token_hash = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=10, choices=SharedKind.choices)
    shows = models.UUIDField()
    version = models.PositiveIntegerField(default=0)
    question = models.CharField(max_length=LONGEST_QUESTION, blank=True)
    name = models.CharField(max_length=LONGEST_NAME)
    password = models.CharField(max_length=128, blank=True)
    offers_csv = models.BooleanField(default=False)
    expires_at = models.DateTimeField()
    opened = models.PositiveIntegerField(default=0)
    opened_on = models.DateField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="shared_link_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it shows anything, as far as the link itself decides."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def last_on(self) -> date:
        """The last day on which it opens, in the zone that is spoken now."""
        return timezone.localtime(self.expires_at - timedelta(seconds=1)).date()
