"""Automations, their log and their previews, as automation_shapes describes them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from analytics.automations.history import acted_today, is_stopped
from analytics.automations.lifting import Effect, effect_of
from analytics.automations.previews import unknown
from analytics.automations.reasons import reason_words
from analytics.automations.rule import Rule, rule_from
from analytics.automations.running import current_version
from analytics.automations.sentences import limits_of, sentence
from analytics.automations.settled import Readable, readiness
from analytics.automations.showing import Names, RuleRow, rule_rows
from analytics.models import (
    Automation,
    AutomationDecision,
    AutomationPreview,
    AutomationRun,
    AutomationState,
    AutomationVersion,
)
from analytics.programs.budgets import today_of
from analytics.programs.common import day_of
from analytics.programs.rule_shapes import rule_shown


def shown(rows: Iterable[Automation], workspace: Workspace) -> list[dict[str, Any]]:
    """Those that stand, by as many statements as one of them takes."""
    known = {one.automation.pk: one for one in rule_rows(workspace)}
    said = {
        (one.automation_id, one.number): one.rule
        for one in AutomationVersion.objects.filter(automation_id__in=known)
    }
    return [_shown(row, known[row.pk], said[row.pk, row.version], workspace) for row in rows]


def _shown(
    row: Automation, told: RuleRow, words: Mapping[str, Any], workspace: Workspace
) -> dict[str, Any]:
    names = ("name", "state", "version", "looked_at", "made_at", "made_by_id", "changed_at")
    more = ("live_at", "live_by_id", "paused_at", "pause_reason")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in (*names, *more)},
        "sentence": told.sentence,
        "limits": limits_of(rule_from(words), workspace.currency),
        "rule": rule_shown(words),
        **{name: getattr(told, name) for name in ("acted", "held_out", "blocked")},
        "waits_for": [str(one) for one in row.waits],
    }


def shown_whole(row: Automation, workspace: Workspace) -> dict[str, Any]:
    """As WholeAutomationSerializer describes it."""
    rule, today = rule_from(current_version(row).rule), today_of(workspace)
    (said,) = shown([row], workspace)
    is_live = row.state == AutomationState.LIVE
    previews = AutomationPreview.objects.filter(automation=row, version=row.version)
    newest = previews.order_by("-made_at").values_list("pk", flat=True).first()
    return {
        **said,
        "is_stopped": is_stopped(),
        "acted_today": acted_today(row, timezone.now(), is_live=is_live),
        "sources": [_readable(one) for one in readiness(rule, workspace, today).sources.values()],
        "last_look": AutomationRun.objects.filter(automation=row).order_by("-began_at").first(),
        "preview_id": newest,
        "effect": _effect(effect_of(row, rule, workspace, today)),
    }


def _readable(one: Readable) -> dict[str, Any]:
    names = ("last_on", "settles_after", "is_learned")
    return {"source_name": one.source, **{name: getattr(one, name) for name in names}}


def _effect(found: Effect) -> dict[str, Any]:
    names = ("acted", "held_out", "waiting", "least", "numbers")
    return {name: getattr(found, name) for name in names}


def versions_shown(row: Automation, workspace: Workspace) -> list[dict[str, Any]]:
    """As VersionSerializer describes them, the newest first."""
    names, currency = Names.read(), workspace.currency
    rows = AutomationVersion.objects.filter(automation=row).order_by("-number")
    return [
        {
            "number": one.number,
            "sentence": sentence(rule_from(one.rule), currency, names.monitors, names.endpoints),
            "rule": rule_shown(one.rule),
            "made_at": one.made_at,
            "made_by_id": one.made_by_id,
        }
        for one in rows
    ]


def decision_shown(row: AutomationDecision, currency: str) -> dict[str, Any]:
    """As DecisionSerializer describes it."""
    names = ("at", "version", "is_live", "outcome", "do", "reason", "incident_id", "action_id")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "why": reason_words(row.reason, row.details, currency),
        "thing": {
            "kind": row.thing_kind,
            "key": row.thing_key,
            "name": row.thing_name,
            "first_on": row.first_on,
            "last_on": row.last_on,
            "sums": row.sums,
        },
    }


def preview_shown(row: AutomationPreview, rule: Rule, currency: str) -> dict[str, Any]:
    """As PreviewSerializer describes it."""
    return {
        "id": row.pk,
        "automation_id": row.automation_id,
        "version": row.version,
        "state": "running" if row.done_at is None else "done",
        "asked_at": row.made_at,
        "done_at": row.done_at,
        "result": _result(row.result, rule, currency) if row.result else None,
    }


def _result(found: Mapping[str, Any], rule: Rule, currency: str) -> dict[str, Any]:
    sources = [
        {**one, "source_name": one["source"], "last_on": day_of(one["last_on"])}
        for one in found["sources"]
    ]
    return {
        "weeks": found["weeks"],
        "things": found["campaigns"],
        "acted_things": found["acted_things"],
        "counts": found["counts"],
        "found": [_previewed(one, currency) for one in found["found"]],
        "sources": sources,
        "waits_for": found["waits"],
        "unknown": unknown(rule, dict(found)),
    }


def _previewed(line: Mapping[str, Any], currency: str) -> dict[str, Any]:
    days = {name: day_of(line[name]) for name in ("first_on", "last_on")}
    return {
        "on": day_of(line["on"]),
        "outcome": line["outcome"],
        "reason": line["reason"],
        "why": reason_words(line["reason"], line["details"], currency),
        "thing": {**{name: line[name] for name in ("kind", "key", "name", "sums")}, **days},
    }
