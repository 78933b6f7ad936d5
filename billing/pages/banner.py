"""What stands above every page of a workspace while a payment is missing, or a trial soon ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.tenancy import inside
from billing.models import Invoice
from billing.pages.words import day_text
from billing.plans import FREE, money_text
from billing.selectors import standing_of
from billing.standing import Phase, Standing

_TELL_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Banner:
    """What happened, what to do, and where; no link for those who can do nothing about it."""

    tone: str
    title: str
    text: str
    label: str = ""
    url: str = ""


def banner_of(workspace_id: UUID, slug: str, permissions: Collection[Permission]) -> Banner | None:
    """What a member sees; None while all is well. One statement more a page."""
    stands = standing_of(workspace_id)
    pays = Permission.MANAGE_BILLING in permissions
    url = reverse("billing:overview", args=[slug]) if pays else ""
    if stands.phase in (Phase.GRACE, Phase.READ_ONLY):
        if not pays and Permission.MANAGE_WORKSPACE not in permissions:
            return _plain(stands)
        return _unpaid(stands, _open_amount(workspace_id), url)
    return _trial(stands, slug) if pays else None


def _plain(stands: Standing) -> Banner | None:
    """For those who neither pay nor manage: nothing to worry about before it touches them."""
    if not stands.is_read_only:
        title = _("A payment for this workspace is late")
        return Banner("info", title, _("Everything works. Its owners have been told."))
    text = _("You can see and export everything. Changes and new data wait until an owner pays.")
    return Banner("warn", _("This workspace is read-only"), text)


def _unpaid(stands: Standing, amount: str, url: str) -> Banner:
    if stands.is_read_only:
        tone, title = "bad", _("This workspace is read-only, because it is not paid for.")
        text = _("Nothing is lost: once it is paid, everything goes on.")
    else:
        tone, title = "warn", _("The last payment did not go through")
        text = _(
            "Everything works until %(day)s; after that the workspace is read-only "
            "until it is paid."
        ) % {"day": day_text(stands.grace_until)}
    owed = _("Open: %(amount)s") % {"amount": amount} + "." if amount else ""
    told = f"{owed} {text}".strip()
    if not url:
        return Banner(tone, title, " ".join((told, _("Ask an owner to pay with another card."))))
    return Banner(tone, title, told, _("Pay now"), url)


def _trial(stands: Standing, slug: str) -> Banner | None:
    ends = stands.trial_ends_at
    if stands.phase is not Phase.TRIAL or ends is None or ends - timezone.now() > _TELL_BEFORE:
        return None
    title = _("The free trial ends on %(day)s") % {"day": day_text(ends)}
    text = _("Choose a plan to keep all of it. Without one the workspace goes on with %(free)s.")
    url = reverse("billing:plans", args=[slug])
    return Banner("info", title, text % {"free": FREE.name}, _("See plans"), url)


def _open_amount(workspace_id: UUID) -> str:
    """What is owed by the newest open invoice; "" where Stripe's word has not come yet."""
    with inside(workspace_id):
        row = Invoice.objects.filter(status="open").order_by("-issued_at").first()
    return "" if row is None else money_text(row.amount_due - row.amount_paid, row.currency)
