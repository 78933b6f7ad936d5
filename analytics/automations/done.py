"""The changes that came of a rule, as they stand at integrations, and what may be done to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import MemberRequest
from accounts.permissions import Permission
from analytics.figures import exact
from analytics.metrics import Unit
from integrations.actions import BUDGET, STATUS, VALUE, is_waiting
from integrations.models import CampaignAction
from integrations.selectors.records import hidden_among, labels_of

_State, _What = CampaignAction.State, CampaignAction.What
WHATS: Mapping[str, Any] = {
    _What.PAUSE: gettext_lazy("Pause"),
    _What.RESUME: gettext_lazy("Resume"),
    _What.BUDGET: gettext_lazy("Change the budget"),
    _What.TASK: gettext_lazy("Task in the CRM"),
    _What.FIELD: gettext_lazy("Field in the CRM"),
}
_STATES: Mapping[str, tuple[Any, str]] = {
    _State.PROPOSED: (gettext_lazy("Waits for approval"), "warn"),
    _State.REFUSED: (gettext_lazy("Refused"), "none"),
    _State.APPROVED: (gettext_lazy("On its way"), "info"),
    _State.RUNNING: (gettext_lazy("On its way"), "info"),
    _State.DONE: (gettext_lazy("Done"), "good"),
    _State.FAILED: (gettext_lazy("Not done"), "bad"),
    _State.UNKNOWN: (gettext_lazy("Outcome unknown"), "warn"),
    _State.UNDONE: (gettext_lazy("Undone"), "none"),
}
# Approved, and its workspace stands still.
_STANDS: tuple[Any, str] = (gettext_lazy("Waits"), "warn")
_STATUSES: Mapping[str, Any] = {
    "active": gettext_lazy("Active"),
    "paused": gettext_lazy("Paused"),
    "removed": gettext_lazy("Removed"),
}


@dataclass(frozen=True)
class ChangeRow:
    """One change; `may_*` says which of its buttons whoever looks has."""

    id: UUID
    what: str
    campaign: str
    campaign_id: UUID | None
    before: str
    after: str
    state: str
    tone: str
    is_busy: bool
    trouble: str
    at: datetime
    may_approve: bool
    may_refuse: bool
    is_own: bool
    may_undo: bool


def changes_of(automation_id: UUID) -> Any:
    """What one rule asked for, the newest first."""
    rows = CampaignAction.objects.filter(origin_id=automation_id, what__in=list(WHATS))
    return rows.select_related("campaign", "source").order_by("-asked_at", "-id")


def undoing(rows: Iterable[CampaignAction]) -> set[UUID | None]:
    """Those of which the way back is under way."""
    found = CampaignAction.objects.filter(
        undoes__in=[row.pk for row in rows], state__in=(_State.APPROVED, _State.RUNNING)
    )
    return set(found.values_list("undoes_id", flat=True))


def change_rows(rows: Iterable[CampaignAction], request: MemberRequest) -> list[ChangeRow]:
    """With the buttons of whoever asks."""
    found = list(rows)
    labels, hidden, back = labels_of(found), hidden_among(found), undoing(found)
    lines = [_row(row, labels[row.pk], request) for row in found]
    lines = [_on_its_way_back(one) if one.id in back else one for one in lines]
    return [
        replace(one, before="–", after="–", may_undo=False) if one.id in hidden else one
        for one in lines
    ]


def _on_its_way_back(row: ChangeRow) -> ChangeRow:
    label = _("On its way back")
    return replace(row, state=label, tone="info", is_busy=True, may_undo=False)


def _row(row: CampaignAction, about: str, request: MemberRequest) -> ChangeRow:
    stands = is_waiting(row)
    label, tone = _STANDS if stands else _STATES[row.state]
    may_manage = Permission.MANAGE_CAMPAIGNS in request.permissions
    may_approve = Permission.APPROVE_CAMPAIGNS in request.permissions
    is_own, waits = row.asked_by == request.user.pk, row.state == _State.PROPOSED
    return ChangeRow(
        id=row.pk,
        what=_what(row),
        campaign=about,
        campaign_id=row.campaign_id,
        before=_value(row.before, row),
        after=_value(row.wanted, row),
        state=str(label),
        tone=tone,
        is_busy=row.state in (_State.APPROVED, _State.RUNNING) and not stands,
        trouble=row.trouble_text,
        at=row.asked_at,
        may_approve=waits and may_approve and not is_own,
        may_refuse=(waits or stands) and may_manage and (may_approve or is_own),
        is_own=is_own,
        may_undo=row.state == _State.DONE and may_manage and row.undoes_id is None,
    )


def _what(row: CampaignAction) -> str:
    label = str(WHATS[row.what])
    return f"{label}: {row.field_label}" if row.field_label else label


def _value(told: Mapping[str, Any], row: CampaignAction) -> str:
    if row.what == _What.TASK:
        return _("due on %(day)s") % {"day": _day(told["due"])} if told.get("due") else "–"
    if row.what == _What.FIELD:
        return str(told.get(VALUE) or "–")
    if row.what != _What.BUDGET:
        return str(_STATUSES.get(str(told.get(STATUS)), "–"))
    micros = told.get(BUDGET)
    if micros is None:
        return "–"
    return _("%(amount)s a day") % {"amount": exact(Unit.MONEY, int(micros), row.currency)}


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
