"""What members do about an incident: take it, close it, accept its level, mark it, discuss it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Trouble
from accounts.models import User
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.tenancy import inside, require_workspace_id
from analytics.models import (
    Incident,
    IncidentComment,
    IncidentEnd,
    IncidentEvent,
    IncidentStatus,
    MonitorKind,
    MonitorWatch,
)
from analytics.monitors.counting import count_open
from analytics.monitors.definition import ALL_PARTS
from analytics.monitors.mentioning import mentioned
from analytics.monitors.telling import tell_of_comment, tell_owner


def acknowledge_incident(*, incident_id: UUID) -> None:
    """Somebody has seen it, and owns it where nobody did."""
    with inside(require_workspace_id()):
        incident = _going_on(incident_id)
        incident.status = IncidentStatus.ACKNOWLEDGED
        incident.owner_id = incident.owner_id or _person()
        incident.save(update_fields=["status", "owner"])
        _did(incident, "acknowledged")
        record("incident.acknowledged", incident.pk)


def own_incident(*, incident_id: UUID, owner_id: UUID | None) -> None:
    """Say who works on it, who is told; None for nobody. It has to be a member who sees numbers."""
    with inside(require_workspace_id()):
        incident = _known(incident_id)
        people = {one.user_id: one.user for one in possible_owners()}
        if owner_id is not None and owner_id not in people:
            raise Trouble(_("Only members of this workspace can work on it."))
        if owner_id == incident.owner_id:
            return
        incident.owner_id = owner_id
        incident.save(update_fields=["owner"])
        event = _did(incident, "owned")
        record("incident.owned", incident.pk)
        if owner_id is not None and owner_id != _person():
            tell_owner(incident, people[owner_id], event)


def resolve_incident(*, incident_id: UUID) -> None:
    """Close it by hand. An unusual day that is out again within three days opens it again; a state
    stays closed until it was over once, or gets worse.
    """
    with inside(require_workspace_id()):
        incident = _going_on(incident_id)
        for row in _watches(incident):
            if incident.monitor.kind != MonitorKind.ANOMALY:
                row.watch |= {"closed_size": _size(row.watch)}
            row.watch |= {"phase": "quiet", "ended_on": row.watch.get("last"), "recent": []}
            row.watch |= {"inside": 0, "run": 0, "run_began": None}
            row.save(update_fields=["watch"])
        _end(incident, IncidentEnd.CLOSED)
        record("incident.closed", incident.pk)


def accept_level(*, incident_id: UUID) -> None:
    """What it is now is normal: it is learned anew from the day on which this began."""
    with inside(require_workspace_id()):
        incident = _going_on(incident_id)
        if incident.monitor.kind == MonitorKind.SCHEMA and not incident.is_failure:
            _do_without(incident)
            return
        if incident.is_failure or incident.monitor.kind != MonitorKind.ANOMALY:
            raise Trouble(_("Only the level of an unusual day can be accepted."))
        began = incident.opened_on.isoformat()
        for row in _watches(incident):
            began = row.watch.get("run_began") or began
            row.delete()
        monitor = incident.monitor
        # A part's new level is the whole's, too; the whole's is that of every part.
        also = "" if incident.part else ALL_PARTS
        monitor.accepted = {**monitor.accepted, incident.part: began, also: began}
        monitor.save(update_fields=["accepted"])
        _end(incident, IncidentEnd.ACCEPTED, since=began)
        record("incident.accepted", incident.pk, since=began)


def _do_without(incident: Incident) -> None:
    """Fields that are gone by now are missed no more; those that go later are told."""
    now, monitor = timezone.now().isoformat(), incident.monitor
    _watches(incident).delete()
    monitor.accepted = {**monitor.accepted, incident.part: now}
    monitor.save(update_fields=["accepted"])
    _end(incident, IncidentEnd.ACCEPTED)
    record("incident.accepted", incident.pk, since=now)


def mark_incident(*, incident_id: UUID, is_useful: bool) -> None:
    """Whether it was worth a word; the share of useful ones stands beside the monitor."""
    with inside(require_workspace_id()):
        incident = _known(incident_id)
        incident.is_useful = is_useful
        incident.save(update_fields=["is_useful"])
        _did(incident, "useful" if is_useful else "noise")
        if is_useful:
            record("incident.useful", incident.pk)
        else:
            record("incident.noise", incident.pk)


def comment_incident(*, incident_id: UUID, text: str) -> IncidentComment:
    """Write to the others; who is named as @Name is told."""
    if not text.strip():
        raise Trouble(_("Write what you want to say."))
    with inside(require_workspace_id()):
        incident = _known(incident_id)
        comment = IncidentComment.objects.create(
            incident=incident, text=text.strip()[:2_000], by_id=_person()
        )
        record("incident.commented", incident.pk)
        named = mentioned(comment.text, [one.user for one in possible_owners()])
        others: list[User] = [one for one in named if one.pk != comment.by_id]
        if others:
            tell_of_comment(incident, comment, others)
    return comment


def possible_owners() -> list[Any]:
    """Members who may see numbers."""
    return members_who_may(Permission.VIEW_NUMBERS)


def _known(incident_id: UUID) -> Incident:
    rows = Incident.objects.select_for_update(no_key=True, of=("self",))
    incident = rows.select_related("monitor").filter(pk=incident_id).first()
    if incident is None:
        raise Trouble(_("There is no such incident."), code="not_found")
    return incident


def _going_on(incident_id: UUID) -> Incident:
    incident = _known(incident_id)
    if incident.is_over:
        raise Trouble(_("This incident is over already."), code="incident_over")
    return incident


def _watches(incident: Incident) -> QuerySet[MonitorWatch]:
    if incident.is_failure:
        return MonitorWatch.objects.none()
    return MonitorWatch.objects.filter(monitor_id=incident.monitor_id, part=incident.part)


def _size(watch: Mapping[str, Any]) -> float:
    """How bad it has been, as far as was told and on its last days."""
    sizes = (one["size"] for one in watch.get("recent", ()))
    return float(max(watch.get("told_size", 0.0), *sizes, 0.0))


def _end(incident: Incident, how: IncidentEnd, **details: str) -> None:
    incident.status, incident.ended_as = IncidentStatus.RESOLVED, how
    incident.ended_on, incident.offers_level = timezone.now().date(), False
    incident.save(update_fields=["status", "ended_as", "ended_on", "offers_level"])
    _did(incident, how.value, **details)
    count_open()


def _did(incident: Incident, what: str, **details: str) -> IncidentEvent:
    return IncidentEvent.objects.create(
        incident=incident, what=what, by_id=_person(), details=details
    )


def _person() -> UUID | None:
    actor = current_actor()
    return actor.id if actor.kind == "user" else None
