"""Connections to identity providers: made, tested, switched on and off, taken away."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.crypto import Place, decrypt, encrypt
from accounts.errors import Refused, Trouble
from accounts.limits import require_feature
from accounts.models import CompanyDomain, GroupRole, Role, SsoConnection, Workspace
from accounts.scim.roles import following, people_in
from accounts.sso import oidc, saml
from accounts.sso.telling import tell_owners
from accounts.tenancy import across_workspaces, inside, require_workspace_id

log = logging.getLogger(__name__)
FEATURE = "single_sign_on"
MOST_CONNECTIONS = 5
_WARN_DAYS, _WARN_AGAIN = 30, timedelta(days=7)
Kind = SsoConnection.Kind


@dataclass(frozen=True)
class Wanted:
    """What an admin says of a provider; `metadata` is an address or the XML itself."""

    kind: str
    name: str
    issuer: str = ""
    client_id: str = ""
    secret: str = field(default="", repr=False)
    metadata: str = field(default="", repr=False)
    groups_claim: str = ""
    default_role: str = Role.VIEWER
    counts_as_second_step: bool = False


def secret_place(row: SsoConnection) -> Place:
    """Where a connection's client secret is sealed."""
    return Place("accounts_ssoconnection", "secret", row.workspace_id, row.pk)


def open_secret(connection: SsoConnection) -> str:
    """The client secret; empty where there is none."""
    return decrypt(secret_place(connection), bytes(connection.secret)) if connection.secret else ""


def save_connection(
    *, workspace: Workspace, wanted: Wanted, connection: SsoConnection | None = None
) -> SsoConnection:
    """Make or change one; asks the provider first, so call it outside of the workspace.

    Raises Trouble. Another provider behind the same connection has to be tested again, and nobody
    is known there yet: who somebody is goes by the provider's name.
    """
    require_feature(workspace.pk, FEATURE)
    issuer, settings = _described(wanted)
    with inside(workspace):
        row = connection or SsoConnection(workspace_id=workspace.pk, kind=wanted.kind)
        is_new = connection is None
        if is_new and SsoConnection.objects.count() >= MOST_CONNECTIONS:
            raise Refused(
                _("A workspace has room for %(count)d connections.") % {"count": MOST_CONNECTIONS}
            )
        if not is_new and row.issuer != issuer:
            row.tested_at = row.enabled_at = None
        row.issuer, row.settings, row.warned_at = issuer, settings, None
        for name in ("name", "client_id", "groups_claim", "default_role", "counts_as_second_step"):
            setattr(row, name, getattr(wanted, name))
        if wanted.secret:
            row.secret = encrypt(secret_place(row), wanted.secret)
        row.save()
        action = "sso_connection.created" if is_new else "sso_connection.changed"
        record(action, row, provider=row.kind, second_step=row.counts_as_second_step)
    return row


def _described(wanted: Wanted) -> tuple[str, dict[str, object]]:
    if wanted.kind == Kind.OIDC:
        return oidc.discover(wanted.issuer)
    text = wanted.metadata.strip()
    if not text.startswith("http"):
        return saml.read_metadata(text)
    issuer, settings = saml.read_metadata(saml.fetch_metadata(text))
    return issuer, {**settings, "metadata_url": text}


def remove_connection(*, connection: SsoConnection) -> None:
    """Take it away, with who its people are there."""
    with inside(connection.workspace_id):
        _keep_one_that_is_needed(connection)
        record("sso_connection.removed", connection)
        CompanyDomain.objects.filter(connection_id=connection.pk).update(connection_id=None)
        connection.delete()


def switch_connection(*, connection: SsoConnection, is_on: bool) -> None:
    """Let people in by it, or no longer; raises Refused for one that nobody has tested."""
    with inside(connection.workspace_id):
        if is_on:
            require_feature(connection.workspace_id, FEATURE)
        if is_on and connection.tested_at is None:
            raise Refused(
                _("Nobody has come through this connection yet."),
                advice=_("Test it first: then a mistake in it costs nothing."),
                code="untested",
            )
        if not is_on:
            _keep_one_that_is_needed(connection)
        connection.enabled_at = timezone.now() if is_on else None
        connection.save(update_fields=["enabled_at"])
        record("sso_connection.switched", connection, on=is_on)


def note_tested(*, connection: SsoConnection) -> None:
    """Remember that an admin came through it."""
    with inside(connection.workspace_id):
        SsoConnection.objects.filter(pk=connection.pk).update(tested_at=timezone.now())
        record("sso_connection.tested", connection)


def set_group_role(*, group: str, role: Role) -> None:
    """Which role a group gives; nobody becomes an owner by a group."""
    if role == Role.OWNER:
        raise Refused(_("Owners are made by owners, not by a directory."), code="no_owner_by_group")
    with inside(require_workspace_id()):
        with following(people_in(group.strip())):
            row, _new = GroupRole.objects.update_or_create(
                workspace_id=require_workspace_id(), group=group.strip(), defaults={"role": role}
            )
        record("group_role.set", row, role=role)


def remove_group_role(*, group_role_id: UUID) -> None:
    """The group gives no role any more: at once where the directory pushes it, else at a log-in."""
    with inside(require_workspace_id()):
        row = GroupRole.objects.get(pk=group_role_id)
        with following(people_in(row.group)):
            GroupRole.objects.filter(pk=row.pk).delete()
        record("group_role.removed", row, role=row.role)


def connection_for(domain: CompanyDomain) -> SsoConnection | None:
    """Where people of a proven domain are sent: its own connection, else the first that is on."""
    with inside(domain.workspace_id):
        on = SsoConnection.objects.filter(enabled_at__isnull=False).order_by("created_at")
        own = on.filter(pk=domain.connection_id).first() if domain.connection_id else None
        return own or on.first()


def warn_of_certificates() -> int:
    """Read metadata by address again, and tell owners of certificates that run out. Nightly."""
    told = 0
    for connection in _saml_connections():
        try:
            _refresh(connection)
            told += _warn(connection)
        except Trouble as trouble:
            log.warning("Connection %s was not looked at: %s", connection.pk, trouble)
    return told


def _saml_connections() -> list[SsoConnection]:
    found: list[SsoConnection] = []
    for _workspace in across_workspaces():
        found += SsoConnection.objects.filter(kind=Kind.SAML, enabled_at__isnull=False)
    return found


def _refresh(connection: SsoConnection) -> None:
    """New certificates of the same provider; another entity id is not taken over in silence."""
    url = connection.settings.get("metadata_url")
    if not url:
        return
    issuer, settings = saml.read_metadata(saml.fetch_metadata(url))
    if issuer != connection.issuer:
        raise Trouble("The metadata now name another provider.")
    fresh = {**settings, "metadata_url": url}
    if fresh == connection.settings:
        return
    with inside(connection.workspace_id):
        connection.settings, connection.warned_at = fresh, None
        connection.save(update_fields=["settings", "warned_at"])
        record("sso_connection.refreshed", connection)


def _warn(connection: SsoConnection) -> int:
    now = timezone.now()
    is_told = connection.warned_at is not None and now - connection.warned_at < _WARN_AGAIN
    if is_told or not saml.is_near_end(connection, _WARN_DAYS):
        return 0
    with inside(connection.workspace_id):
        SsoConnection.objects.filter(pk=connection.pk).update(warned_at=now)
        tell_owners("certificate", connection=connection, ends_at=saml.last_end(connection))
    return 1


def _keep_one_that_is_needed(connection: SsoConnection) -> None:
    """While single sign-on is required, one connection has to stay, or nobody comes in."""
    is_required = Workspace.objects.filter(
        pk=connection.workspace_id, sso_required_at__isnull=False
    ).exists()
    others = SsoConnection.objects.filter(enabled_at__isnull=False).exclude(pk=connection.pk)
    if is_required and connection.enabled_at and not others.exists():
        raise Refused(
            _("Single sign-on is required, and this is the only way to it."),
            advice=_("Require it no longer first."),
            code="last_connection",
        )
