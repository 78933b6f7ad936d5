"""What the page of one automation shows beside its log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.doors import MemberRequest
from accounts.models import Workspace
from accounts.underway import is_recent, mark_of
from analytics.automations.done import ChangeRow, change_rows, changes_of
from analytics.automations.history import acted_today, is_stopped
from analytics.automations.lifting import DAYS, Brought, Effect, effect_of
from analytics.automations.rule import Rule, rule_from
from analytics.automations.running import current_version
from analytics.automations.sentences import limits_of, sentence
from analytics.automations.settled import Readable, readiness
from analytics.automations.showing import STATES, Names, previewed_rows, version_rows
from analytics.automations.words import LABELS, unit_of
from analytics.figures import exact
from analytics.metrics import Unit
from analytics.models import Automation, AutomationRun, AutomationState
from analytics.pages.charts import Choice

_CHANGES, _RUNS = 20, 5
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Fact:
    """A line of what is known about it."""

    label: str
    value: str
    hint: str = ""


def detail_of(
    row: Automation, request: MemberRequest, changes: Sequence[ChangeRow]
) -> dict[str, Any]:
    """Its sentence, its facts, its changes, what came of it, what it said before."""
    workspace, names = request.workspace, Names.read()
    rule = rule_from(current_version(row).rule)
    today = timezone.now().astimezone(workspace.zone).date()
    runs = AutomationRun.objects.filter(automation=row).order_by("-began_at")
    last = runs.first()
    label, tone = STATES[row.state]
    return {
        "automation": row,
        "is_deleted": row.deleted_at is not None,
        "sentence": sentence(rule, workspace.currency, names.monitors, names.endpoints),
        "limits": limits_of(rule, workspace.currency),
        "state": str(label),
        "tone": tone,
        "is_stopped": is_stopped(),
        "facts": _facts(row, rule, workspace, today),
        "changes": changes,
        "is_change": rule.action.is_asked,
        "effect": _effect(effect_of(row, rule, workspace, today), workspace),
        "has_hold_out": rule.limits.hold_out > 0,
        "versions": version_rows(row, workspace, names),
        "last": last,
        "others": previewed_rows(last.others if last else [], workspace),
        "tabs": _tabs(request),
    }


def last_changes(row: Automation, request: MemberRequest) -> list[ChangeRow]:
    """What it had done last, with the buttons of whoever asks."""
    return change_rows(changes_of(row.pk)[:_CHANGES], request)


def underway_of(row: Automation, changes: Sequence[ChangeRow]) -> str:
    """A look and changes that are a matter of moments; "" where none is."""
    last = AutomationRun.objects.filter(automation=row).order_by("-began_at").first()
    began = row.live_at if row.state == AutomationState.LIVE else row.changed_at
    is_watched = row.deleted_at is None and row.state != AutomationState.PAUSED
    is_first = is_watched and began is not None and (row.looked_at or _EARLIEST) < began
    is_awaited = is_first and began is not None and is_recent(began) and not is_stopped()
    is_looking = last is not None and last.ended_at is None and is_recent(last.began_at)
    if not (is_awaited or is_looking or any(one.is_busy for one in changes)):
        return ""
    ended_at = last.ended_at if last else None
    return mark_of(row.state, row.looked_at, ended_at, *((one.id, one.state) for one in changes))


def _tabs(request: MemberRequest) -> list[Choice]:
    now = request.GET.get("outcome", "")
    labels = (
        ("", _("Everything")),
        ("acted", _("Acted")),
        ("held_out", _("Left alone")),
        ("blocked", _("Held back")),
    )
    return [
        Choice(label, f"?outcome={key}#log" if key else "?#log", is_current=key == now)
        for key, label in labels
    ]


def _facts(row: Automation, rule: Rule, workspace: Workspace, today: Any) -> list[Fact]:
    is_live = row.state == AutomationState.LIVE
    used = acted_today(row, timezone.now(), is_live=is_live)
    found = [
        Fact(
            _("Within a day"),
            _("%(used)s of %(most)s") % {"used": used, "most": rule.limits.per_day},
        ),
        Fact(_("Looked last"), _moment(row.looked_at, workspace)),
    ]
    if row.live_at:
        found.append(Fact(_("Live since"), _moment(row.live_at, workspace), _name(row.live_by)))
    if row.paused_at:
        found.append(Fact(_("Paused"), row.pause_reason, _name(row.paused_by)))
    found.append(Fact(_("Made by"), _name(row.made_by) or "–", _moment(row.made_at, workspace)))
    ready = readiness(rule, workspace, today)
    found += [_readable(one) for one in ready.sources.values()]
    if ready.waits:
        found.append(Fact(_("Waits for"), ", ".join(ready.waits)))
    return found


def _readable(one: Readable) -> Fact:
    """Up to which day a source may be judged, and why no further."""
    last = date_format(one.last_on, "DATE_FORMAT") if one.last_on else "–"
    if not one.settles_after:
        return Fact(one.source, _("judged up to %(day)s") % {"day": last})
    text = ngettext(
        "settled after %(count)d day", "settled after %(count)d days", one.settles_after
    )
    hint = text % {"count": one.settles_after}
    if not one.is_learned:
        hint = _("%(text)s: how its days grow is not learned yet") % {"text": hint}
    return Fact(one.source, _("judged up to %(day)s") % {"day": last}, hint)


def _moment(moment: Any, workspace: Workspace) -> str:
    if moment is None:
        return "–"
    return date_format(moment.astimezone(workspace.zone), "SHORT_DATETIME_FORMAT")


def _name(user: Any) -> str:
    return user.get_full_name() if user else ""


@dataclass(frozen=True)
class EffectPage:
    """What came of it, in words."""

    groups: str
    waiting: str
    lines: tuple[str, ...]


def _effect(effect: Effect, workspace: Workspace) -> EffectPage:
    groups = _("%(acted)s acted on and %(held)s left alone can be compared.") % {
        "acted": effect.acted,
        "held": effect.held_out,
    }
    waiting = ngettext(
        "Of %(count)d more the days after are not all there yet.",
        "Of %(count)d more the days after are not all there yet.",
        effect.waiting,
    )
    return EffectPage(
        groups=groups,
        waiting=waiting % {"count": effect.waiting} if effect.waiting else "",
        lines=tuple(_brought(one, effect, workspace) for one in effect.numbers),
    )


def _brought(one: Brought, effect: Effect, workspace: Workspace) -> str:
    label = LABELS[one.metric]
    if one.lift is None:
        text = _("%(number)s: too few to tell; it takes %(least)s of each.")
        return text % {"number": label, "least": effect.least}

    def written(value: float) -> str:
        parts = 1_000_000 if one.metric == "conversions" else 1
        sign = "+" if value > 0 else "−" if value < 0 else "±"
        unit = unit_of(one.metric)
        size = abs(value) / parts
        exactly = round(size) if unit is Unit.MONEY else round(size, 2)
        return f"{sign}{exact(unit, exactly, workspace.currency)}"

    words = {
        "number": label,
        "value": written(one.lift.value),
        "low": written(one.lift.low),
        "high": written(one.lift.high),
        "days": DAYS,
    }
    if one.lift.is_told:
        text = _(
            "%(number)s: %(value)s a day against those left alone, in 9 of 10 cases %(low)s to "
            "%(high)s (%(days)s days after against %(days)s before)."
        )
    else:
        text = _(
            "%(number)s: no difference that is beyond chance: %(value)s a day, in 9 of 10 cases "
            "%(low)s to %(high)s."
        )
    return text % words
