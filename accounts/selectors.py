"""What can be read about workspaces, members, keys, jobs and the audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.freezing import frozen_ids, ids_beyond
from accounts.models import (
    ApiKey,
    AuditEvent,
    Invitation,
    Job,
    JobState,
    Membership,
    Role,
    User,
    Workspace,
)
from accounts.number_formats import NumberFormat
from accounts.permissions import Permission, may
from accounts.second_step import TYPES
from accounts.tenancy import require_workspace_id

_HOMES = ("analytics:overview", "accounts:members")


def memberships_of(user: User) -> QuerySet[Membership]:
    """A person's places, by the workspace's name."""
    rows = Membership.objects.filter(user=user).select_related("workspace")
    return rows.order_by("workspace__name", "workspace_id")


def home_membership(user: User, preferred: str | None) -> Membership | None:
    """The place last used where it still is one, else the first; None for nobody's member."""
    places = list(memberships_of(user))
    last = [place for place in places if str(place.workspace_id) == preferred]
    return next(iter(last or places), None)


def workspace_home(workspace: Workspace) -> str:
    """The address of a workspace's first page, whichever apps are there."""
    for name in _HOMES:
        try:
            return reverse(name, kwargs={"slug": workspace.slug})
        except NoReverseMatch:
            continue
    raise NoReverseMatch("No page of a workspace is wired.")


def members() -> QuerySet[Membership]:
    """Members of the entered workspace with their users, oldest first."""
    rows = Membership.objects.filter(workspace_id=require_workspace_id())
    return rows.select_related("user").order_by("joined_at", "id")


def members_like(text: str) -> QuerySet[Membership]:
    """Members whose name or address has these letters; all of them for none."""
    return members().filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))


def last_owner() -> Membership | None:
    """The one owner of the entered workspace, where there is no other."""
    owners = list(members().filter(role=Role.OWNER)[:2])
    return owners[0] if len(owners) == 1 else None


def count_members() -> int:
    """How many members the entered workspace has, as its plan counts them."""
    return Membership.objects.filter(workspace_id=require_workspace_id()).count()


def members_beyond(allowed: int) -> list[str]:
    """The names of the entered workspace's members who would be frozen, the newest last."""
    everyone = list(members())
    beyond = set(ids_beyond(everyone, allowed))
    return [one.user.get_full_name() for one in everyone if one.pk in beyond]


def members_who_may(permission: Permission) -> list[Membership]:
    """Members of the entered workspace whose role has the permission, with their users.

    Those whom the plan has no room for are not among them.
    """
    found = list(members().filter(role__in=[role for role in Role if may(role, permission)]))
    if all(one.role == Role.OWNER for one in found):
        return found
    frozen = frozen_ids(require_workspace_id())
    return [one for one in found if one.pk not in frozen]


def names_who_may(workspace_id: UUID, permission: str) -> list[str]:
    """The names of a workspace's members who have the permission, the oldest first."""
    roles = [role for role in Role if may(role, Permission(permission))]
    rows = Membership.objects.filter(workspace_id=workspace_id, role__in=roles)
    return [
        one.user.get_full_name() for one in rows.select_related("user").order_by("joined_at", "id")
    ]


def language_of(workspace_id: UUID) -> str:
    """The language of a workspace, in which its jobs write; else the product's."""
    return habits_of(workspace_id)[0]


def habits_of(workspace_id: UUID) -> tuple[str, str]:
    """In which language and with which numbers a workspace's jobs write."""
    rows = Workspace.objects.filter(pk=workspace_id).values_list("language", "number_format")
    return rows.first() or (settings.LANGUAGE_CODE, NumberFormat.BY_LANGUAGE.value)


def count_without_second_step() -> int:
    """How many members of the entered workspace have neither authenticator app nor passkey."""
    with_one = Authenticator.objects.filter(type__in=TYPES).values("user_id")
    return members().exclude(user_id__in=with_one).count()


def members_of_other_domains(workspace: Workspace) -> list[Membership]:
    """Members whose address is of none of the domains that may join; none without such a rule."""
    allowed = set(workspace.email_domains)
    if not allowed:
        return []
    return [one for one in members() if one.user.email.rpartition("@")[2] not in allowed]


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that nobody has accepted, newest first; expired ones too."""
    return Invitation.objects.filter(accepted_at=None).order_by("-created_at")


def api_keys() -> QuerySet[ApiKey]:
    """Keys of the entered workspace with their creators, newest first."""
    return ApiKey.objects.select_related("created_by").order_by("-created_at", "-id")


def jobs(state: str = "") -> QuerySet[Job]:
    """Jobs, newest first; of one state, or all of them. What they carry is left out."""
    rows = Job.objects.defer("args").order_by("-created_at", "-id")
    return rows.filter(state=state) if state in JobState.values else rows


def job_counts() -> dict[str, int]:
    """How many jobs are in each state, {state: count}."""
    rows = Job.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)


@dataclass(frozen=True)
class AuditFilter:
    """Which part of the trail is asked for; days are of the active time zone, both inclusive.

    `target` is a kind of thing ("integrations.source"), an id, or both with a colon between.
    """

    action: str = ""
    actor_id: UUID | None = None
    target: str = ""
    start_on: date | None = None
    end_on: date | None = None

    def apply(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        if self.action:
            events = events.filter(action=self.action)
        if self.actor_id:
            events = events.filter(actor_id=self.actor_id)
        if self.target:
            is_it = Q(target=self.target) | Q(target__endswith=f":{self.target}")
            events = events.filter(is_it | Q(target__startswith=f"{self.target}:"))
        if self.start_on:
            events = events.filter(at__gte=_midnight(self.start_on))
        if self.end_on:
            events = events.filter(at__lt=_midnight(self.end_on + timedelta(days=1)))
        return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def audit_events(wanted: AuditFilter, *, before: int | None = None) -> QuerySet[AuditEvent]:
    """The trail, newest first, from below a sequence number on."""
    events = wanted.apply(AuditEvent.objects.all()).order_by("-seq")
    return events.filter(seq__lt=before) if before else events


def audit_actions() -> list[str]:
    """Every action that stands in the entered workspace's trail."""
    return sorted(AuditEvent.objects.order_by().values_list("action", flat=True).distinct())


def audit_batches(wanted: AuditFilter, size: int = 1000) -> Iterator[list[AuditEvent]]:
    """The trail in batches, newest first; each is read where the caller has entered again."""
    before: int | None = None
    while batch := list(audit_events(wanted, before=before)[:size]):
        before = batch[-1].seq
        yield batch


def actor_names(events: list[AuditEvent]) -> dict[UUID, str]:
    """Who the actors of some events are, {id: name of a user or of an API key}."""
    ids = {event.actor_id for event in events if event.actor_id}
    users: dict[UUID, Any] = User.objects.in_bulk(ids)
    keys = ApiKey.objects.in_bulk(ids - users.keys()) if ids - users.keys() else {}
    return {
        **{user_id: user.get_full_name() for user_id, user in users.items()},
        **{key_id: key.name for key_id, key in keys.items()},
    }
