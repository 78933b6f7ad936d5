"""A preview as its page shows it: what, when, by which evidence; and what it cannot know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Workspace
from analytics.automations.rule import On, Rule, rule_from
from analytics.automations.running import current_version
from analytics.automations.sentences import limits_of, sentence
from analytics.automations.showing import STATES, Names, previewed_rows
from analytics.models import Automation, AutomationPreview, AutomationState
from integrations.selectors.records import called, names_of


def preview_page(
    row: Automation, preview: AutomationPreview | None, workspace: Workspace
) -> dict[str, Any]:
    """While it is made and after."""
    rule, names = rule_from(current_version(row).rule), Names.read()
    result = preview.result if preview else None
    return {
        "automation": row,
        "preview": preview,
        "is_running": preview is not None and preview.done_at is None,
        "is_live": row.state == AutomationState.LIVE,
        "state": str(STATES[row.state][0]),
        "tone": STATES[row.state][1],
        "sentence": sentence(rule, workspace.currency, names.monitors, names.endpoints),
        "limits": limits_of(rule, workspace.currency),
        "title": _title(result) if result else "",
        "counts": _counts(result) if result else [],
        "found": previewed_rows(result["found"], workspace) if result else [],
        "unknown": unknown(rule, result) if result else [],
        "is_change": rule.action.is_asked,
        "records": _records(rule, result) if result else None,
    }


def _title(result: dict[str, Any]) -> str:
    count = result["counts"]["acted"]
    text = ngettext(
        "In the last %(weeks)d weeks it would have acted once",
        "In the last %(weeks)d weeks it would have acted %(count)d times, on %(things)d campaigns",
        count,
    )
    if not count:
        text = _("In the last %(weeks)d weeks it would have done nothing")
    return text % {"weeks": result["weeks"], "count": count, "things": result["acted_things"]}


@dataclass(frozen=True)
class RecordLine:
    """Records as they stand at the CRM, and would stand."""

    name: str
    before: str
    after: str
    trouble: str
    is_same: bool


@dataclass(frozen=True)
class RecordsPage:
    """What the rule would touch today, in words and line by line."""

    texts: tuple[str, ...]
    lines: tuple[RecordLine, ...]
    field: str


def _records(rule: Rule, result: dict[str, Any]) -> RecordsPage | None:
    told = result.get("records")
    if told is None:
        return None
    lines = told["looked"]
    asked = sum(line["count"] for line in lines)
    texts = [
        _("Campaigns: %(campaigns)s; without a record that may be written to: %(lacking)s.") % told,
        _("Their records: %(count)s; within its limit: %(would)s; asked of the CRM now: %(asked)s.")
        % {**told, "asked": asked},
    ]
    if told["kind"] == "Lead":
        texts.append(_("People are counted here and not named."))
    return RecordsPage(tuple(texts), tuple(_record_lines(told)), rule.action.label)


def _record_lines(told: dict[str, Any]) -> Iterator[RecordLine]:
    kind, source = told["kind"], UUID(told["source"])
    names = names_of((source, kind, line["id"]) for line in told["looked"] if line["id"])
    for line in told["looked"]:
        counted = _("Leads: %(count)s") % line
        yield RecordLine(
            name=called(names, source, kind, line["id"]) if line["id"] else counted,
            before=line["before"] or _("(empty)"),
            after=line["after"] or _("(empty)"),
            trouble=line["trouble"],
            is_same=not line["trouble"] and line["before"] == line["after"],
        )


def _counts(result: dict[str, Any]) -> list[str]:
    counts = result["counts"]
    found = [
        _("Of the %(count)s campaigns that its filter leaves, %(days)s have numbers.")
        % {"count": result["campaigns"], "days": result["with_days"]},
        _("Left alone, to compare: %(held)s; held back: %(blocked)s; not met: %(unmet)s.")
        % {"held": counts["held_out"], "blocked": counts["blocked"], "unmet": counts["unmet"]},
    ]
    for one in result["sources"]:
        if one["settles_after"] and not one["is_learned"]:
            text = _(
                "%(source)s: how its days grow is not learned yet, so all of the %(days)s days are "
                "waited for in which the platform may change them."
            )
            found.append(text % {"source": one["source"], "days": one["settles_after"]})
    if result["waits"]:
        found.append(_("Waits for: %(names)s.") % {"names": ", ".join(result["waits"])})
    return found


def unknown(rule: Rule, result: dict[str, Any]) -> list[str]:
    """What no replay can know, plainly."""
    found = [
        _("Whether a campaign was running or paused on a day: it is taken as running."),
        _("What would have come of it: later days are those of campaigns that went on."),
        _("When a source was read late: each day is taken to have come as quickly as today’s."),
        _("How deals stood then: they count as they stand today, advertising as it was read then."),
    ]
    if rule.trigger.on is On.INCIDENT:
        found.append(_("Incidents that a monitor did not find because it was not there yet."))
    if rule.action.is_change:
        found.append(_("What other automations and members would have changed before it."))
    if result["sources"]:
        days = [one["last_on"] for one in result["sources"] if one["last_on"]]
        if days:
            last = date_format(date.fromisoformat(max(days)), "DATE_FORMAT")
            found.append(_("Days after %(day)s, which cannot be judged yet.") % {"day": last})
    return found
