"""What members do with automations: make, change, set live, pause, delete; stop all of them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from analytics.automations.checking import check_rule
from analytics.automations.fields import allowed
from analytics.automations.rule import On, Rule, rule_from
from analytics.automations.running import ask_to_run, current_version
from analytics.automations.seeing import HOUR, due_hour
from analytics.models import (
    Automation,
    AutomationPreview,
    AutomationState,
    AutomationSwitch,
    AutomationVersion,
)
from integrations import actions

MOST = 100
# What was seen longer ago than this is looked at anew before a rule goes live.
FRESH = timedelta(days=7)
_PREVIEW = "analytics.tasks.preview_automation"


def add_automation(*, name: str, rule: Rule) -> Automation:
    """Make one, in dry run: it decides and writes down, and nothing is done."""
    with inside(require_workspace_id()):
        check_rule(rule)
        rows = Workspace.objects.select_for_update(no_key=True)
        rule = _as_said(rule, rows.get(pk=require_workspace_id()))
        if Automation.objects.filter(deleted_at=None).count() >= MOST:
            message = _("There are %(count)d automations, which is the most.") % {"count": MOST}
            raise Trouble(message, advice=_("Delete old ones first."))
        row = Automation.objects.create(name=name, made_by_id=_person())
        _keep_version(row, rule)
        record("automation.created", row.pk, name=name)
        ask_preview(row)
        ask_to_run()
    return row


def change_automation(*, automation_id: UUID, name: str, rule: Rule) -> Automation:
    """Say something else; what says something else begins again in dry run."""
    with inside(require_workspace_id()):
        check_rule(rule)
        row = find_locked(automation_id)
        said = rule_from(current_version(row).rule)
        rule = _as_said(rule, Workspace.objects.get(pk=require_workspace_id()))
        is_other = rule != replace(said, currency=said.currency or rule.currency)
        row.name, row.changed_at = name, timezone.now()
        if is_other:
            row.version, row.judged = row.version + 1, {}
            if row.state == AutomationState.LIVE:
                row.state = AutomationState.DRY
            row.live_at = row.live_by = None
            _keep_version(row, rule)
            actions.withdraw_proposed(
                origin_id=row.pk, why=_("The automation was changed before anybody decided.")
            )
            ask_preview(row)
        row.save()
        record("automation.changed", row.pk, name=name, version=row.version)
        ask_to_run()
    return row


def set_live(*, automation_id: UUID, preview_id: UUID, by: UUID | None = None) -> Automation:
    """From now on it acts; raises Trouble where nobody has looked at what it would have done.

    `by` stands behind it where a program asks in somebody's name.
    """
    with inside(require_workspace_id()):
        row = find_locked(automation_id)
        seen = AutomationPreview.objects.filter(pk=preview_id, automation=row).first()
        if seen is None or seen.done_at is None or seen.version != row.version:
            raise Trouble(
                _("This preview is of another version of the rule, or not done yet."),
                advice=_("Look at the newest preview first."),
                code="preview",
            )
        now = timezone.now()
        if now - seen.done_at > FRESH:
            raise Trouble(
                _("This preview is older than a week."),
                advice=_("Preview it once more."),
                code="preview",
            )
        row.state, row.live_at, row.live_by_id = AutomationState.LIVE, now, by or _person()
        row.paused_at, row.paused_by_id, row.pause_reason = None, None, ""
        row.judged = _passed_hour(row)
        row.save()
        record("automation.live", row.pk, name=row.name, version=row.version)
        ask_to_run()
    return row


def _passed_hour(row: Automation) -> dict[str, str]:
    """The day's numbers are judged anew, as a live rule; an hour that has passed is over."""
    rule = rule_from(current_version(row).rule)
    if rule.trigger.on is not On.SCHEDULE:
        return {}
    zone = Workspace.objects.get(pk=require_workspace_id()).zone
    occasion = due_hour(rule, timezone.now().astimezone(zone))
    return {HOUR: occasion or str(row.judged.get(HOUR, ""))}


def set_dry(*, automation_id: UUID) -> None:
    """It decides and writes down, and nothing is done any more; a pause ends, too."""
    with inside(require_workspace_id()):
        row = find_locked(automation_id)
        row.state = AutomationState.DRY
        row.live_at = row.live_by = None
        row.paused_at, row.paused_by_id, row.pause_reason = None, None, ""
        row.save()
        actions.withdraw_proposed(
            origin_id=row.pk, why=_("The automation went back to dry run before anybody decided.")
        )
        record("automation.dry", row.pk, name=row.name)
        ask_to_run()


def pause_automation(*, automation_id: UUID, reason: str) -> None:
    """It looks no more; who and why stands beside it."""
    with inside(require_workspace_id()):
        row = find_locked(automation_id)
        row.state, row.live_at, row.live_by = AutomationState.PAUSED, None, None
        row.paused_at, row.paused_by_id, row.pause_reason = timezone.now(), _person(), reason
        row.save()
        record("automation.paused", row.pk, name=row.name)


def delete_automation(*, automation_id: UUID) -> None:
    """It is over; what it did stays in the log."""
    with inside(require_workspace_id()):
        row = find_locked(automation_id)
        row.deleted_at, row.live_at, row.live_by = timezone.now(), None, None
        row.state = AutomationState.DRY
        row.save()
        actions.withdraw_proposed(
            origin_id=row.pk, why=_("The automation was deleted before anybody decided.")
        )
        record("automation.deleted", row.pk, name=row.name)


def stop_automations() -> None:
    """None of them looks or does anything until somebody lets them go on."""
    with inside(require_workspace_id()):
        row = _switch()
        row.stopped_at, row.stopped_by_id = timezone.now(), _person()
        row.save()
        record("automations.stopped")


def let_automations_go_on() -> None:
    """They look again; what passed meanwhile is over."""
    with inside(require_workspace_id()):
        row = _switch()
        row.stopped_at = row.stopped_by = None
        row.save()
        record("automations.go_on")
        ask_to_run()


def _switch() -> AutomationSwitch:
    Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())
    return AutomationSwitch.objects.select_for_update().first() or AutomationSwitch()


def preview_anew(*, automation_id: UUID) -> AutomationPreview:
    """Ask what it would have done, as of now."""
    with inside(require_workspace_id()):
        return ask_preview(find_locked(automation_id))


def ask_preview(row: Automation) -> AutomationPreview:
    """Of its newest version; a job answers. In the current transaction."""
    preview = AutomationPreview.objects.create(automation=row, version=row.version)
    enqueue(_PREVIEW, preview.pk, dedupe_key=str(preview.pk))
    return preview


def forget_previews() -> int:
    """What was previewed longer ago than counts is gone; how many."""
    return in_each_workspace(_forget)


def _forget() -> int:
    old = AutomationPreview.objects.filter(made_at__lt=timezone.now() - 2 * FRESH)
    return int(old.delete()[0])


def find_locked(automation_id: UUID) -> Automation:
    """The row, locked; raises Trouble for one that is deleted or another workspace's."""
    rows = Automation.objects.select_for_update(no_key=True).filter(deleted_at=None)
    row = rows.filter(pk=automation_id).first()
    if row is None:
        raise Trouble(_("This automation has been deleted."), code="not_found")
    return row


def _as_said(rule: Rule, workspace: Workspace) -> Rule:
    """With the currency of its amounts, and what the field that it sets is called."""
    known = allowed(rule.action) if rule.action.field else None
    action = replace(rule.action, label=known.label if known else "")
    return replace(rule, action=action, currency=workspace.currency)


def _keep_version(row: Automation, rule: Rule) -> None:
    AutomationVersion.objects.create(
        automation=row, number=row.version, rule=rule.as_words(), made_by_id=_person()
    )


def _person() -> UUID | None:
    actor = current_actor()
    return actor.id if actor.kind == "user" else None
