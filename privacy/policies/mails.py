"""Mails about what is published: service notices to users, customers and who asked for them."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import Membership, User, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.tenancy import require_workspace_id
from enquiries.site.addresses import absolute
from privacy.models import ChangeSubscriber, PolicyVersion, SubprocessorChange
from privacy.policies.purposes import TELL_CHANGES
from privacy.policies.sealing import address_of

_MAILS = "privacy/policies/mails"


def mail_confirmation(email: str, secret: str) -> None:
    """The link that shows the mailbox to be theirs."""
    url = absolute(reverse("policies:confirm", args=[secret]), translation.get_language() or "")
    values = {"url": url}
    queue_mail(compose_mail(f"{_MAILS}/confirm", to=email, values=values))


def mail_subscriber(row: ChangeSubscriber, change: SubprocessorChange, token: str) -> None:
    """A change, and the way out by one click (RFC 8058)."""
    leave = _url(reverse("policies:leave", args=[token]))
    page = absolute(reverse("policies:page", args=["subprocessors"]), row.language)
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    with translation.override(row.language):
        values = {"change": change, "url": f"{page}#announced", "leave_url": leave}
        email = address_of(row, purpose=TELL_CHANGES)
        queue_mail(compose_mail(f"{_MAILS}/change", to=email, values=values, headers=headers))


def mail_customer(change: SubprocessorChange) -> int:
    """Tell who manages privacy in the entered workspace; how many."""
    people = members_who_may(Permission.MANAGE_PRIVACY)
    workspace = Workspace.objects.get(pk=require_workspace_id())
    url = _url(reverse("policies:changes", args=[workspace.slug]))
    for member in people:
        with translation.override(member.user.language):
            values = {"change": change, "url": url, "workspace": workspace}
            queue_mail(compose_mail(f"{_MAILS}/change", to=member.user.email, values=values))
    return len(people)


def mail_version(user: User, row: PolicyVersion) -> None:
    """What will be done with their data from a day on, before that day."""
    with translation.override(user.language):
        url = _url(reverse("policies:version", args=[row.kind, row.number, row.locale]))
        values = {"row": row, "url": f"{url}#what-changed"}
        queue_mail(compose_mail(f"{_MAILS}/policy", to=user.email, values=values))


def mail_agreement(member: Membership, row: PolicyVersion, workspace: Workspace) -> None:
    """Another version of the agreement waits for the workspace."""
    with translation.override(member.user.language):
        url = _url(reverse("policies:agreement", args=[workspace.slug]))
        values = {"row": row, "url": url, "workspace": workspace}
        queue_mail(compose_mail(f"{_MAILS}/agreement", to=member.user.email, values=values))


def _url(path: str) -> str:
    return str(settings.PUBLIC_URL).rstrip("/") + path
