"""Dashboards that are sent on a schedule or published, to whom, and what became of each."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from analytics.models.dashboards import Dashboard

LONGEST_NAME = 120


class Rhythm(models.TextChoices):
    """How often a report is sent."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


class Report(WorkspaceModel):
    """A dashboard that is sent: when, and in which language where not in each recipient's own.

    Day and hour are by the clock of the workspace; `month_day` 31 is the last one of any month.
    `next_at` is when it is due, null while it is paused. A deleted one can be had back until the
    nightly sweep forgets it.
    """

    dashboard = WorkspaceForeignKey(Dashboard, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    rhythm = models.CharField(max_length=7, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField(default=0)
    month_day = models.PositiveSmallIntegerField(default=1)
    hour = models.PositiveSmallIntegerField(default=7)
    language = models.CharField(max_length=2, blank=True)
    next_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "next_at"], name="report_due")]

    def __str__(self) -> str:
        return self.name


class ReportRecipient(WorkspaceModel):
    """A member who gets a report; `left_at` is when they themselves wished it no longer."""

    report = WorkspaceForeignKey(Report, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "report", "user"], name="report_recipient_once"
            )
        ]
        indexes = [models.Index(fields=["workspace", "user"], name="report_recipient_user")]

    def __str__(self) -> str:
        return f"{self.user_id} gets {self.report_id}"


class ReportSending(WorkspaceModel):
    """One time that a report is sent: when it was due, or for whom alone it was asked for.

    `waits_for` names the sources whose data are still awaited, `warnings` what was missing when it
    was made all the same.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Sent")
        STOPPED = "stopped", _("Not sent")

    report = WorkspaceForeignKey(Report, on_delete=models.CASCADE, related_name="sendings")
    due_at = models.DateTimeField()
    is_extra = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    waits_for = models.CharField(max_length=500, blank=True)
    warnings: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "report", "due_at"],
                condition=models.Q(is_extra=False),
                name="report_sending_once",
            )
        ]
        indexes = [models.Index(fields=["workspace", "due_at"], name="report_sending_old")]

    def __str__(self) -> str:
        return f"Report of {self.due_at:%Y-%m-%d %H:%M}"


class ReportFile(WorkspaceModel):
    """The very PDF of a sending, once for each language and way to write numbers."""

    sending = WorkspaceForeignKey(ReportSending, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(max_length=2)
    numbers = models.CharField(max_length=12)
    content = models.BinaryField()
    pages = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "made_at"], name="report_file_old")]

    def __str__(self) -> str:
        return f"{self.pages} pages ({self.language})"


class ReportCopy(WorkspaceModel):
    """What became of a sending for one recipient: the mail that carries it, or why it has none."""

    class Withheld(models.TextChoices):
        UNSEEN = "unseen", _("Their role does not see the dashboard")
        UNREACHED = "unreached", _("Mail does not reach them")
        GONE = "gone", _("They are no member any more")

    sending = WorkspaceForeignKey(ReportSending, on_delete=models.CASCADE, related_name="copies")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    file = WorkspaceForeignKey(ReportFile, null=True, on_delete=models.CASCADE, related_name="+")
    mail_id = models.UUIDField(null=True)
    delivered_at = models.DateTimeField(null=True)
    withheld = models.CharField(max_length=9, choices=Withheld.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "sending", "user"], name="report_copy_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "user"], name="report_copy_user"),
            models.Index(fields=["workspace", "mail_id"], name="report_copy_mail"),
        ]

    def __str__(self) -> str:
        return f"Copy for {self.user_id}"


class Publication(WorkspaceModel):
    """A dashboard as it stood in one moment, its numbers frozen; nobody may alter it.

    `document` is what it said, `numbers` the sums behind it by source, part, day and currency,
    packed; a job prints `pdf`. A withdrawn one is seen by nobody and goes with the nightly sweep.
    """

    dashboard = WorkspaceForeignKey(Dashboard, on_delete=models.CASCADE, related_name="+")
    dashboard_version = models.PositiveIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    read_until = models.DateTimeField(null=True)
    channel_rules = models.PositiveIntegerField(null=True)
    document: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    numbers = models.BinaryField()
    pdf = models.BinaryField(null=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "published_at"], name="publication_newest")]

    def __str__(self) -> str:
        return self.name
