"""Looks up webinars, and registrations by their links or for the staff's pages."""

from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.strangers.links import hash_of
from enquiries.models import Registration, RegistrationState, Webinar, WebinarState


def open_webinars() -> "QuerySet[Webinar]":
    """What visitors see: published and not begun, the next one first."""
    rows = Webinar.objects.filter(state=WebinarState.PUBLISHED, starts_at__gt=timezone.now())
    return rows.annotate(seated=_count(RegistrationState.SEATED)).order_by("starts_at")


def open_webinar(webinar_id: UUID) -> Webinar | None:
    """One of them."""
    return open_webinars().filter(pk=webinar_id).first()


def every_webinar() -> "QuerySet[Webinar]":
    """The staff's list, the latest date first."""
    seated, waiting = _count(RegistrationState.SEATED), _count(RegistrationState.WAITING)
    return Webinar.objects.annotate(seated=seated, waiting=waiting).order_by("-starts_at")


def held_by(secret: str) -> Registration | None:
    """What a mailed link would confirm; None for used, expired and forged links."""
    now = timezone.now()
    return (
        Registration.objects.select_related("webinar")
        .filter(confirm_hash=hash_of(secret), state=RegistrationState.HELD, held_until__gt=now)
        .filter(webinar__state=WebinarState.PUBLISHED, webinar__starts_at__gt=now)
        .first()
    )


def linked(secret: str) -> Registration | None:
    """What a link cancels; None once the webinar has begun."""
    rows = live_registrations().select_related("webinar")
    now = timezone.now()
    return rows.filter(cancel_hash=hash_of(secret), webinar__starts_at__gt=now).first()


def own_registration(secret: str) -> Registration | None:
    """Whose page a link opens; None once the webinar is over."""
    now, rows = timezone.now(), live_registrations().select_related("webinar")
    found = rows.filter(cancel_hash=hash_of(secret), webinar__state=WebinarState.PUBLISHED).first()
    return found if found is not None and found.webinar.ends_at > now else None


def live_registrations() -> "QuerySet[Registration]":
    """Confirmed ones: with a seat, or waiting for one."""
    return Registration.objects.filter(
        state__in=(RegistrationState.SEATED, RegistrationState.WAITING)
    )


def attendees(webinar: Webinar) -> "QuerySet[Registration]":
    """Who comes, by seat, then who waits, in their order."""
    rows = live_registrations().filter(webinar=webinar)
    return rows.order_by("state", "seat", "confirmed_at", "id")


def _count(state: RegistrationState) -> Coalesce:
    """How many registrations a webinar has in a state; keys of two columns allow no grouping."""
    rows = Registration.objects.filter(webinar=OuterRef("pk"), state=state).order_by()
    return Coalesce(Subquery(rows.values("webinar").annotate(n=Count("pk")).values("n")), 0)
