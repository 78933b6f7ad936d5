"""Fields that the vendor computes, where somebody picked them, and what they were last night."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager, WorkspaceModel
from integrations.models.sources import Source


class Formula(WorkspaceModel):
    """A computed field that was picked. Of people its values are PersonField rows, else here."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DAY = "day", _("Date")
        MOMENT = "moment", _("Date and time")

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    stream = models.CharField(max_length=40)
    # The source's own name of the field, and what its users call it.
    name = models.CharField(max_length=80)
    label = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    picked_at = models.DateTimeField(default=timezone.now)
    # When all records were last read for it, and how many of their values differed then.
    refreshed_at = models.DateTimeField(null=True)
    changed = models.BigIntegerField(default=0)
    # Since when this login cannot read it any more; its values stay as they were last read.
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "stream", "name"], name="formula_once"
            )
        ]

    def __str__(self) -> str:
        return self.field

    @property
    def field(self) -> str:
        """The stream and the name, as PersonField writes it."""
        return f"{self.stream}.{self.name}"


class FormulaValue(models.Model):
    """What a formula was for one record when it was last read; one of four columns, or none."""

    pk = models.CompositePrimaryKey("workspace_id", "formula_id", "external_id")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    formula = WorkspaceForeignKey(Formula, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=40)
    text = models.TextField(null=True)
    number = models.DecimalField(max_digits=38, decimal_places=18, null=True)
    day = models.DateField(null=True)
    moment = models.DateTimeField(null=True)
    # The night on which it was first found to be so.
    changed_at = models.DateTimeField()

    objects = WorkspaceManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "formula", "-changed_at"], name="formula_value_newest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.formula_id} of {self.external_id}"
