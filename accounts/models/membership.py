"""Who belongs to a workspace, who is invited, and which programs may speak for it."""

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.workspace import Workspace
from accounts.tenancy import WorkspaceModel, new_id


class Role(models.TextChoices):
    """What a member is; what each may do stands in accounts.permissions."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MARKETER = "marketer", _("Marketer")
    VIEWER = "viewer", _("Viewer")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")


class Membership(models.Model):
    """A user's place in a workspace. Control plane: it is read before a workspace is entered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    joined_at = models.DateTimeField(default=timezone.now)
    # The log-in with which they last came into this workspace; admins see it.
    last_login_at = models.DateTimeField(null=True, editable=False)
    # Since when this owner may come in without the company's log-in, should that be broken.
    breaks_glass_since = models.DateTimeField(null=True, editable=False)
    # How much of what they were told here they have not read; accounts.telling counts it.
    unread = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=list(Role.values)), name="membership_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.workspace_id}"


class Invitation(WorkspaceModel):
    """An offer to join, good for one address and one use; only a hash of its link is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=models.Q(accepted_at=None),
                name="invitation_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "token_hash"], name="invitation_token")]

    def __str__(self) -> str:
        return f"Invitation {self.id}"


class ApiKey(WorkspaceModel):
    """A program's way in: scopes, never more than its creator's role; only its hash is kept."""

    name = models.CharField(_("Name"), max_length=80)
    prefix = models.CharField(max_length=16)
    key_hash = models.BinaryField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=40))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # The key that takes the place of this one, which goes on for an agreed while.
    replaced_by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key_hash"], name="api_key_once"),
        ]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="api_key_newest")]

    def __str__(self) -> str:
        return self.prefix
