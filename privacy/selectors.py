"""Reads of the records of processing: as of a day, and with the facts of the entered workspace."""

import zoneinfo
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.instructions import instructions
from accounts.models import Instruction, Membership, Role
from accounts.tenancy import require_workspace_id
from integrations.models import Source
from integrations.selectors import vendors_of
from privacy.models import RecordVersion
from privacy.records import Party, Record, make_record, read_record


@dataclass(frozen=True)
class Found:
    """A record and the version that holds it; without one where today's code says something new."""

    record: Record
    kept_at: datetime | None = None
    sha256: str = ""
    is_past: bool = False


@dataclass(frozen=True)
class Customer:
    """The workspace as the controller of what it brings in: what is known of it now.

    `owners` and `officers` are "Name <address>"; `instructions` is the version that stood on the
    day, and `agreement` that of the contract by which it was given: 0 and "" before the first.
    """

    name: str
    owners: tuple[str, ...]
    officers: tuple[str, ...]
    instructions: int = 0
    agreement: str = ""


def record_on(kind: str, language: str, on: date | None, zone: zoneinfo.ZoneInfo) -> Found | None:
    """The record as it was at the end of a day of that zone, now where none is given.

    None where nothing had been kept by then.
    """
    versions = RecordVersion.objects.order_by("-kept_at", "-id")
    if on is None or on >= timezone.now().astimezone(zone).date():
        return _now(make_record(kind, language), versions.first())
    kept = versions.filter(kept_at__lt=end_of(on, zone)).first()
    if kept is None:
        return None
    record = read_record(kept.content[language][kind])
    return Found(record, kept.kept_at, kept.sha256, is_past=True)


def first_kept() -> datetime | None:
    """Since when versions are kept."""
    moments = RecordVersion.objects.order_by("kept_at", "id").values_list("kept_at", flat=True)
    return moments.first()


def customer(name: str, on: date | None, zone: zoneinfo.ZoneInfo) -> Customer:
    """The entered workspace's name, owners and privacy officers, and what it instructed by then."""
    people: dict[str, list[str]] = {Role.OWNER: [], Role.PRIVACY_OFFICER: []}
    members = Membership.objects.filter(workspace_id=require_workspace_id(), role__in=people)
    for role, who, email in members.order_by("joined_at").values_list(
        "role", "user__name", "user__email"
    ):
        people[role].append(f"{who} <{email}>")
    owners, officers = tuple(people[Role.OWNER]), tuple(people[Role.PRIVACY_OFFICER])
    stood = _instructed(on, zone)
    if stood is None:
        return Customer(name, owners, officers)
    return Customer(name, owners, officers, stood.version, stood.agreement)


def _instructed(on: date | None, zone: zoneinfo.ZoneInfo) -> Instruction | None:
    if on is None:
        return instructions()
    given = Instruction.objects.filter(given_at__lt=end_of(on, zone))
    return given.order_by("-version").first()


def with_connected(record: Record, on: date | None, zone: zoneinfo.ZoneInfo) -> Record:
    """The record with those vendors alone that the entered workspace had connected on the day."""
    names = _connected(on, zone)

    def is_theirs(party: Party) -> bool:
        return not party.is_instructed or party.name in names

    parties = tuple(filter(is_theirs, record.parties))
    kept = {party.name for party in parties}
    entries = tuple(
        replace(entry, recipients=tuple(name for name in entry.recipients if name in kept))
        for entry in record.entries
    )
    return replace(record, parties=parties, entries=entries)


def end_of(on: date, zone: zoneinfo.ZoneInfo) -> datetime:
    """The first moment after the day."""
    return datetime.combine(on + timedelta(days=1), time.min, zone)


def _now(record: Record, newest: RecordVersion | None) -> Found:
    if newest and read_record(newest.content[record.language][record.kind]) == record:
        return Found(record, newest.kept_at, newest.sha256)
    return Found(record)


def _connected(on: date | None, zone: zoneinfo.ZoneInfo) -> set[str]:
    until = end_of(on, zone) if on else timezone.now()
    rows = Source.objects.filter(created_at__lt=until).values_list("connector", "disconnected_at")
    keys = {key for key, ended in rows if ended is None or ended >= until}
    return {vendor.name for key in keys for vendor in vendors_of(key)}
