"""What visitors do: register, confirm by the mailed link, cancel."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import inside, new_id, require_workspace_id
from accounts.zones import name_of
from enquiries.following import secret_for
from enquiries.models import Registration, RegistrationState
from enquiries.webinars import mails
from enquiries.webinars.finding import held_by, linked, live_registrations, open_webinar
from enquiries.webinars.sealing import REGISTRATION
from enquiries.webinars.seating import free_seat, locked_webinar, move_up

HELD_FOR = timedelta(days=1)


def register(*, webinar_id: UUID, zone: str, person: Mapping[str, str]) -> None:
    """Keep what the form said and mail the link; no seat is taken before it is followed.

    Nobody learns whether the address is registered already. Raises Refused once it has begun.
    """
    with inside(require_workspace_id()):
        webinar = open_webinar(webinar_id)
        if webinar is None:
            raise Refused(_("This webinar can be registered for no more."), code="webinar_over")
        secret, link, now = new_secret(), new_secret(), timezone.now()
        row = Registration(
            id=new_id(),
            workspace_id=require_workspace_id(),
            webinar=webinar,
            state=RegistrationState.HELD,
            zone=name_of(zone),
            language=(get_language() or "en")[:2],
            made_at=now,
            held_until=now + HELD_FOR,
            confirm_hash=hash_of(secret),
            cancel_hash=hash_of(secret_for(link, "cancel")),
        )
        REGISTRATION.seal(row, {**person, "link": link})
        row.save(force_insert=True)
        mails.mail_confirm(row, webinar, secret)


def confirm_registration(*, secret: str) -> str | None:
    """Give a seat, or a place in the queue: "seated" or "waiting"; None when the link is no good.

    Whoever has one already keeps it, and gets its mail again.
    """
    with inside(require_workspace_id()):
        found = held_by(secret)
        if found is None:
            return None
        webinar = locked_webinar(found.webinar_id)
        # Locked by now: of two clicks at once the second finds nothing that is held.
        row = held_by(secret)
        if row is None:
            return None
        same = live_registrations().filter(webinar=webinar, email_hash=row.email_hash).first()
        if same is not None:
            row.delete()
        else:
            same = row
            row.seat = free_seat(webinar)
            row.state = RegistrationState.SEATED if row.seat else RegistrationState.WAITING
            row.confirmed_at, row.confirm_hash = timezone.now(), None
            row.save()
            record("registration.confirmed", row, state=str(row.state))
        mails.mail_attendee(same, webinar, same.state)
    return str(same.state)


def cancel_registration(*, secret: str) -> bool:
    """Give the seat free for who waits; False when the link is no good."""
    with inside(require_workspace_id()):
        found = linked(secret)
        if found is None:
            return False
        webinar = locked_webinar(found.webinar_id)
        row = linked(secret)
        if row is None:
            return False
        row.state, row.seat, row.cancelled_at = RegistrationState.CANCELLED, None, timezone.now()
        row.save(update_fields=["state", "seat", "cancelled_at"])
        mails.mail_attendee(row, webinar, "left")
        move_up(webinar)
        record("registration.cancelled", row)
    return True


def drop_stale() -> int:
    """Delete what nobody confirmed in time; how many."""
    rows = Registration.objects.filter(state=RegistrationState.HELD)
    return rows.filter(held_until__lte=timezone.now()).delete()[0]
