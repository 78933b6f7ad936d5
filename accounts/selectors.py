"""What can be read about workspaces, members, keys, jobs and the audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

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


def language_of(workspace_id: UUID) -> str:
    """The language of a workspace's first owner, in which its jobs write; else the product's."""
    owners = Membership.objects.filter(workspace_id=workspace_id, role=Role.OWNER)
    languages = owners.order_by("joined_at", "id").values_list("user__language", flat=True)
    return languages.first() or settings.LANGUAGE_CODE


def count_without_second_step() -> int:
    """How many members of the entered workspace have neither authenticator app nor passkey."""
    with_one = Authenticator.objects.filter(type__in=TYPES).values("user_id")
    return members().exclude(user_id__in=with_one).count()


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
    """Which part of the trail is asked for; days are of the active time zone, both inclusive."""

    action: str = ""
    actor_id: UUID | None = None
    start_on: date | None = None
    end_on: date | None = None

    def apply(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        if self.action:
            events = events.filter(action=self.action)
        if self.actor_id:
            events = events.filter(actor_id=self.actor_id)
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
