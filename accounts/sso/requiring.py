"""Workspaces that require their company's log-in: of whom, since when, and who may break glass."""

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Actor, acting_as, record
from accounts.errors import Refused
from accounts.models import CompanyDomain, Membership, Role, SsoConnection, User, Workspace
from accounts.second_step import has_second_step
from accounts.sso.domains import domain_of
from accounts.sso.sessions import came_by_sso, has_shown_step
from accounts.sso.telling import tell_owners
from accounts.tenancy import inside, require_workspace_id

GLASS_BREAKERS = 2


def require_sso(*, workspace: Workspace, breakers: list[UUID]) -> None:
    """Refuse other ways in to members with an address of a proven domain; raises Refused.

    Two owners with a second step keep theirs, for the day on which the provider is away.
    """
    with inside(require_workspace_id()):
        _require_ready(workspace)
        chosen = Membership.objects.select_related("user").filter(
            workspace=workspace, pk__in=set(breakers), role=Role.OWNER
        )
        with_step = [member.pk for member in chosen if has_second_step(member.user)]
        if len(with_step) != GLASS_BREAKERS:
            raise Refused(
                _("Choose two owners with a second step who may come in without single sign-on."),
                advice=_("They let you in again when your provider is away or set up wrongly."),
                code="no_glass_breakers",
            )
        now = timezone.now()
        members = Membership.objects.filter(workspace=workspace)
        members.exclude(pk__in=with_step).update(breaks_glass_since=None)
        members.filter(pk__in=with_step).update(breaks_glass_since=now)
        Workspace.objects.filter(pk=workspace.pk).update(sso_required_at=now)
        record("workspace.sso_required", workspace, glass_breakers=with_step)


def lift_sso(*, workspace: Workspace) -> None:
    """Require it no longer: passwords, codes and passkeys open again."""
    with inside(require_workspace_id()):
        Membership.objects.filter(workspace=workspace).update(breaks_glass_since=None)
        rows = Workspace.objects.filter(pk=workspace.pk, sso_required_at__isnull=False)
        if rows.update(sso_required_at=None):
            record("workspace.sso_lifted", workspace)


def _require_ready(workspace: Workspace) -> None:
    domains = CompanyDomain.objects.filter(workspace=workspace, verified_at__isnull=False)
    if not domains.exists():
        raise Refused(_("No domain of this workspace is proven yet."), code="no_domain")
    if not SsoConnection.objects.filter(enabled_at__isnull=False).exists():
        raise Refused(
            _("No connection is switched on."),
            advice=_("Test one and switch it on first."),
            code="no_connection",
        )


def required_of(user: User) -> Membership | None:
    """The first place of a person that requires the company's log-in of them; None mostly."""
    places = Membership.objects.select_related("workspace").filter(
        user=user, workspace__sso_required_at__isnull=False
    )
    return next((place for place in places if _is_meant(place, user)), None)


def refuses(user: User) -> Membership | None:
    """The place for whose sake a person may use no other way in; None for who may break glass."""
    place = required_of(user)
    if place is None or (_may_break_glass(place) and has_second_step(user)):
        return None
    return place


def missing_sso(request: Any) -> bool:
    """Whether this session did not come by the company, and the request's workspace requires it."""
    workspace, place = request.workspace, request.membership
    if workspace.sso_required_at is None or came_by_sso(request, workspace.pk):
        return False
    if not _is_meant(place, request.user):
        return False
    return not (_may_break_glass(place) and has_shown_step(request))


def note_broken_glass(user: User) -> None:
    """Every owner hears at once of who came in another way, and the trail says so."""
    place = required_of(user)
    if place is None or not _may_break_glass(place):
        return
    with inside(place.workspace_id), acting_as(Actor("user", user.pk)):
        tell_owners("glass", person=user, at=timezone.now())
        record("sso.glass_broken", place, user=user.pk)


def _is_meant(place: Membership, user: User) -> bool:
    """Whether any address of theirs is of a domain that the workspace has proven."""
    addresses = {
        user.email,
        *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
    }
    names = {domain_of(address) for address in addresses}
    return CompanyDomain.objects.filter(
        workspace_id=place.workspace_id, name__in=names, verified_at__isnull=False
    ).exists()


def _may_break_glass(place: Membership) -> bool:
    return place.breaks_glass_since is not None and place.role == Role.OWNER
