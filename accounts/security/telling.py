"""Tells people by mail of what touches the safety of a login or a workspace, and keeps a line."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import current_actor
from accounts.models import Membership, Role, SecurityNotice, User, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.security.words import words_of

# Whoever exports a table every hour is told of it once a day.
_QUIET = timedelta(hours=24)
_PAGES = {
    "api_key_created": "accounts:api_keys",
    "api_key_rotated": "accounts:api_keys",
    "owner_added": "accounts:members",
    "rule_changed": "accounts:rules",
    "webhook_added": "accounts:webhooks",
    "scim_token_made": "accounts:directory",
    "member_provisioned": "accounts:home",
}


def tell(user: User, kind: str, *, workspace: Workspace, detail: str = "") -> None:
    """One person of one thing, in the change's own transaction; the actor is who did it."""
    actor_id = current_actor().id
    SecurityNotice.objects.create(
        user=user, kind=kind, place_id=workspace.pk, actor_id=actor_id, detail=detail[:80]
    )
    actor = User.objects.filter(pk=actor_id).first() if actor_id else None
    with translation.override(user.language):
        who = actor.get_full_name() if actor else _stranger()
        title, text = words_of(kind, who=who, workspace=workspace.name, detail=detail)
        values = {
            "title": title,
            "text": text,
            "at": timezone.now(),
            "path": _path(kind, workspace),
        }
        queue_mail(compose_mail("emails/security_notice", to=user.email, values=values))


def _stranger() -> str:
    is_directory = current_actor().kind == "scim"
    return _("Your company’s directory") if is_directory else _("Somebody")


def _path(kind: str, workspace: Workspace) -> str:
    """Where it can be seen and mended, if anywhere."""
    return reverse(_PAGES[kind], args=[workspace.slug]) if kind in _PAGES else ""


def tell_owners(
    kind: str,
    *,
    workspace: Workspace,
    detail: str = "",
    also: Iterable[User] = (),
    beside: Iterable[User] = (),
) -> None:
    """All owners, whoever did it among them: it may have been somebody else in their browser.

    Those `beside` them know it already.
    """
    owners = Membership.objects.filter(workspace=workspace, role=Role.OWNER).select_related("user")
    people = {user.pk: user for user in (*(owner.user for owner in owners), *also)}
    for pk in people.keys() & {user.pk for user in beside}:
        del people[pk]
    for user in people.values():
        tell(user, kind, workspace=workspace, detail=detail)


def tell_of_export(what: str, *, workspace: Workspace, by: User) -> None:
    """Owners and whoever took it; once a day for the same person and kind of export."""
    told = SecurityNotice.objects.filter(
        place_id=workspace.pk,
        actor_id=by.pk,
        kind="export_taken",
        detail=what,
        at__gt=timezone.now() - _QUIET,
    )
    if not told.exists():
        tell_owners("export_taken", workspace=workspace, detail=what, also=[by])
