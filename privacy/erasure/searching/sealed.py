"""Opens every sealed value of the entered workspace, and every mail that waits, to look inside."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.crypto import DecryptFailed, SealedColumn, decrypt, sealed_columns
from accounts.models import Job
from accounts.notify import SEND_MAIL, SEND_MARKETING, SENT, open_mail, unsent_mails
from accounts.tenancy import require_workspace_id
from privacy.erasure.searching.needles import Needles

_AT_ONCE = 2000


def sealed_to_open() -> tuple[SealedColumn, ...]:
    """The columns that the entered workspace's keys seal."""
    return sealed_columns(require_workspace_id())


def search_sealed(
    needles: Needles,
    column: SealedColumn,
    besides: UUID | None,
    looked: Counter[str],
    residue: Counter[str],
) -> None:
    """Count the rows of a sealed column in which the person is; one that opens no more counts."""
    for row in column.rows().iterator(chunk_size=_AT_ONCE):
        if besides is not None and besides in (row.pk, getattr(row, "erasure_id", None)):
            continue
        for value in column.values(row).values():
            looked["sealed"] += 1
            if _is_in(needles, column, row, value):
                residue[column.model_label] += 1


def search_mails(needles: Needles, looked: Counter[str], residue: Counter[str]) -> None:
    """Mails are sealed into their jobs, dead ones too; a delivered one was emptied."""
    _open_mails(unsent_mails(), needles, looked, residue)


def search_every_mail(needles: Needles, looked: Counter[str], residue: Counter[str]) -> None:
    """The same in every job, whatever its state says."""
    unsent = Job.objects.filter(task__in=(SEND_MAIL, SEND_MARKETING)).exclude(args__1=SENT)
    _open_mails(unsent, needles, looked, residue)


def _open_mails(
    jobs: "QuerySet[Job]", needles: Needles, looked: Counter[str], residue: Counter[str]
) -> None:
    for job in jobs.iterator(chunk_size=_AT_ONCE):
        mail_id, sealed = job.args[:2]
        looked["mails"] += 1
        mail = open_mail(job.workspace_id, UUID(mail_id), sealed)
        if needles.are_in(f"{mail.to} {mail.subject} {mail.text} {mail.html}"):
            residue["accounts.job"] += 1


def _is_in(needles: Needles, column: SealedColumn, row: Any, value: bytes) -> bool:
    try:
        return needles.are_in(decrypt(column.place_of(row), value))
    except DecryptFailed:
        return True
