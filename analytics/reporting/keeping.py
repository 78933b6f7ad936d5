"""What is done to reports: made, changed, paused, deleted and had back; who gets them, who not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.models import User, Workspace
from accounts.selectors import members
from accounts.tenancy import inside, require_workspace_id
from analytics.models import Dashboard, Report, ReportRecipient, ReportSending
from analytics.reporting.schedule import Schedule, next_moment

MOST = 200
MOST_RECIPIENTS = 100
# Somebody who asks again and again would fill mailboxes; their own alone.
_EXTRA_APART = timedelta(minutes=1)


@dataclass(frozen=True)
class What:
    """What a report is: its dashboard under a name, when it is sent, in which language."""

    dashboard: Dashboard
    name: str
    schedule: Schedule
    language: str
    recipients: frozenset[UUID]


def make_report(*, what: What, user_id: UUID) -> Report:
    """Have a dashboard sent from the next time on at which it is due."""
    with inside(require_workspace_id()):
        if Report.objects.filter(deleted_at=None).count() >= MOST:
            text = _("At most %(count)d reports.") % {"count": MOST}
            raise Trouble(text, advice=_("Delete one that nobody reads."))
        row = Report(dashboard=what.dashboard, made_by_id=user_id)
        _fill(row, what)
        row.save(force_insert=True)
        _set_recipients(row, what.recipients)
        record("sent_report.made", row.pk, name=row.name, recipients=len(what.recipients))
    return row


def change_report(*, report_id: UUID, what: What) -> Report:
    """Send something else, at another time, or to others."""
    with inside(require_workspace_id()):
        row = _standing(report_id)
        _fill(row, what)
        row.save()
        _set_recipients(row, what.recipients)
        record("sent_report.changed", row.pk, name=row.name, recipients=len(what.recipients))
    return row


def pause_report(*, report_id: UUID, is_paused: bool) -> Report:
    """Send it no more, or again."""
    with inside(require_workspace_id()):
        row = _standing(report_id)
        if (row.paused_at is not None) is not is_paused:
            row.paused_at = timezone.now() if is_paused else None
            row.next_at = None if is_paused else _next(row)
            row.save(update_fields=["paused_at", "next_at"])
            record(
                "sent_report.paused" if is_paused else "sent_report.resumed", row.pk, name=row.name
            )
    return row


def delete_report(*, report_id: UUID) -> Report:
    """Take it away; for some days it can be had back."""
    with inside(require_workspace_id()):
        row = _standing(report_id)
        row.deleted_at, row.next_at = timezone.now(), None
        row.save(update_fields=["deleted_at", "next_at"])
        record("sent_report.deleted", row.pk, name=row.name)
    return row


def restore_report(*, report_id: UUID) -> Report:
    """Have a deleted one back, paused or not as it was."""
    with inside(require_workspace_id()):
        row = Report.objects.select_for_update().filter(pk=report_id).first()
        if row is None:
            raise Trouble(_("This report is deleted for good."), advice=_("Make it again."))
        if row.deleted_at is not None:
            row.deleted_at = None
            row.next_at = None if row.paused_at else _next(row)
            row.save(update_fields=["deleted_at", "next_at"])
            record("sent_report.restored", row.pk, name=row.name)
    return row


def remove_recipient(*, report_id: UUID, user_id: UUID) -> None:
    """Send it to somebody no more."""
    with inside(require_workspace_id()):
        row = _standing(report_id)
        if ReportRecipient.objects.filter(report=row, user_id=user_id).delete()[0]:
            record("sent_report.changed", row.pk, name=row.name, removed=1)


def leave_report(*, report_id: UUID, user: User, is_back: bool = False) -> Report:
    """A recipient wishes it no longer, or again; nobody else can put them back."""
    with inside(require_workspace_id()):
        row = _standing(report_id)
        rows = ReportRecipient.objects.filter(report=row, user=user)
        moment = None if is_back else timezone.now()
        if rows.filter(left_at__isnull=not is_back).update(left_at=moment):
            record("sent_report.joined" if is_back else "sent_report.left", row.pk, name=row.name)
    return row


def send_me_one(*, report_id: UUID, user: User) -> ReportSending:
    """Have it made and mailed to whoever asks, and to nobody else."""
    with inside(require_workspace_id()):
        row = _standing(report_id)
        since = timezone.now() - _EXTRA_APART
        if ReportSending.objects.filter(
            report=row, asked_by=user, is_extra=True, due_at__gte=since
        ).exists():
            text = _("One was asked for less than a minute ago and is on its way.")
            raise Trouble(text, advice=_("Look into your mail, and into the history below."))
        sending = ReportSending.objects.create(
            report=row, due_at=timezone.now(), is_extra=True, asked_by=user
        )
        enqueue("analytics.tasks.send_report", sending.pk)
        record("sent_report.asked_for", row.pk, name=row.name)
    return sending


def schedule_of(row: Report) -> Schedule:
    """When it is sent."""
    return Schedule(row.rhythm, row.weekday, row.month_day, row.hour)


def _fill(row: Report, what: What) -> None:
    plan = what.schedule
    row.dashboard, row.name, row.language = what.dashboard, what.name, what.language
    row.rhythm, row.weekday = plan.rhythm, plan.weekday
    row.month_day, row.hour = plan.month_day, plan.hour
    row.next_at = None if row.paused_at else _next(row)


def _next(row: Report) -> datetime:
    workspace = Workspace.objects.get(pk=require_workspace_id())
    return next_moment(schedule_of(row), workspace.zone, timezone.now())


def _set_recipients(row: Report, wanted: Iterable[UUID]) -> None:
    """Members alone, however the ids came; who left by their own wish stays away."""
    ids = {member.user_id for member in members()} & set(wanted)
    if len(ids) > MOST_RECIPIENTS:
        raise Trouble(_("At most %(count)d recipients.") % {"count": MOST_RECIPIENTS})
    there = ReportRecipient.objects.filter(report=row)
    there.filter(left_at=None).exclude(user_id__in=ids).delete()
    known = set(there.values_list("user_id", flat=True))
    ReportRecipient.objects.bulk_create(
        ReportRecipient(report=row, workspace_id=row.workspace_id, user_id=user_id)
        for user_id in sorted(ids - known)
    )


def _standing(report_id: UUID) -> Report:
    row = Report.objects.select_for_update().filter(pk=report_id, deleted_at=None).first()
    if row is None:
        raise Trouble(_("Somebody has deleted this report. Nothing was changed."))
    return row
