"""What staff does: make a webinar, change it, publish it, call it off."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from enquiries.models import Registration, RegistrationState, Webinar, WebinarState
from enquiries.webinars import mails
from enquiries.webinars.finding import live_registrations
from enquiries.webinars.seating import locked_webinar, move_up

# What everybody who registered has to know again.
_TOLD = ("starts_at", "length_minutes", "join_url")


def make_webinar(**said: Any) -> Webinar:
    """A draft."""
    with inside(require_workspace_id()):
        webinar = Webinar(**said)
        webinar.save(force_insert=True)
        record("webinar.made", webinar)
    return webinar


def change_webinar(*, webinar_id: UUID, **said: Any) -> None:
    """Change it; who registered hears of another time or link. Raises Refused."""
    with inside(require_workspace_id()):
        webinar = _changeable(webinar_id)
        seated = Registration.objects.filter(webinar=webinar, state=RegistrationState.SEATED)
        if (last := seated.order_by("-seat").first()) and (last.seat or 0) > said["seats"]:
            raise Refused(
                _("The seats up to number %(seat)d are taken.") % {"seat": last.seat or 0},
                code="seats_taken",
            )
        is_told = any(getattr(webinar, name) != said[name] for name in _TOLD)
        for name, value in said.items():
            setattr(webinar, name, value)
        webinar.sequence += is_told
        webinar.save()
        if is_told:
            _remind_anew(webinar)
            _tell(webinar, "changed")
        move_up(webinar)
        record("webinar.changed", webinar)


def publish_webinar(*, webinar_id: UUID) -> None:
    """Show it on the public page."""
    with inside(require_workspace_id()):
        webinar = _changeable(webinar_id)
        webinar.state = WebinarState.PUBLISHED
        webinar.save(update_fields=["state"])
        record("webinar.published", webinar)


def cancel_webinar(*, webinar_id: UUID) -> None:
    """Call it off, and tell everybody who registered."""
    with inside(require_workspace_id()):
        webinar = _changeable(webinar_id)
        webinar.state = WebinarState.CANCELLED
        webinar.sequence += 1
        webinar.save(update_fields=["state", "sequence"])
        _tell(webinar, "cancelled")
        record("webinar.cancelled", webinar)


def _changeable(webinar_id: UUID) -> Webinar:
    webinar = locked_webinar(webinar_id)
    if webinar.state == WebinarState.CANCELLED or webinar.starts_at <= timezone.now():
        raise Refused(_("This webinar is over, or was cancelled."), code="webinar_over")
    return webinar


def _remind_anew(webinar: Webinar) -> None:
    rows = Registration.objects.filter(webinar=webinar)
    rows.update(day_reminded_at=None, hour_reminded_at=None)


def _tell(webinar: Webinar, news: str) -> None:
    for one in live_registrations().filter(webinar=webinar).order_by("confirmed_at"):
        mails.mail_attendee(one, webinar, news)
