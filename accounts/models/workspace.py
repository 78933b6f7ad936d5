"""A tenant, its logo, and the row that says when it is closed."""

import zoneinfo
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.number_formats import NumberFormat
from accounts.tenancy import WorkspaceManager, new_id

# Proactivox itself is a workspace, so that no tenant row is without one; made by a migration.
HOUSE_ID = UUID("00000000-0000-7000-8000-000000000001")


class WeekStart(models.TextChoices):
    """On which day a week begins."""

    MONDAY = "monday", _("Monday")
    SUNDAY = "sunday", _("Sunday")
    SATURDAY = "saturday", _("Saturday")

    @property
    def days_before_monday(self) -> int:
        """How many days before a Monday its weeks begin."""
        return {"monday": 0, "sunday": 1, "saturday": 2}[self.value]


class Workspace(models.Model):
    """One customer's closed room: members, sources, numbers and jobs belong to exactly one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    currency = models.CharField(_("Reporting currency"), max_length=3, default="EUR")
    time_zone = models.CharField(_("Time zone"), max_length=50, default="Europe/Copenhagen")
    # Of what is written to people who have not chosen one; a person's own choice counts more.
    language = models.CharField(
        _("Language"), max_length=5, choices=[("en", "English"), ("da", "Dansk")], default="en"
    )
    number_format = models.CharField(
        _("Numbers"),
        max_length=12,
        choices=NumberFormat.choices,
        default=NumberFormat.BY_LANGUAGE,
    )
    week_start = models.CharField(
        _("Weeks begin on"), max_length=8, choices=WeekStart.choices, default=WeekStart.MONDAY
    )
    # The first month of its fiscal year, 1 to 12; null where a connected CRM tells.
    fiscal_year_starts = models.PositiveSmallIntegerField(null=True)
    # Of its logo, whose bytes lie in WorkspaceLogo; empty without one.
    logo_digest = models.CharField(max_length=64, default="", editable=False)
    # Since when its members have to log in with a second step; null where they need not.
    second_step_required_at = models.DateTimeField(null=True, editable=False)
    # How long a log-in opens it, idle and at all; null where the product's own times suffice.
    idle_minutes = models.PositiveIntegerField(null=True, editable=False)
    session_minutes = models.PositiveIntegerField(null=True, editable=False)
    # From where people and programs may come, as "203.0.113.0/24"; from anywhere where empty.
    networks = ArrayField(models.CharField(max_length=50), default=list, editable=False)
    # Whose addresses may be invited and join, as "acme.example"; anybody's where empty.
    email_domains = ArrayField(models.CharField(max_length=253), default=list, editable=False)
    # Until when people of Proactivox may look unasked; null for "ask us each time".
    support_allowed_until = models.DateTimeField(null=True, editable=False)
    # What AccessGrant says, for the shell of every page: one of ours waits for an answer, or looks.
    support_asked_at = models.DateTimeField(null=True, editable=False)
    support_until = models.DateTimeField(null=True, editable=False)
    # Since when members with an address of its domains have to come in by their company.
    sso_required_at = models.DateTimeField(null=True, editable=False)
    # How many incidents are not over, for the navigation of every page; monitors keep it.
    open_incidents = models.PositiveIntegerField(default=0, editable=False)
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

    @property
    def logo_url(self) -> str:
        """Where its logo is; another address for each picture. Empty without one."""
        if not self.logo_digest:
            return ""
        return reverse("accounts:logo", args=[self.slug, self.logo_digest])


class WorkspaceLogo(models.Model):
    """A workspace's picture, as we drew it anew: PNG, 512 pixels at most, nothing besides."""

    workspace = models.OneToOneField(
        Workspace, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    image = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"Logo of {self.workspace_id}"


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
