"""Makes a report and queues its mails, all in one transaction: whole, or not at all.

A worker that is killed leaves nothing of a sending, and its successor makes it once; the mails
themselves are jobs that commit with it.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone, translation

from accounts.models import Membership, User, Workspace
from accounts.notify import queue_mail
from accounts.number_formats import writing_numbers
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.standing import stands_still
from accounts.tenancy import require_workspace_id
from analytics.dashboards.reading import layout_of
from analytics.models import Report, ReportCopy, ReportFile, ReportRecipient, ReportSending
from analytics.queries import source_states
from analytics.reporting.composing.documents import Composed, compose
from analytics.reporting.freshness import late_sources
from analytics.reporting.kept import GRACE
from analytics.reporting.mails import compose_report
from analytics.reporting.reading import sees
from analytics.reporting.setting.printing import pdf_of, pictures_of

Withheld = ReportCopy.Withheld


@dataclass(frozen=True)
class Way:
    """How a copy is written: its language, and the marks in its numbers (empty for those of it)."""

    language: str
    numbers: str


def send_report(*, sending_id: UUID) -> bool:
    """Make it and queue the mails; False where it waits for data of the day before.

    One that was made already, was stopped or is gone stays as it is. Call it inside the workspace.
    """
    rows = ReportSending.objects.select_for_update(of=("self",)).select_related("report__dashboard")
    sending = rows.filter(pk=sending_id, state=ReportSending.State.WAITING).first()
    if sending is None:
        return True
    report = sending.report
    is_off = report.deleted_at is not None or report.dashboard.deleted_at is not None
    is_off = is_off or stands_still(sending.workspace_id)
    if is_off or (report.paused_at is not None and not sending.is_extra):
        sending.state = ReportSending.State.STOPPED
        sending.save(update_fields=["state"])
        return True
    workspace = Workspace.objects.get(pk=require_workspace_id())
    now = timezone.now()
    today = now.astimezone(workspace.zone).date()
    if not sending.is_extra and _waits(sending, workspace, now, today):
        return False
    _make(sending, report, workspace, today)
    return True


def _waits(sending: ReportSending, workspace: Workspace, now: datetime, today: date) -> bool:
    """Whether it ought to wait; for whom is noted, for the page."""
    late = late_sources(source_states(), workspace, today)
    waits = bool(late) and now < sending.due_at + GRACE
    names = ", ".join(one.name for one in late)[:500] if waits else ""
    if names != sending.waits_for:
        sending.waits_for = names
        sending.save(update_fields=["waits_for"])
    return waits


def _make(sending: ReportSending, report: Report, workspace: Workspace, today: date) -> None:
    copies = _copies(sending, report)
    by_way: dict[Way, list[tuple[ReportCopy, User]]] = defaultdict(list)
    for copy, user in copies:
        if not copy.withheld:
            by_way[_way(report, user, workspace)].append((copy, user))
    warnings: tuple[str, ...] = ()
    for way, wanted in by_way.items():
        with _written(way, workspace):
            composed = compose(report.name, layout_of(report.dashboard), workspace, today=today)
            _mail(sending, report, workspace, way, composed, wanted)
            warnings = composed.document.warnings
    ReportCopy.objects.bulk_create(copy for copy, _user in copies)
    sending.state, sending.made_at = ReportSending.State.DONE, timezone.now()
    sending.warnings, sending.waits_for = list(warnings), ""
    sending.save(update_fields=["state", "made_at", "warnings", "waits_for"])


def _copies(sending: ReportSending, report: Report) -> list[tuple[ReportCopy, User]]:
    """One for each recipient, with why where they get none."""
    if sending.is_extra:
        users = [sending.asked_by] if sending.asked_by else []
    else:
        rows = ReportRecipient.objects.filter(report=report, left_at=None).select_related("user")
        users = [row.user for row in rows.order_by("added_at", "id")]
    known = {member.user_id: member for member in members_who_may(Permission.VIEW_NUMBERS)}
    place = sending.workspace_id
    return [
        (
            ReportCopy(
                workspace_id=place,
                sending=sending,
                user=user,
                withheld=_withheld(known.get(user.pk), user, report),
            ),
            user,
        )
        for user in users
    ]


def _withheld(member: Membership | None, user: User, report: Report) -> str:
    if member is None:
        return Withheld.GONE
    if not sees(member, report.dashboard):
        return Withheld.UNSEEN
    return "" if user.is_active and not user.is_unreachable else Withheld.UNREACHED


def _way(report: Report, user: User, workspace: Workspace) -> Way:
    language = report.language or user.language or workspace.language
    return Way(language[:2], user.number_format or workspace.number_format)


@contextmanager
def _written(way: Way, workspace: Workspace) -> Iterator[None]:
    zone = timezone.override(workspace.zone)
    with translation.override(way.language), writing_numbers(own=way.numbers), zone:
        yield


def _mail(
    sending: ReportSending,
    report: Report,
    workspace: Workspace,
    way: Way,
    composed: Composed,
    wanted: list[tuple[ReportCopy, User]],
) -> None:
    pdf = pdf_of(composed.document, timezone.now())
    pictures = pictures_of(composed.document)
    file = ReportFile.objects.create(
        sending=sending,
        language=way.language,
        numbers=way.numbers,
        content=pdf,
        pages=len(pictures),
    )
    for copy, user in wanted:
        mail = compose_report(
            report=report,
            document=composed.document,
            pdf=pdf,
            picture=pictures[0],
            user=user,
            workspace=workspace,
        )
        copy.file, copy.mail_id = file, queue_mail(mail)
