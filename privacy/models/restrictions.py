"""A person whose data may be stored and hardly be used: since when, why, and how it ends."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from privacy.models.requests import DataSubjectRequest


class Ground(models.TextChoices):
    """Why the person may have the use of their data restricted: the letters of Art. 18(1)."""

    CONTESTED = "contested", _("The person says the data is wrong")
    UNLAWFUL = "unlawful", _("The use is unlawful, and the person wants no erasure")
    CLAIMS = "claims", _("The person needs the data for a legal claim")
    OBJECTION = "objection", _("The person objects, and it is not decided")


class Decision(models.TextChoices):
    """What became of an objection (Art. 21(1))."""

    UPHELD = "upheld", _("The objection is upheld")
    OVERRIDDEN = "overridden", _("Compelling grounds override it")


class RestrictedPerson(WorkspaceModel):
    """One restriction of one person; who it is stand integrations' `Restriction` rows for.

    `restricted_by` is null where an objection restricted by itself. `reason`, `grounds` and
    `notice` are sealed. `noticed_at` is when the mail server took the notice, whose mail is
    `notice_mail`, or a member told the person otherwise. The database keeps that nothing is lifted
    before it.
    """

    request = WorkspaceForeignKey(
        DataSubjectRequest, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ground = models.CharField(max_length=20, choices=Ground.choices)
    reason = models.BinaryField(null=True)
    restricted_at = models.DateTimeField(default=timezone.now)
    restricted_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)
    grounds = models.BinaryField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    notice = models.BinaryField(null=True)
    notice_mail: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    noticed_at = models.DateTimeField(null=True)
    noticed_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    # The person's data is gone, and with it what was to be restricted.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None)
                | Q(noticed_at__isnull=False, noticed_at__lt=F("lifted_at")),
                name="restricted_notice_first",
            ),
            models.UniqueConstraint(
                fields=["workspace", "request"],
                condition=Q(lifted_at=None, erased_at=None),
                name="restricted_once_a_request",
            ),
        ]

    def __str__(self) -> str:
        return f"Restriction {self.id}"

    @property
    def is_over(self) -> bool:
        """Lifted, or gone with the person's data."""
        return self.lifted_at is not None or self.erased_at is not None

    @property
    def ground_words(self) -> str:
        """The ground; of an objection that was decided no longer that it waits."""
        return str(_("The person objects") if self.decision else Ground(self.ground).label)

    @property
    def waits_for_decision(self) -> bool:
        """An objection restricts until compelling grounds are decided."""
        return not self.is_over and self.ground == Ground.OBJECTION and not self.decision
