"""A look of ours into a workspace: asked for, allowed or refused by its people, and ended."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Actor, acting_as, record
from accounts.errors import Refused
from accounts.models import AccessGrant, Confidant, ConfidantKind, Membership, User, Workspace
from accounts.models.support import ASKED_FOR, LONGEST_MINUTES
from accounts.support.confidentiality import VERSION, text_hash
from accounts.support.entry import is_bound
from accounts.support.mails import tell_staff, tell_workspace
from accounts.tenancy import inside, require_workspace_id

SHORTEST_MINUTES, USUAL_MINUTES = 5, 60
LONGEST_STANDING = timedelta(days=90)


def login_of(email: str) -> User | None:
    """The login of an address, while it is not locked."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


def admit_confidant(*, user: User, kind: ConfidantKind) -> Confidant:
    """Make a login one of ours, or a partner's, who is yet to promise confidentiality."""
    row, _is_new = Confidant.objects.update_or_create(
        user_id=user.pk, defaults={"kind": kind, "left_at": None, "admitted_at": timezone.now()}
    )
    User.objects.filter(pk=user.pk).update(is_staff=kind == ConfidantKind.STAFF)
    return row


def dismiss_confidant(*, user: User) -> None:
    """From this moment on every grant of theirs opens nothing; what they promised is kept."""
    Confidant.objects.filter(user_id=user.pk, left_at=None).update(left_at=timezone.now())
    User.objects.filter(pk=user.pk).update(is_staff=False)


def promise_confidentiality(*, user: User) -> None:
    """The person gives the promise as it is worded now; a day and the text's hash are kept."""
    rows = Confidant.objects.filter(user_id=user.pk, left_at=None, signed_at=None)
    rows.update(signed_at=timezone.now(), text=VERSION, text_sha256=text_hash())


def ask_for_access(*, workspace: Workspace, by: User, reason: str, minutes: int) -> AccessGrant:
    """Ask a workspace for a look; where it has said so beforehand, the look begins at once.

    Its owners and admins are told in either case. Raises Refused for who is not bound to silence,
    for no reason, for a time that is too long, and while a look is open or asked for already.
    """
    _check(workspace, by, reason, minutes)
    now = timezone.now()
    with inside(workspace), acting_as(Actor("support", by.pk)):
        # One at a time for each workspace, so that two clicks are one question.
        row = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        _refuse_second(by, now)
        grant = AccessGrant.objects.create(staff_id=by.pk, reason=reason.strip(), minutes=minutes)
        record("support.asked", grant, minutes=minutes)
        if row.support_allowed_until is not None and now < row.support_allowed_until:
            _allow(grant, now, by=None)
            record("support.allowed", grant, minutes=minutes, way="standing")
        _mark(now)
        tell_workspace(row, grant, by)
    return grant


def decide_access(*, grant: AccessGrant, by: Membership, is_allowed: bool) -> bool:
    """Allow a look from now on, or refuse it; False where it was decided or too old already."""
    now = timezone.now()
    with inside(require_workspace_id()):
        rows = AccessGrant.objects.select_for_update(no_key=True)
        waiting = rows.filter(pk=grant.pk, is_allowed=None, asked_at__gt=now - ASKED_FOR).first()
        if waiting is None:
            return False
        if is_allowed:
            _allow(waiting, now, by=by.user_id)
        else:
            waiting.is_allowed, waiting.decided_at, waiting.decided_by = False, now, by.user_id
            waiting.save()
        tell_staff(by.workspace, waiting)
        _mark(now)
        record("support.allowed" if is_allowed else "support.refused", waiting)
    return True


def end_access(*, grant: AccessGrant, by: UUID) -> bool:
    """The next page that is asked for is refused; False where it had ended already."""
    now = timezone.now()
    with inside(require_workspace_id()):
        rows = AccessGrant.objects.filter(pk=grant.pk, ended_at=None).exclude(is_allowed=False)
        ended = rows.exclude(ends_at__lte=now).update(ended_at=now, ended_by=by)
        if ended:
            _mark(now)
            record("support.ended", grant)
    return bool(ended)


def end_own_access(*, workspace_id: UUID, grant_id: UUID, by: User) -> bool:
    """Whoever looks, or asks to, goes by themselves; False where there is no such look of theirs.

    Whatever else they may: also who is bound to silence no longer, or is at another address.
    """
    with inside(workspace_id), acting_as(Actor("support", by.pk)):
        grant = AccessGrant.objects.filter(pk=grant_id, staff_id=by.pk).first()
        return grant is not None and end_access(grant=grant, by=by.pk)


def set_standing(*, workspace: Workspace, until: datetime | None) -> None:
    """Let looks begin without being asked about until a moment, or have each asked about."""
    if until is not None and until > timezone.now() + LONGEST_STANDING:
        raise Refused(
            _("This day is too far away."), advice=_("Choose one within the next 90 days.")
        )
    with inside(require_workspace_id()):
        Workspace.objects.filter(pk=workspace.pk).update(support_allowed_until=until)
        record("support.standing_changed", workspace, to_at=until)


def _check(workspace: Workspace, by: User, reason: str, minutes: int) -> None:
    if not is_bound(by):
        raise Refused(_("Nobody looks who is not bound to confidentiality."), code="not_bound")
    if workspace.is_house:
        raise Refused(_("Our own workspace has members, and no visitors."), code="house")
    if not reason.strip():
        raise Refused(_("Say what the customer asked for."), code="no_reason")
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Refused(_("A look lasts from 5 minutes to 8 hours."), code="too_long")


def _refuse_second(by: User, now: datetime) -> None:
    mine = AccessGrant.objects.filter(staff_id=by.pk, ended_at=None)
    waiting = mine.filter(is_allowed=None, asked_at__gt=now - ASKED_FOR)
    if waiting.exists() or mine.filter(ends_at__gt=now).exists():
        raise Refused(_("You have asked already, or a look of yours is open."), code="asked")


def _allow(grant: AccessGrant, now: datetime, *, by: UUID | None) -> None:
    grant.is_allowed, grant.decided_at, grant.decided_by = True, now, by
    grant.ends_at = now + timedelta(minutes=grant.minutes)
    grant.save()


def _mark(now: datetime) -> None:
    """Copy to the workspace's own row what the shell of its pages shows."""
    rows = AccessGrant.objects.filter(ended_at=None)
    waiting = rows.filter(is_allowed=None, asked_at__gt=now - ASKED_FOR)
    Workspace.objects.filter(pk=require_workspace_id()).update(
        support_asked_at=waiting.aggregate(at=Min("asked_at"))["at"],
        support_until=rows.filter(ends_at__gt=now).aggregate(at=Max("ends_at"))["at"],
    )
