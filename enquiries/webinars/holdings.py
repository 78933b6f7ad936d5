"""What registrations hold of people: their columns, what is found of a person, an erasure."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from enquiries.entries import ID, SECRET, STATE, WORKSPACE, Asked
from enquiries.models import Registration
from enquiries.sealing import hashes_of
from enquiries.webinars.purposes import HOLD_WEBINAR
from enquiries.webinars.sealing import REGISTRATION
from enquiries.webinars.seating import locked_webinar, move_up

KEPT = _("12 months after the webinar; what is not confirmed for a day")
RETENTION: dict[str, Kept] = {
    KEPT: Kept(
        (
            "enquiries.webinars.sweeps.free_stale",
            "enquiries.webinars.sweeps.forget_registrations",
        )
    )
}
_BASIS = _("6(1)(b): the webinar that the person registered for")
_SEAT = Asked(HOLD_WEBINAR, _BASIS, KEPT)
_TOLD = NotPersonal("What staff tells everybody of a webinar.")
_SHOWN = ("state", "seat", "zone", "language", "made_at", "confirmed_at")

_REGISTRATION: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    **dict.fromkeys(("state", "seat", "made_at", "held_until", "confirmed_at"), STATE),
    **dict.fromkeys(("cancelled_at", "day_reminded_at", "hour_reminded_at"), STATE),
    **dict.fromkeys(("confirm_hash", "cancel_hash"), SECRET),
    "webinar": _SEAT.of_visitor("pd:ServiceConsumptionBehavior"),
    "zone": _SEAT.of_visitor("pd:Country"),
    "language": _SEAT.of_visitor("pd:Language"),
    "name": _SEAT.of_visitor("pd:Name", sealed=True, origin="provided"),
    "email": _SEAT.of_visitor("pd:EmailAddress", sealed=True, origin="provided"),
    "email_hash": _SEAT.of_visitor("pd:EmailAddress"),
    "company": _SEAT.of_visitor("pd:Professional", sealed=True, origin="provided"),
    "link": _SEAT.of_visitor("pd:Identifying", sealed=True),
}
_WEBINAR = (
    *("state", "title_en", "title_da", "description_en", "description_da", "starts_at"),
    *("length_minutes", "seats", "join_url", "sequence"),
)
CLASSIFICATIONS: Classifications = {
    "enquiries.registration": _REGISTRATION,
    "enquiries.webinar": {"id": ID, "workspace": WORKSPACE, **dict.fromkeys(_WEBINAR, _TOLD)},
}
READERS: Mapping[str, tuple[str, ...]] = {"enquiries.webinars": (HOLD_WEBINAR,)}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Registrations under the person's addresses; outside of a workspace the house's own."""
    with inside(current_workspace_id() or HOUSE_ID):
        rows = [
            {
                "webinar": one.webinar.title,
                "starts_at": one.webinar.starts_at,
                **{name: getattr(one, name) for name in _SHOWN},
                **REGISTRATION.texts(one, purpose=ANSWER_REQUEST),
            }
            for one in _registrations(subject).select_related("webinar")
        ]
    return (Collected("enquiries.registration", plain_rows(rows)),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """All of it goes, and who has waited longest gets the seat."""
    with inside(current_workspace_id() or HOUSE_ID):
        found = _registrations(subject)
        webinars = sorted(set(found.values_list("webinar_id", flat=True)))
        locked = [locked_webinar(webinar_id) for webinar_id in webinars]
        gone = found.delete()[0]
        for webinar in locked:
            move_up(webinar)
    return (Erased("enquiries.registration", gone),)


def _registrations(subject: Subject) -> "QuerySet[Registration]":
    return Registration.objects.filter(email_hash__in=hashes_of(subject)).order_by("made_at")
