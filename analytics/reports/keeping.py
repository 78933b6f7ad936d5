"""What is done to saved reports: saved, renamed, overwritten, deleted and had back."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Trouble
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from analytics.models import SavedReport
from analytics.models.reports import LONGEST_QUESTION

MOST = 1_000
KEPT_DAYS = 30


def reports_of(user_id: UUID) -> QuerySet[SavedReport]:
    """Those that a member sees: the shared ones and their own, by name."""
    rows = SavedReport.objects.filter(seen_by(user_id), deleted_at=None)
    return rows.select_related("made_by").order_by("name", "id")


def save_report(*, name: str, question: str, is_shared: bool, user_id: UUID) -> SavedReport:
    """Keep a question under a name."""
    with inside(require_workspace_id()):
        _check(question)
        if SavedReport.objects.filter(deleted_at=None).count() >= MOST:
            text = _("At most %(count)d saved reports.") % {"count": MOST}
            raise Trouble(text, advice=_("Delete one that nobody opens."))
        row = SavedReport.objects.create(
            name=name, question=question, is_shared=is_shared, made_by_id=user_id
        )
        record("report.saved", row.pk, name=name, shared=is_shared)
    return row


def rename_report(*, report_id: UUID, name: str, is_shared: bool, user_id: UUID) -> SavedReport:
    """Give it another name, or show it to others or to nobody else."""
    with inside(require_workspace_id()):
        row = _standing(report_id, user_id)
        if not is_shared and row.made_by_id != user_id:
            raise Trouble(_("Only who made a report can take it back from the others."))
        row.name, row.is_shared, row.changed_at = name, is_shared, timezone.now()
        row.save(update_fields=["name", "is_shared", "changed_at"])
        record("report.changed", row.pk, name=name, shared=is_shared)
    return row


def overwrite_report(*, report_id: UUID, question: str, user_id: UUID) -> SavedReport:
    """Keep another question under the same name."""
    with inside(require_workspace_id()):
        _check(question)
        row = _standing(report_id, user_id)
        row.question, row.changed_at = question, timezone.now()
        row.save(update_fields=["question", "changed_at"])
        record("report.changed", row.pk, name=row.name, question=True)
    return row


def delete_report(*, report_id: UUID, user_id: UUID) -> SavedReport:
    """Take it away; for some days it can be had back."""
    with inside(require_workspace_id()):
        row = _standing(report_id, user_id)
        SavedReport.objects.filter(pk=row.pk).update(deleted_at=timezone.now())
        record("report.deleted", row.pk, name=row.name)
    return row


def restore_report(*, report_id: UUID, user_id: UUID) -> SavedReport:
    """Have a deleted one back; raises Trouble where it is forgotten already."""
    with inside(require_workspace_id()):
        row = SavedReport.objects.select_for_update().filter(seen_by(user_id), pk=report_id).first()
        if row is None:
            raise Trouble(_("This report is deleted for good."), advice=_("Save it again."))
        if row.deleted_at is not None:
            SavedReport.objects.filter(pk=row.pk).update(deleted_at=None)
            record("report.restored", row.pk, name=row.name)
    return row


def forget_reports() -> int:
    """Delete for good what was deleted long ago; how many."""
    return in_each_workspace(_forget)


def _forget() -> int:
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    return SavedReport.objects.filter(deleted_at__lt=since).delete()[0]


def seen_by(user_id: UUID) -> Q:
    return Q(is_shared=True) | Q(made_by_id=user_id)


def _standing(report_id: UUID, user_id: UUID) -> SavedReport:
    rows = SavedReport.objects.select_for_update().filter(seen_by(user_id), deleted_at=None)
    row = rows.filter(pk=report_id).first()
    if row is None:
        raise Trouble(_("Somebody has deleted this report. Nothing was changed."))
    return row


def _check(question: str) -> None:
    if len(question) > LONGEST_QUESTION:
        raise Trouble(_("This question is too long to be saved."), advice=_("Take filters away."))
