"""Whom a notice is for: users who are members of some workspace, by role, plan or workspace."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import (
    Announcement,
    AnnouncementKind,
    Audience,
    Membership,
    Role,
    User,
    WorkspaceStanding,
)


def audience_of(announcement: Announcement) -> "QuerySet[User]":
    """Everybody it is for at this moment, each once, however many of the workspaces are theirs."""
    theirs = _memberships(announcement).filter(user_id=OuterRef("pk"))
    return User.objects.filter(Exists(theirs), is_active=True)


def is_mailed(announcement: Announcement, user: User) -> bool:
    """Alerts always, for they belong to the contract's safety; notices to whoever wants them."""
    return announcement.kind == AnnouncementKind.SECURITY or user.wants_notices


def count_mails(announcement: Announcement) -> int:
    """How many of its people would get it by mail, too."""
    people = audience_of(announcement)
    return (people if announcement.is_alert else people.filter(wants_notices=True)).count()


def _memberships(announcement: Announcement) -> "QuerySet[Membership]":
    rows = Membership.objects.all()
    if announcement.audience == Audience.OWNERS:
        return rows.filter(role=Role.OWNER)
    if announcement.audience == Audience.CHOSEN:
        return rows.filter(workspace_id__in=announcement.workspace_ids)
    if announcement.audience == Audience.PLAN:
        on_plan = WorkspaceStanding.objects.filter(plan=announcement.plan).values("workspace_id")
        return rows.filter(workspace_id__in=on_plan)
    return rows
