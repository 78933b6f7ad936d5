"""What a workspace's people see of looks: who, why, until when, and which pages."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import AccessGrant, AuditEvent, User, Workspace
from accounts.models.support import ASKED_FOR
from accounts.tenancy import inside

_MOST_GRANTS, _MOST_PAGES = 25, 500


@dataclass(frozen=True)
class Seen:
    """One page that was opened."""

    at: datetime
    page: str


@dataclass(frozen=True)
class Look:
    """A grant with the name of its person, and what they opened, the newest first.

    `state` is asked, open, over, refused, ended or lapsed; `ended_by` is who ended it.
    """

    grant: AccessGrant
    who: str
    state: str
    pages: tuple[Seen, ...]
    ended_by: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.state == "asked"

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def looks() -> list[Look]:
    """Looks into the entered workspace, the newest first."""
    grants = list(AccessGrant.objects.order_by("-asked_at")[:_MOST_GRANTS])
    people = {grant.staff_id for grant in grants}
    people |= {grant.ended_by for grant in grants if grant.ended_by}
    names = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=people)}
    pages, now = _pages(grants), timezone.now()
    return [
        Look(
            grant,
            names.get(grant.staff_id, ""),
            state_of(grant, now),
            tuple(pages[grant.pk]),
            names.get(grant.ended_by, "") if grant.ended_by else "",
        )
        for grant in grants
    ]


@dataclass(frozen=True)
class OwnLook:
    """A look of one of ours that runs, or a question of theirs that waits, and where."""

    workspace: Workspace
    grant: AccessGrant

    @property
    def is_open(self) -> bool:
        return bool(self.grant.is_allowed)


def own_looks(user: User) -> list[OwnLook]:
    """Looks of one person of ours in all workspaces, each read inside its own."""
    now, found = timezone.now(), []
    marked = Q(support_until__gt=now) | Q(support_asked_at__gt=now - ASKED_FOR)
    for workspace in Workspace.objects.filter(marked).order_by("name", "pk"):
        with inside(workspace):
            rows = list(AccessGrant.objects.filter(staff_id=user.pk, ended_at=None))
        going = (row for row in rows if state_of(row, now) in ("asked", "open"))
        found += [OwnLook(workspace, row) for row in going]
    return found


def state_of(grant: AccessGrant, now: datetime) -> str:
    """How a look stands."""
    if grant.ended_at is not None:
        return "ended"
    if grant.is_allowed is None:
        return "asked" if now < grant.asked_at + ASKED_FOR else "lapsed"
    if not grant.is_allowed:
        return "refused"
    return "open" if grant.is_open(now) else "over"


def _pages(grants: list[AccessGrant]) -> "defaultdict[UUID, list[Seen]]":
    marks = {f"accounts.accessgrant:{grant.pk}": grant.pk for grant in grants}
    events = AuditEvent.objects.filter(action="support.page_viewed", target__in=marks)
    found: defaultdict[UUID, list[Seen]] = defaultdict(list)
    for event in events.order_by("-seq")[:_MOST_PAGES]:
        found[marks[event.target]].append(Seen(event.at, event.data["page"]))
    return found
