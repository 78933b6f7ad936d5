"""An existing login becomes a provider's person only once its own address has said so by mail."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import SsoConnection, User, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.sso import tickets
from accounts.sso.arriving import link
from accounts.sso.provider import Proven, SignOnFailed
from accounts.tenancy import inside

_HOURS = 1


@dataclass(frozen=True)
class Asked:
    """A link that waits: whose login, and which company asks."""

    workspace_name: str
    user: User
    connection: SsoConnection
    proven: Proven


def ask_for_link(connection: SsoConnection, proven: Proven, user: User) -> None:
    """Mail a link to the address; the login stays as it is until it is followed."""
    ticket = tickets.give(connection, proven, seconds=_HOURS * 3600, user=str(user.pk))
    workspace = Workspace.objects.get(pk=connection.workspace_id)
    path = reverse("accounts:sso_confirm", args=[workspace.pk, ticket])
    with translation.override(user.language):
        values = {
            "workspace": workspace,
            "connection": connection,
            "hours": _HOURS,
            "url": settings.PUBLIC_URL.rstrip("/") + path,
        }
        queue_mail(compose_mail("emails/sso_link", to=proven.email, values=values))


def look(workspace_id: UUID, ticket: UUID) -> Asked | None:
    """What a link is about; None for one that is over."""
    return _asked(workspace_id, tickets.look(workspace_id, ticket))


def confirm_link(workspace_id: UUID, ticket: UUID) -> None:
    """The login is theirs, they say; raises SignOnFailed for a link that is over."""
    asked = _asked(workspace_id, tickets.take(workspace_id, ticket))
    if asked is None:
        raise SignOnFailed(
            _("This link was used, or it is older than an hour."),
            advice=_("Continue with your company once more for a new one."),
            code="lost",
        )
    link(asked.connection, asked.proven, asked.user)


def _asked(workspace_id: UUID, found: tuple[Proven, dict[str, str]] | None) -> Asked | None:
    if found is None or "user" not in found[1]:
        return None
    proven, more = found
    workspace = Workspace.objects.filter(pk=workspace_id).first()
    user = User.objects.filter(pk=more["user"]).first()
    if workspace is None or user is None:
        return None
    with inside(workspace):
        connection = SsoConnection.objects.filter(pk=more["connection"]).first()
    return Asked(workspace.name, user, connection, proven) if connection else None
