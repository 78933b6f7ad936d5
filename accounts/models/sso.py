"""How a customer's people come in by their company: domains, connections, who is who there."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.membership import Role
from accounts.models.workspace import Workspace
from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel, new_id


class CompanyDomain(models.Model):
    """A domain that a workspace says is its own, and since when DNS says so too.

    Control plane: the log-in page finds the workspace by it. `token` stands in a TXT record that
    all may read. `connection_id` is where its people are sent; no foreign key leads from here into
    a tenant's table. `missing_since` is when a record that was there was not found any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="company_domains"
    )
    name = models.CharField(_("Domain"), max_length=253)
    token = models.CharField(max_length=64)
    connection_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    added_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    missing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="company_domain_once"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(verified_at__isnull=False),
                name="company_domain_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SsoConnection(WorkspaceModel):
    """One identity provider of a customer.

    `issuer` is the provider's own name for itself (for SAML its entity id). `settings` holds what
    was read of it: addresses, the algorithm, for SAML the certificates. The secret is sealed.
    """

    class Kind(models.TextChoices):
        """The protocol that it speaks."""

        OIDC = "oidc", "OpenID Connect"
        SAML = "saml", "SAML 2.0"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(_("Name"), max_length=80)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=255, blank=True)
    secret = models.BinaryField(null=True)
    settings = models.JSONField(default=dict)
    groups_claim = models.CharField(max_length=200, blank=True)
    default_role = models.CharField(max_length=20, choices=Role.choices, default=Role.VIEWER)
    counts_as_second_step = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    tested_at = models.DateTimeField(null=True)
    enabled_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(default_role=Role.OWNER), name="sso_connection_no_owners"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SsoIdentity(WorkspaceModel):
    """Who a person is at a provider: its own name and its own id for them, never their address."""

    connection = WorkspaceForeignKey(SsoConnection, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "connection", "issuer", "subject"], name="sso_identity_once"
            )
        ]
        indexes = [models.Index(fields=["workspace", "user"], name="sso_identity_user")]

    def __str__(self) -> str:
        return f"{self.user_id} by {self.connection_id}"


class GroupRole(WorkspaceModel):
    """Which role a group of the customer's directory gives its people here."""

    group = models.CharField(_("Group"), max_length=200)
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "group"], name="group_role_once"),
            models.CheckConstraint(
                condition=~models.Q(role=Role.OWNER), name="group_role_no_owners"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.role}"
