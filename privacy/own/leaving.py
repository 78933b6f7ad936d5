"""A user closes their own login: erased by the manifest, answered with a certificate."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.jobs import Later, Lease, enqueue
from accounts.models import Job, JobState, Membership, Role, User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.erasure.services import TASK, begin_erasure, close_by_erasure
from privacy.models import Erasure, Kind, State
from privacy.requests.arrivals import ask_signed_in
from privacy.requests.finding import linked
from privacy.requests.mails import mail_desk

_SOON = timedelta(seconds=5)


@dataclass(frozen=True)
class Place:
    """A workspace of the person; `is_alone` says that they are its only owner."""

    membership: Membership
    is_alone: bool
    is_closing: bool


def places_of(user: User) -> list[Place]:
    """Where the person is a member, and whether anybody would be left to answer for it."""
    members = list(
        Membership.objects.filter(user=user)
        .select_related("workspace__closure")
        .order_by("workspace__name")
    )
    owned = [one.workspace_id for one in members if one.role == Role.OWNER]
    others = Membership.objects.filter(workspace_id__in=owned, role=Role.OWNER).exclude(user=user)
    shared = set(others.values_list("workspace_id", flat=True))
    return [
        Place(
            one,
            is_alone=one.role == Role.OWNER and one.workspace_id not in shared,
            is_closing=hasattr(one.workspace, "closure"),
        )
        for one in members
    ]


def close_login(*, user: User) -> str:
    """Have the login erased; the secret of the page on which the person follows it.

    It cannot be used from here on. Raises Refused while a workspace has no other owner.
    """
    with inside(HOUSE_ID):
        owned = Workspace.objects.filter(memberships__user=user, memberships__role=Role.OWNER)
        # Or two owners who go at once would both see the other.
        list(owned.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
        if any(place.is_alone for place in places_of(user)):
            raise Refused(
                _("You are the only owner of a workspace."),
                advice=_("Hand it over or close it first."),
                code="last_owner",
            )
        link = ask_signed_in(user=user, kind=Kind.ERASURE, text="", is_uk=False, tells_desk=False)
        request = linked(link)
        assert request is not None, "it was made by the line above"  # noqa: S101
        begin_erasure(request_id=request.pk, ids={})
        enqueue("privacy.tasks.own.finish_leaving", request.pk, dedupe_key=str(request.pk))
        User.objects.filter(pk=user.pk).update(is_active=False)
    for session in UserSession.objects.filter(user=user):
        session.end()
    return link


def run_leaving(lease: Lease, *, request_id: UUID) -> None:
    """Answer with the certificate once everything is erased; raises Later until then.

    Where a part failed for good it is left to the desk.
    """
    with lease.batch():
        erasure = Erasure.objects.select_related("request").filter(request_id=request_id).first()
        if erasure is None or erasure.request.state != State.OPEN:
            return
        if erasure.finished_at is not None:
            with translation.override(erasure.request.language):
                text = _("Your login is erased. The certificate says what was erased, and where.")
            close_by_erasure(request_id=request_id, text=text)
            return
        jobs = Job.objects.filter(task=TASK, dedupe_key=str(erasure.pk))
        if not jobs.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
            mail_desk(erasure.request, "received")
            return
    raise Later(_SOON, "The login is being erased.")
