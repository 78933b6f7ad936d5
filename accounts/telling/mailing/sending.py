"""Makes one mail of all that is due for a member, and marks it in the same transaction."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import InboxItem, Membership, Severity, Told, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.telling.said import written_of
from accounts.tenancy import require_workspace_id

_MOST = 50


@dataclass(frozen=True)
class Line:
    """One thing in a mail, written when the mail is: in its reader's language and numbers."""

    told: Told
    slug: str

    @property
    def title(self) -> str:
        return written_of(self.told.said["title"])

    @property
    def text(self) -> str:
        return written_of(self.told.said["text"])

    @property
    def severity(self) -> str:
        return str(Severity(self.told.severity).label)

    @property
    def path(self) -> str:
        return reverse("accounts:inbox_item", args=[self.slug, self.told.pk])


def mail_due(user_id: UUID) -> int:
    """Queue the mail of what is due; how many things stand in it. Call it inside the workspace.

    What was read or is over in the meantime is left out, but that of which a mail told the
    beginning is told to be over.
    """
    items = list(
        InboxItem.objects.select_for_update(no_key=True, of=("self",))
        .filter(user_id=user_id, mail_due_at__lte=timezone.now())
        .select_related("told")
        .order_by("-told__severity", "-updated")
    )
    member = _reader(user_id) if items else None
    wanted = [item for item in items if _is_news(item)] if member else []
    if member is not None and wanted:
        _queue(member, wanted)
    ids = [item.pk for item in wanted]
    InboxItem.objects.filter(pk__in=ids).update(mailed_at=timezone.now())
    InboxItem.objects.filter(pk__in=[item.pk for item in items]).update(mail_due_at=None)
    return len(wanted)


def _reader(user_id: UUID) -> Membership | None:
    """The member as long as they may see numbers and mail reaches them."""
    found = [one for one in members_who_may(Permission.VIEW_NUMBERS) if one.user_id == user_id]
    reached = [one for one in found if one.user.is_active and not one.user.is_unreachable]
    return reached[0] if reached else None


def _is_news(item: InboxItem) -> bool:
    if item.told.resolved_at is not None:
        return item.mailed_at is not None
    # What is put away as it comes, by wish, is read in the moment in which it is told.
    return item.read_at is None or item.read_at <= item.updated


def _queue(member: Membership, items: list[InboxItem]) -> None:
    workspace = Workspace.objects.get(pk=require_workspace_id())
    lines = [Line(item.told, workspace.slug) for item in items[:_MOST]]
    wishes = reverse("accounts:telling_wishes", args=[workspace.slug])
    values = {
        "workspace": workspace,
        "lines": lines,
        "first": lines[0],
        "count": len(items),
        "more": len(items) - len(lines),
        "wishes": wishes,
    }
    address = f"{settings.PUBLIC_URL.rstrip('/')}{wishes}"
    with translation.override(member.user.language), timezone.override(workspace.zone):
        mail = compose_mail(
            "emails/told",
            to=member.user.email,
            values=values,
            headers={"List-Unsubscribe": f"<{address}>"},
        )
    queue_mail(mail)
