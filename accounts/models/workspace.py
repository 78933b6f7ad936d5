"""A tenant, and the row that says when it is closed."""

import zoneinfo
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import new_id

# Proactivox itself is a workspace, so that no tenant row is without one; made by a migration.
HOUSE_ID = UUID("00000000-0000-7000-8000-000000000001")


class Workspace(models.Model):
    """One customer's closed room: members, sources, numbers and jobs belong to exactly one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    currency = models.CharField(_("Reporting currency"), max_length=3, default="EUR")
    time_zone = models.CharField(_("Time zone"), max_length=50, default="Europe/Copenhagen")
    # Since when its members have to log in with a second step; null where they need not.
    second_step_required_at = models.DateTimeField(null=True, editable=False)
    # Grows with every change that a dashboard could show; answers carry it as their ETag.
    data_version = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name

    @property
    def is_house(self) -> bool:
        """Whether this is Proactivox's own workspace."""
        return self.id == HOUSE_ID

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which its days begin."""
        return zoneinfo.ZoneInfo(self.time_zone)


class Closure(models.Model):
    """That a workspace is to be closed, by whom and from when; apps' nightly sweeps act on it."""

    workspace = models.OneToOneField(
        Workspace, primary_key=True, on_delete=models.CASCADE, related_name="closure"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    erase_after = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.workspace_id} closes after {self.erase_after:%Y-%m-%d}"
