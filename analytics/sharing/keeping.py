"""What is done to shared links: made, revoked, counted and forgotten."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.strangers.links import hash_of
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from analytics.models import SharedKind, SharedLink
from analytics.sharing.tokens import new_token

MOST = 200
LONGEST_DAYS, USUAL_DAYS = 365, 30
# So long an ended link stands on the list, so that one can tell what was seen by it.
KEPT_DAYS = 90


@dataclass(frozen=True)
class Wanted:
    """A link to be made; `until` is its last day, an empty password asks for none."""

    kind: SharedKind
    shows: UUID
    name: str
    until: date
    version: int = 0
    question: str = ""
    password: str = ""
    offers_csv: bool = False


@dataclass(frozen=True)
class Made:
    """A new link with its token, which nobody can read again."""

    link: SharedLink
    token: str


def make_link(*, wanted: Wanted, workspace: Workspace, user_id: UUID) -> Made:
    """A link with a secret of its own; whoever asks has seen that it may be shown."""
    password = make_password(wanted.password) if wanted.password else ""
    with inside(workspace):
        _check(wanted, workspace)
        token = new_token(workspace.pk)
        row = SharedLink.objects.create(
            token_hash=hash_of(token),
            kind=wanted.kind,
            shows=wanted.shows,
            version=wanted.version,
            question=wanted.question,
            name=wanted.name,
            password=password,
            offers_csv=wanted.offers_csv,
            expires_at=_end_of(wanted.until, workspace),
            made_by_id=user_id,
        )
        record(
            "link.made",
            row.pk,
            name=row.name,
            kind=row.kind,
            until=wanted.until.isoformat(),
            password=bool(password),
            csv=row.offers_csv,
        )
    return Made(row, token)


def revoke_link(*, link_id: UUID, user_id: UUID, may_all: bool) -> SharedLink:
    """End it at once; one's own, or with `may_all` anybody's."""
    with inside(require_workspace_id()):
        rows = SharedLink.objects.select_for_update().filter(pk=link_id)
        row = (rows if may_all else rows.filter(made_by_id=user_id)).first()
        if row is None:
            raise Trouble(_("Only who made a link, or an admin, can revoke it."))
        if row.revoked_at is None:
            _revoke(SharedLink.objects.filter(pk=row.pk), user_id)
            record("link.revoked", row.pk, name=row.name)
    return row


def revoke_links(*, user_id: UUID) -> int:
    """End all of the workspace at once; how many there were."""
    with inside(require_workspace_id()):
        count = _revoke(open_links(), user_id)
        record("link.revoked_all", None, count=count)
    return count


def open_links() -> QuerySet[SharedLink]:
    """Those that would show something now."""
    return SharedLink.objects.filter(revoked_at=None, expires_at__gt=timezone.now())


def links() -> QuerySet[SharedLink]:
    """All that are kept, the newest first."""
    return SharedLink.objects.select_related("made_by").order_by("-made_at", "id")


def makers_who_may() -> frozenset[UUID]:
    """Who could still make a link: the links of everybody else are nobody's."""
    return frozenset(one.user_id for one in members_who_may(Permission.DEFINE_NUMBERS))


def note_opening(link: SharedLink, on: date) -> None:
    """That it was opened, by nobody that is known."""
    SharedLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, opened_on=on)


def forget_links() -> int:
    """Delete what ended long ago; how many."""
    return in_each_workspace(_forget)


def _forget() -> int:
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    ended = Q(expires_at__lt=since) | Q(revoked_at__lt=since)
    return SharedLink.objects.filter(ended).delete()[0]


def _revoke(rows: QuerySet[SharedLink], user_id: UUID) -> int:
    return rows.update(revoked_at=timezone.now(), revoked_by_id=user_id)


def _check(wanted: Wanted, workspace: Workspace) -> None:
    today = timezone.now().astimezone(workspace.zone).date()
    if not today <= wanted.until <= today + timedelta(days=LONGEST_DAYS):
        raise Trouble(_("A link opens until a day between today and a year from now."))
    if open_links().count() >= MOST:
        text = _("At most %(count)d links at once.") % {"count": MOST}
        raise Trouble(text, advice=_("Revoke one that nobody opens."))


def _end_of(day: date, workspace: Workspace) -> datetime:
    """The first moment after a day, where the workspace is."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=workspace.zone)
