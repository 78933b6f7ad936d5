"""What a session says of how its person came in: by which workspace's provider, if by any."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records, record_authentication

from accounts.models import SsoConnection, User

METHOD = "sso"


def note_sso(request: Any, user: User, connection: SsoConnection) -> None:
    """Written beside passwords and second steps, where allauth keeps them."""
    record_authentication(
        request,
        user,
        METHOD,
        workspace=str(connection.workspace_id),
        connection=str(connection.pk),
        is_second_step=connection.counts_as_second_step,
    )


def sso_records(request: Any, user: Any) -> list[dict[str, Any]]:
    """Every time that a provider vouched for this person in this session."""
    records = get_authentication_records(request, user)
    return [record for record in records if record["method"] == METHOD]


def came_by_sso(request: Any, workspace_id: UUID, user: Any = None) -> bool:
    """Whether a provider of the workspace let this person in."""
    return any(
        record.get("workspace") == str(workspace_id)
        for record in sso_records(request, user or request.user)
    )


def counts_as_second_step(request: Any, workspace_id: UUID) -> bool:
    """Whether that provider is trusted by the workspace to have asked for a second step."""
    return any(
        record.get("workspace") == str(workspace_id) and record.get("is_second_step")
        for record in sso_records(request, request.user)
    )


def has_shown_step(request: Any) -> bool:
    """Whether this session has shown a second step of ours."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
