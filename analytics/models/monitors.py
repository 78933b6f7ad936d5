"""What a workspace has watched: monitors, what became of each day, and when nobody is told."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class MonitorKind(models.TextChoices):
    """What is asked of a number, or of a source."""

    ANOMALY = "anomaly", _("Unusual day")
    THRESHOLD = "threshold", _("Limit")
    CHANGE = "change", _("Change")
    FRESHNESS = "freshness", _("Late data")
    TRUST = "trust", _("Sums that differ from the source")
    SCHEMA = "schema", _("Fields that went away")
    PACING = "pacing", _("Budgets off their course")


class MonitorState(models.TextChoices):
    """What the last look at a monitor gave."""

    NEW = "new", _("Not looked at yet")
    FINE = "fine", _("Watching")
    WAITING = "waiting", _("Waiting for data")
    LEARNING = "learning", _("Learning")
    LOW_VOLUME = "low", _("Too little to judge")
    FAILED = "failed", _("Failed")


class Monitor(WorkspaceModel):
    """One question that is asked of each day.

    `filters` and `parameters` are those of analytics.monitors.definition. `accepted` is
    {part: the first day of the level that somebody accepted}. `judged_on` is the last day that was
    judged, `told` what the last look gave: which sources are waited for, how many days are missing,
    who foretold.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=MonitorKind.choices)
    metric = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=20, default="none")
    filters = models.JSONField(default=dict)
    parameters = models.JSONField(default=dict)
    least_volume = models.PositiveIntegerField(default=20)
    least_change = models.PositiveSmallIntegerField(default=10)
    least_impact = models.PositiveBigIntegerField(default=0)
    accepted = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=MonitorState.choices, default=MonitorState.NEW)
    told = models.JSONField(default=dict)
    judged_on = models.DateField(null=True)
    looked_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    pause_reason = models.CharField(max_length=200, blank=True)
    # A deleted monitor's incidents stay as what happened.
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "made_at"], name="monitor_by_age")]

    def __str__(self) -> str:
        return self.name


class Evaluation(WorkspaceModel):
    """What became of one day of one monitor; a day that was not judged says why."""

    monitor = WorkspaceForeignKey(Monitor, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=MonitorState.choices)
    series = models.PositiveIntegerField(default=0)
    out = models.PositiveIntegerField(default=0)
    detector = models.CharField(max_length=80, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "monitor", "day"], name="evaluation_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.state}"


class MonitorWatch(WorkspaceModel):
    """What has to be remembered of one part between two days; parts at rest have no row.

    `watch` is analytics.detection.deciding.incidents.Watch as plain words.
    """

    monitor = WorkspaceForeignKey(Monitor, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=255, blank=True)
    watch = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "monitor", "part"], name="monitor_watch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.monitor_id} {self.part}"


class MonitorTrial(WorkspaceModel):
    """A monitor that is tried on the past year before it is saved; kept for some days."""

    monitor = WorkspaceForeignKey(Monitor, null=True, on_delete=models.CASCADE, related_name="+")
    asked = models.JSONField(default=dict)
    # Null until the job is done.
    result = models.JSONField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Trial of {self.made_at}"


class AlarmBudget(WorkspaceModel):
    """How many incidents a week the workspace wants at most, and what the replay says of it."""

    most = models.PositiveSmallIntegerField()
    # Null until the job is done: {mean, worst_week, weeks_over, fits, levels}.
    plan = models.JSONField(null=True)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="alarm_budget_once")]

    def __str__(self) -> str:
        return f"At most {self.most} a week"


class MuteWindow(WorkspaceModel):
    """Days of which nobody is told: from one to another, or one weekday of them; of one or all."""

    monitor = WorkspaceForeignKey(Monitor, null=True, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    # 0 is Monday; null is every day.
    weekday = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}: {self.reason}"
