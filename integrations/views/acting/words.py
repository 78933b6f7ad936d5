"""An action in words: what, how it stands, from what to what, why it takes two, each step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from integrations.actions import BUDGET, STATUS, VALUE, is_waiting
from integrations.models import ActionStep, CampaignAction
from integrations.money import written
from integrations.selectors.actions import steps_of
from integrations.selectors.records import hidden_among, labels_of

_What, _State = CampaignAction.What, CampaignAction.State
_Origin = CampaignAction.OriginKind
WHATS: Mapping[str, Any] = {
    _What.PAUSE: gettext_lazy("Pause"),
    _What.RESUME: gettext_lazy("Resume"),
    _What.BUDGET: gettext_lazy("Change the budget"),
    _What.TASK: gettext_lazy("Make a task"),
    _What.FIELD: gettext_lazy("Set a field"),
    _What.REMOVE: gettext_lazy("Remove a task"),
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
# Approved, and its workspace stands still.
STANDS: tuple[Any, str] = (gettext_lazy("Waits"), "warn")
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
    "pause": gettext_lazy("a pause, which no member makes alone here"),
    "many": gettext_lazy("one of more tasks and fields in 24 hours than are written without one"),
    "rule": gettext_lazy("a change of an automation that has each of its changes approved"),
}
_STEPS: Mapping[str, Any] = {
    "asked": gettext_lazy("Asked for"),
    "approved": gettext_lazy("Approved"),
    "refused": gettext_lazy("Refused"),
    "waits": gettext_lazy("Waits while the workspace stands still"),
    "goes_on": gettext_lazy("Goes on"),
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
    about: str
    about_path: str
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
    stands: bool
    shows_words: bool
    task: str
    is_hidden: bool = False


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
    if what == _What.FIELD:
        return str(told.get(VALUE)) or _("(empty)")
    if what in (_What.TASK, _What.REMOVE):
        return _task_in_words(told)
    if what == _What.BUDGET:
        micros = told.get(BUDGET)
        amount = "–" if micros is None else written(int(micros), currency)
        return _("%(amount)s a day") % {"amount": amount}
    return str(STATUSES.get(str(told.get(STATUS)), ""))


def _task_in_words(told: Mapping[str, Any]) -> str:
    if not told.get("there"):
        return _("no task")
    due, status = str(told.get("due") or ""), str(told.get("status") or "")
    parts = [str(told.get("priority") or ""), status]
    parts.append(_("due on %(day)s") % {"day": date_format(date.fromisoformat(due))} if due else "")
    return ", ".join(one for one in parts if one)


@dataclass(frozen=True)
class Reader:
    """Who looks at actions, in which workspace, and what they may."""

    slug: str
    user_id: UUID
    may_manage: bool
    may_approve: bool


def action_lines(rows: Iterable[CampaignAction], reader: Reader) -> list[ActionLine]:
    """The lines; names are asked for once."""
    found = list(rows)
    names = names_of_members(one for row in found for one in (row.asked_by, row.decided_by))
    labels, hidden = labels_of(found), hidden_among(found)
    lines = [_line(row, names, labels[row.pk], reader) for row in found]
    return [_without_words(one) if one.id in hidden else one for one in lines]


def _without_words(line: ActionLine) -> ActionLine:
    """Of whoever is restricted: that there was one, its state, who asked; nothing of the person."""
    return replace(
        line,
        about_path="",
        before="",
        after="",
        reason="",
        task="",
        may_undo=False,
        shows_words=False,
        is_hidden=True,
    )


def _about_path(row: CampaignAction, reader: Reader) -> str:
    """The page of what it is about; "" where there is none for whoever looks."""
    if row.campaign_id is not None:
        return reverse("integrations:campaign", args=[reader.slug, row.campaign_id])
    if not reader.may_manage or not row.record_external_id:
        return ""
    place = (row.source_id, row.record_kind, row.record_external_id)
    return reverse("integrations:record", args=[reader.slug, *place])


def _line(
    row: CampaignAction, names: Mapping[UUID | None, str], label: str, reader: Reader
) -> ActionLine:
    stands = is_waiting(row)
    state, tone = STANDS if stands else STATES[row.state]
    is_own = row.asked_by == reader.user_id
    may_manage, may_approve = reader.may_manage, reader.may_approve
    is_proposed = row.state == _State.PROPOSED
    # What was written about a person is for those who work with them.
    shows_words = may_manage or row.record_kind not in ("Lead", "Contact")
    return ActionLine(
        id=row.pk,
        what=_what(row),
        about=label,
        about_path=_about_path(row, reader),
        source=row.source.name,
        state=str(state),
        tone=tone,
        is_busy=row.state in (_State.APPROVED, _State.RUNNING) and not stands,
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
        may_decide=may_approve and is_proposed and not is_own,
        may_refuse=may_manage and (is_proposed or stands) and (may_approve or is_own),
        is_own=is_own,
        may_undo=may_manage and row.state == _State.DONE and row.undoes_id is None,
        is_waiting=is_proposed,
        is_unknown=row.state == _State.UNKNOWN,
        stands=stands,
        shows_words=shows_words,
        task=row.subject if shows_words else "",
    )


def _what(row: CampaignAction) -> str:
    label = str(WHATS[row.what])
    return f"{label}: {row.field_label}" if row.field_label else label


def _origin(row: CampaignAction) -> str:
    """Because of what it was asked for; "" where somebody wished so."""
    if row.origin_kind == _Origin.PERSON:
        return row.origin_label
    words = _("automation %(name)s"), _("incident %(name)s")
    text = words[row.origin_kind == _Origin.INCIDENT]
    return text % {"name": row.origin_label or row.rule}


def found_instead(undo: CampaignAction | None) -> str:
    """What the latest way back found there instead of what we wrote; "" where it was otherwise."""
    if undo is None or undo.trouble_code != "changed_meanwhile" or not undo.after:
        return ""
    return value_in_words(undo.after, undo.what, undo.currency)


def step_lines(action: CampaignAction) -> list[StepLine]:
    """The steps, each with who took it and what was seen."""
    steps, is_hidden = steps_of(action.pk), bool(hidden_among([action]))
    names = names_of_members(step.by for step in steps)
    return [
        StepLine(
            str(_STEPS.get(step.what, step.what)),
            step.at,
            names.get(step.by, ""),
            "" if is_hidden else _seen(step, action),
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
