"""Escalates what nobody has taken for as long as a rule allows, once a rule and thing."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Escalated, Escalation, Severity, Told, Workspace
from accounts.telling.channels.posting import message_of, post
from accounts.telling.kinds import ESCALATION
from accounts.telling.said import Said, opened
from accounts.telling.telling import tell
from accounts.tenancy import in_each_workspace, require_workspace_id

_MOST = 200


def escalate_untaken() -> int:
    """Every thing that is due by a rule, in each workspace."""
    return in_each_workspace(_escalate)


def _escalate() -> int:
    return sum(_by_rule(rule) for rule in Escalation.objects.select_related("user", "channel"))


def _by_rule(rule: Escalation) -> int:
    done = Escalated.objects.filter(escalation=rule, told_id=OuterRef("pk"))
    due = Told.objects.filter(
        taken_at=None,
        resolved_at=None,
        severity__gte=rule.least,
        # What began before the rule was made is not held against anybody.
        first_told__gte=rule.created_at,
        first_told__lte=timezone.now() - timedelta(minutes=rule.after_minutes),
    ).exclude(kind=ESCALATION.word)
    found = list(due.exclude(Exists(done)).order_by("first_told")[:_MOST])
    for told in found:
        Escalated.objects.create(escalation=rule, told=told)
        _carry(rule, told)
    return len(found)


def _carry(rule: Escalation, told: Told) -> None:
    if rule.channel is not None:
        _to_channel(rule, told)
    elif rule.user is not None:
        tell(
            kind=ESCALATION.word,
            key=f"{told.pk}:{rule.pk}:{told.first_told.isoformat()}",
            title=Said(
                gettext_noop("Nobody sees to it: %(what)s"), {"what": opened(told.said["title"])}
            ),
            text=opened(told.said["text"]),
            url=told.url,
            severity=Severity(told.severity),
            to=[rule.user],
        )


def _to_channel(rule: Escalation, told: Told) -> None:
    workspace = Workspace.objects.get(pk=require_workspace_id())
    message = message_of(told, workspace)
    if rule.channel is None or rule.channel.paused_at is not None:
        return
    with translation.override(workspace.language):
        title = _("Nobody sees to it: %(what)s") % {"what": message.title}
    post(rule.channel, told, replace(message, title=title))
