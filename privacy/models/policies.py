"""What Proactivox publishes about privacy, version by version, and who saw or accepted which."""

from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceModel, new_id


class PolicyKind(models.TextChoices):
    """The published texts; each word is its address, too."""

    PRIVACY = "privacy-policy", _("Privacy policy")
    COOKIES = "cookie-policy", _("Cookie policy")
    SUBPROCESSORS = "subprocessors", _("Subprocessors")
    DPA = "dpa", _("Data processing agreement")


class PolicyVersion(models.Model):
    """One text in one language, for ever as it was published; no role may change or remove it.

    The same for everybody: it holds nothing of a customer. `sha256` is that of `body` as UTF-8.
    `facts` are what the generated part was made of, whatever the language, `facts_sha256` that of
    their canonical JSON. `is_material` says that people are told before `effective_on`.
    """

    kind = models.CharField(max_length=20, choices=PolicyKind.choices)
    number = models.PositiveIntegerField()
    locale = models.CharField(max_length=5)
    effective_on = models.DateField()
    published_at = models.DateTimeField(default=timezone.now)
    is_material = models.BooleanField(default=False)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number", "locale"], name="policy_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} ({self.locale}) {self.sha256[:12]}"


class ShownBy(models.TextChoices):
    """How a version came before a person's eyes."""

    SIGN_UP = "sign_up", _("Sign-up")
    PAGE = "page", _("Its page")
    MAIL = "mail", _("Mail")


class PolicyShown(models.Model):
    """That a person with a login was shown a version: no consent, and nothing of strangers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    shown_by = models.CharField(max_length=10, choices=ShownBy.choices)
    shown_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "version", "shown_by"], name="policy_shown_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} by {self.shown_by}"


class AgreementAcceptance(WorkspaceModel):
    """That a workspace accepted a version of the data processing agreement; append-only.

    `sha256` is that of the very text which was on the page, in the language of `version`.
    """

    version = models.ForeignKey(
        PolicyVersion, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    accepted_by: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="agreement_accepted_once")
        ]

    def __str__(self) -> str:
        return f"Agreement {self.number}"
