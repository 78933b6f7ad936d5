"""The data page in words: each source's freshness and completeness, and whose days differ."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.pages.attention import source_url
from analytics.pages.notices import state_of
from analytics.queries import SourceState
from analytics.trust.sources import Boundary, Health, SchemaChange


@dataclass(frozen=True)
class SourceRow:
    """A source in the table: state, read up to, last day of ads, and what is missing of it."""

    name: str
    kind: str
    url: str
    label: str
    tone: str
    trouble: str
    fresh_until: datetime | None
    last_on: date | None
    is_complete: bool
    completeness: str
    restatements_url: str


@dataclass(frozen=True)
class ChangeRow:
    """A field that came or went, in words."""

    source: str
    field: str
    what: str
    at: datetime | None
    affects: str


@dataclass(frozen=True)
class Days:
    """Whose days begin where; `differs` where sources count by more than one calendar."""

    rows: tuple[Boundary, ...]
    own_zone: str
    differs: bool
    unknown: int


def source_rows(found: Health, slug: str) -> list[SourceRow]:
    """All sources that are connected, in the order in which they came."""
    return [_row(state, found, slug) for state in found.states if not state.is_disconnected]


def _row(state: SourceState, found: Health, slug: str) -> SourceRow:
    label, tone = state_of(state)
    is_complete, words = _completeness(state.id, found)
    is_read = state.fresh_until is not None or state.last_ad_on is not None
    return SourceRow(
        name=state.name,
        kind=found.labels.get(state.id, state.connector),
        url=source_url(slug, state.id),
        label=label,
        tone=tone,
        trouble=state.trouble_text,
        fresh_until=state.fresh_until,
        last_on=state.last_ad_on,
        is_complete=is_complete and is_read,
        completeness=words if is_read else "",
        restatements_url=_restatements(slug, state),
    )


def _restatements(slug: str, state: SourceState) -> str:
    if state.last_ad_on is None:
        return ""
    return reverse("analytics:restatements", kwargs={"slug": slug, "source_id": state.id})


def _completeness(source_id: UUID, found: Health) -> tuple[bool, str]:
    parts = []
    if unread := found.unread.get(source_id, 0):
        text = ngettext("%(count)d object missing", "%(count)d objects missing", unread)
        parts.append(text % {"count": unread})
    if missing := found.missing.get(source_id, 0):
        text = ngettext("%(count)d field missing", "%(count)d fields missing", missing)
        parts.append(text % {"count": missing})
    if hidden := found.hidden.get(source_id, 0):
        text = ngettext("%(count)d row out of sight", "%(count)d rows out of sight", hidden)
        parts.append(text % {"count": hidden})
    latest = next((one for one in found.left_out if one.source_id == source_id), None)
    if latest is not None:
        text = ngettext("%(count)d row left out", "%(count)d rows left out", latest.rows)
        parts.append(text % {"count": latest.rows})
    return (False, ", ".join(parts)) if parts else (True, _("Everything asked for"))


def change_rows(found: Health) -> list[ChangeRow]:
    """The fields that changed, the newest first."""
    return [
        ChangeRow(c.source, f"{c.stream}.{c.field}", _what(c), c.at, c.affects)
        for c in found.changes
    ]


def _what(change: SchemaChange) -> str:
    words = {
        "new": _("New, and not read yet"),
        "gone": _("Gone; what was read is kept"),
        "renamed": _("Renamed"),
        "back": _("Visible again"),
    }
    return words.get(change.kind, change.kind)


def days(found: Health, own_zone: str) -> Days:
    """The calendars of all sources beside the workspace's own."""
    zones = {one.zone for one in found.boundaries if one.zone}
    unknown = sum(not one.zone for one in found.boundaries)
    return Days(found.boundaries, own_zone, bool(zones - {own_zone}), unknown)
