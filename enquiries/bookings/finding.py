"""Looks up hours, hosts, what is free, and bookings by their links or for the staff's pages."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Membership, Role
from accounts.permissions import Permission, may
from accounts.strangers.links import hash_of
from accounts.tenancy import require_workspace_id
from accounts.zones import zone
from enquiries.bookings.availability import Busy, free_starts
from enquiries.bookings.hours import Hours, Span, read_spans
from enquiries.models import Booking, BookingState, DemoHours

LIVE = (BookingState.HELD, BookingState.CONFIRMED)
_DEEDS = {"move": "move_hash", "cancel": "cancel_hash"}


@dataclass(frozen=True)
class Standing:
    """Hours and hosts as they are set now."""

    hours: Hours
    hosts: Mapping[UUID, Membership]
    join_url: str

    def name_of(self, host_id: UUID) -> str:
        """A host's name; empty for who gives demos no more."""
        found = self.hosts.get(host_id)
        return found.user.get_full_name() if found else ""


def standing() -> Standing:
    """What staff has set, or the defaults."""
    row = DemoHours.objects.first()
    chosen = set(row.hosts) if row else set()
    members = {member.user_id: member for member in who_may_host()}
    hosts = {key: member for key, member in members.items() if key in chosen} if chosen else members
    return Standing(hours_of(row), hosts, row.join_url if row else "")


def who_may_host() -> "QuerySet[Membership]":
    """Members who see bookings, the first to have joined first."""
    roles = [role for role in Role if may(role, Permission.MANAGE_BOOKINGS)]
    rows = Membership.objects.filter(workspace_id=require_workspace_id(), role__in=roles)
    return rows.select_related("user").order_by("joined_at")


def hours_of(row: DemoHours | None) -> Hours:
    """A row's hours as a value."""
    if row is None:
        return Hours()
    return replace(
        Hours(),
        zone=zone(row.zone),
        weekly=tuple(_spans(day) for day in row.weekly),
        length=timedelta(minutes=row.length_minutes),
        buffer=timedelta(minutes=row.buffer_minutes),
        notice=timedelta(hours=row.notice_hours),
        horizon_days=row.horizon_days,
        days_off=frozenset(row.days_off),
    )


def _spans(pairs: list[list[str]]) -> tuple[Span, ...]:
    return read_spans(", ".join("-".join(pair) for pair in pairs))


def busy_hosts(*, but: UUID | None = None) -> dict[UUID, list[Busy]]:
    """{host: when taken} from now on, without the booking that is about to be moved."""
    now = timezone.now()
    rows = Booking.objects.filter(taking(now), busy_until__gt=now)
    rows = rows.exclude(pk=but) if but else rows
    found: dict[UUID, list[Busy]] = defaultdict(list)
    for host, begin, end in rows.values_list("host_id", "starts_at", "busy_until"):
        found[host].append((begin, end))
    return found


def taking(now: datetime) -> Q:
    """What takes a slot: confirmed, or held and not run out."""
    return Q(state=BookingState.CONFIRMED) | Q(state=BookingState.HELD, held_until__gt=now)


def free_now(*, but: UUID | None = None) -> list[datetime]:
    """Every start that can be booked, or to which this booking can be moved."""
    found = standing()
    return free_starts(found.hours, timezone.now(), list(found.hosts), busy_hosts(but=but))


def held_by(secret: str) -> Booking | None:
    """The booking that a mailed link would confirm; None for used, expired and forged links."""
    return Booking.objects.filter(
        confirm_hash=hash_of(secret), state=BookingState.HELD, held_until__gt=timezone.now()
    ).first()


def linked(secret: str, deed: str) -> Booking | None:
    """The booking that a link moves or cancels; None once the meeting has begun, too."""
    return Booking.objects.filter(
        **{_DEEDS[deed]: hash_of(secret)},
        state=BookingState.CONFIRMED,
        starts_at__gt=timezone.now(),
    ).first()


def shown(which: str) -> "QuerySet[Booking]":
    """What one of the lists shows: coming, past, held or cancelled."""
    now, rows = timezone.now(), Booking.objects.all()
    if which == "past":
        past = rows.filter(state=BookingState.CONFIRMED, starts_at__lte=now)
        return past.order_by("-starts_at")
    if which == "held":
        return rows.filter(state=BookingState.HELD, held_until__gt=now).order_by("starts_at")
    if which == "cancelled":
        return rows.filter(state=BookingState.CANCELLED).order_by("-starts_at")
    return rows.filter(state=BookingState.CONFIRMED, starts_at__gt=now).order_by("starts_at")


def of_day(day: date, where: ZoneInfo) -> "QuerySet[Booking]":
    """One day's live bookings."""
    begin = datetime.combine(day, time.min, where)
    rows = Booking.objects.filter(taking(timezone.now()))
    end = datetime.combine(day + timedelta(days=1), time.min, where)
    return rows.filter(starts_at__gte=begin, starts_at__lt=end).order_by("starts_at")
