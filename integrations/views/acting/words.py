"""An action in words: what, how it stands, from what to what, why it takes two, each step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from integrations.actions import BUDGET, STATUS
from integrations.models import ActionStep, CampaignAction
from integrations.money import written
from integrations.selectors.actions import steps_of

_What, _State = CampaignAction.What, CampaignAction.State
_Origin = CampaignAction.OriginKind
WHATS: Mapping[str, Any] = {
    _What.PAUSE: gettext_lazy("Pause"),
    _What.RESUME: gettext_lazy("Resume"),
    _What.BUDGET: gettext_lazy("Change the budget"),
}
STATES: Mapping[str, tuple[Any, str]] = {
    _State.PROPOSED: (gettext_lazy("Waits for approval"), "warn"),
    _State.REFUSED: (gettext_lazy("Refused"), "none"),
    _State.APPROVED: (gettext_lazy("On its way"), "info"),
    _State.RUNNING: (gettext_lazy("On its way"), "info"),
    _State.DONE: (gettext_lazy("Done"), "good"),
    _State.FAILED: (gettext_lazy("Not done"), "bad"),
    _State.UNKNOWN: (gettext_lazy("Outcome unknown"), "warn"),
    _State.UNDONE: (gettext_lazy("Undone"), "none"),
}
FILTERS: Mapping[str, Any] = {
    "waiting": gettext_lazy("Waits for approval"),
    "going": gettext_lazy("On its way"),
    "done": gettext_lazy("Done"),
    "not_done": gettext_lazy("Not done"),
}
STATUSES: Mapping[str, Any] = {
    "active": gettext_lazy("Active"),
    "paused": gettext_lazy("Paused"),
    "removed": gettext_lazy("Removed"),
}
NEEDS: Mapping[str, Any] = {
    "amount": gettext_lazy("more a day than one member may spend alone"),
    "percent": gettext_lazy("a larger change than one member may make alone"),
}
_STEPS: Mapping[str, Any] = {
    "asked": gettext_lazy("Asked for"),
    "approved": gettext_lazy("Approved"),
    "refused": gettext_lazy("Refused"),
    "began": gettext_lazy("Looked how it stands"),
    "sent": gettext_lazy("Sent to the platform"),
    "not_taken": gettext_lazy("Not taken by the platform"),
    "cut": gettext_lazy("Sent, and no answer came"),
    "unknown": gettext_lazy("Nobody knows yet whether it was done"),
    "done": gettext_lazy("Done, and read again"),
    "failed": gettext_lazy("Not done"),
    "undone": gettext_lazy("Undone"),
}


@dataclass(frozen=True)
class ActionLine:
    """One action as the log shows it."""

    id: UUID
    what: str
    campaign: str
    campaign_id: UUID
    source: str
    state: str
    tone: str
    is_busy: bool
    before: str
    after: str
    asked_by: str
    decided_by: str
    origin: str
    origin_path: str
    reason: str
    needs: str
    trouble: str
    at: datetime
    may_decide: bool
    may_refuse: bool
    is_own: bool
    may_undo: bool
    is_waiting: bool
    is_unknown: bool


@dataclass(frozen=True)
class StepLine:
    """One step of an action."""

    label: str
    at: datetime
    by: str
    seen: str


def value_in_words(told: Mapping[str, Any] | None, what: str, currency: str) -> str:
    """The word that the action changes, as it stood or is to stand."""
    if not told:
        return ""
    if what == _What.BUDGET:
        micros = told.get(BUDGET)
        amount = "–" if micros is None else written(int(micros), currency)
        return _("%(amount)s a day") % {"amount": amount}
    return str(STATUSES.get(str(told.get(STATUS)), ""))


def action_lines(
    rows: Iterable[CampaignAction], *, reader: UUID, may_manage: bool, may_approve: bool
) -> list[ActionLine]:
    """The lines; names are asked for once."""
    found = list(rows)
    names = names_of_members(one for row in found for one in (row.asked_by, row.decided_by))
    return [_line(row, names, reader, may_manage, may_approve) for row in found]


def _line(
    row: CampaignAction,
    names: Mapping[UUID | None, str],
    reader: UUID,
    may_manage: bool,
    may_approve: bool,
) -> ActionLine:
    label, tone = STATES[row.state]
    is_own = row.asked_by == reader
    is_waiting = row.state == _State.PROPOSED
    return ActionLine(
        id=row.pk,
        what=str(WHATS[row.what]),
        campaign=row.campaign.name,
        campaign_id=row.campaign_id,
        source=row.source.name,
        state=str(label),
        tone=tone,
        is_busy=row.state in (_State.APPROVED, _State.RUNNING),
        before=value_in_words(row.before, row.what, row.currency) if row.before else "",
        after=value_in_words(row.wanted, row.what, row.currency),
        asked_by=row.rule or names.get(row.asked_by, ""),
        decided_by=names.get(row.decided_by, ""),
        origin=_origin(row),
        origin_path=row.origin_path,
        reason=row.reason,
        needs=str(NEEDS.get(row.needs, "")),
        trouble=row.trouble_text,
        at=row.asked_at,
        may_decide=may_approve and is_waiting and not is_own,
        may_refuse=may_manage and is_waiting and (may_approve or is_own),
        is_own=is_own,
        may_undo=may_manage and row.state == _State.DONE and row.undoes_id is None,
        is_waiting=is_waiting,
        is_unknown=row.state == _State.UNKNOWN,
    )


def _origin(row: CampaignAction) -> str:
    """Because of what it was asked for; "" where somebody wished so."""
    if row.origin_kind == _Origin.PERSON:
        return row.origin_label
    words = _("automation %(name)s"), _("incident %(name)s")
    text = words[row.origin_kind == _Origin.INCIDENT]
    return text % {"name": row.origin_label or row.rule}


def step_lines(action: CampaignAction) -> list[StepLine]:
    """The steps, each with who took it and what was seen."""
    steps = steps_of(action.pk)
    names = names_of_members(step.by for step in steps)
    return [
        StepLine(
            str(_STEPS.get(step.what, step.what)),
            step.at,
            names.get(step.by, ""),
            _seen(step, action),
        )
        for step in steps
    ]


def _seen(step: ActionStep, action: CampaignAction) -> str:
    told = step.data.get("seen") or step.data.get("after")
    return value_in_words(told, action.what, action.currency) if told else ""


def names_of_members(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """{login: name}, by one statement."""
    known = {one for one in ids if one}
    if not known:
        return {}
    return {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=known)}
