"""What became of sendings, as their page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Job, JobState
from accounts.notify import SEND_MAIL
from analytics.models import ReportCopy, ReportFile, ReportSending


@dataclass(frozen=True)
class CopyLine:
    """One recipient of a sending: who, what became of it in words, with its tone."""

    name: str
    text: str
    tone: str
    why: str = ""


@dataclass(frozen=True)
class SendingLine:
    """One sending with its copies and its files."""

    sending: ReportSending
    text: str
    tone: str
    copies: tuple[CopyLine, ...]
    files: tuple[ReportFile, ...]


def lines_of(sendings: Iterable[ReportSending]) -> list[SendingLine]:
    """All that is told of some sendings; two statements more than they took."""
    every = list(sendings)
    copies = {one.pk: list(one.copies.all()) for one in every}
    dead = _dead(copy.mail_id for many in copies.values() for copy in many if copy.mail_id)
    files: dict[UUID, list[ReportFile]] = {one.pk: [] for one in every}
    rows = ReportFile.objects.filter(sending__in=every).defer("content")
    for file in rows.order_by("language", "id"):
        files[file.sending_id].append(file)
    return [
        SendingLine(
            one,
            *_state(one),
            copies=tuple(_copy(copy, dead) for copy in copies[one.pk]),
            files=tuple(files[one.pk]),
        )
        for one in every
    ]


def _state(sending: ReportSending) -> tuple[str, str]:
    tones = {"waiting": "info", "done": "good", "stopped": "none"}
    if sending.waits_for:
        return _("Waits for %(sources)s") % {"sources": sending.waits_for}, "warn"
    return str(ReportSending.State(sending.state).label), tones[sending.state]


def _copy(copy: ReportCopy, dead: dict[UUID, str]) -> CopyLine:
    name = copy.user.get_full_name()
    if copy.withheld:
        why = str(ReportCopy.Withheld(copy.withheld).label)
        return CopyLine(name, _("Nothing sent"), "warn", why)
    if copy.delivered_at is not None:
        return CopyLine(name, _("Delivered"), "good")
    if copy.mail_id in dead:
        return CopyLine(name, _("Failed"), "bad", _(dead[copy.mail_id]))
    return CopyLine(name, _("On its way"), "info")


def _dead(mail_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """{mail: why} of those that no server took after all tries."""
    wanted = [str(one) for one in mail_ids]
    if not wanted:
        return {}
    rows = Job.objects.filter(task=SEND_MAIL, state=JobState.DEAD, args__0__in=wanted)
    return {UUID(args[0]): why for args, why in rows.values_list("args", "last_error")}
