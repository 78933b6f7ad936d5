"""What a customer's directory keeps here by SCIM: its tokens, whom it calls what, its groups."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class ScimToken(WorkspaceModel):
    """The directory's way in; only its hash is kept. It is the workspace's, whoever made it."""

    prefix = models.CharField(max_length=16)
    token_hash = models.BinaryField(max_length=32)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="scim_token_once"),
        ]

    def __str__(self) -> str:
        return self.prefix


class ScimPerson(WorkspaceModel):
    """What the directory calls a login. Whether they are active says the membership alone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    user_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=255, blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="scim_person_once"),
            models.UniqueConstraint(
                models.F("workspace"), Lower("user_name"), name="scim_person_name"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "external_id"], name="scim_person_external"),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class ScimGroup(WorkspaceModel):
    """A group that the directory pushes; which role it gives stands in GroupRole."""

    display_name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("workspace"), Lower("display_name"), name="scim_group_name"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name


class ScimMember(WorkspaceModel):
    """That a person is in a group of the directory."""

    group = WorkspaceForeignKey(ScimGroup, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "group", "user"], name="scim_member_once"),
        ]
        indexes = [models.Index(fields=["workspace", "user"], name="scim_member_user")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"
