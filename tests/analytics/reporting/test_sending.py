"""Reports by mail: when they are due, to whom, once; what waits, what is withheld, what is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from accounts import unpaid
from accounts.models import Closure, Job, Membership, User
from accounts.tenancy import inside
from analytics.models import (
    Report,
    ReportCopy,
    ReportFile,
    ReportRecipient,
    ReportSending,
)
from analytics.reporting import keeping, sweeps
from analytics.reporting.kept import FILES_KEPT, GRACE
from analytics.reporting.schedule import Schedule, next_moment
from analytics.reporting.sending import send_report
from integrations.models import Source
from tests.analytics.reporting.world import make_board, make_facts, report_of
from tests.cast import Cast
from tests.integrations.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_DUE = datetime(2026, 4, 2, 5, tzinfo=UTC)
_COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def at(moment: datetime) -> Any:
    return patch.object(timezone, "now", return_value=moment)


def due(report: Report, moment: datetime = _DUE) -> ReportSending:
    """Its sending of a moment, as the sweep asks for it."""
    Report.objects.filter(pk=report.pk).update(next_at=moment)
    with at(moment + timedelta(minutes=3)):
        sweeps._request()
    return ReportSending.objects.get(report=report, due_at=moment)


def fresh() -> None:
    Source.objects.filter(connector="salesforce").update(fresh_until=_DUE)


def body(part: Any) -> bytes:
    found: bytes = part.get_payload(decode=True)
    return found


def deliver(cast: Cast) -> None:
    assert set(work_off(cast.acme.pk, task="send_mail")) == {"done"}


@pytest.mark.parametrize(
    ("schedule", "after", "moment"),
    [
        (Schedule("daily", 0, 1, 7), "2026-04-02 05:00", "2026-04-03 05:00"),
        (Schedule("daily", 0, 1, 7), "2026-04-02 04:59", "2026-04-02 05:00"),
        (Schedule("weekly", 0, 1, 7), "2026-04-02 05:00", "2026-04-06 05:00"),
        (Schedule("monthly", 0, 31, 7), "2026-02-01 05:00", "2026-02-28 06:00"),
        (Schedule("monthly", 0, 1, 7), "2026-04-02 05:00", "2026-05-01 05:00"),
        # The clock goes from 2 to 3 on 29 March, and stands at 2 twice on 25 October.
        (Schedule("daily", 0, 1, 2), "2026-03-28 12:00", "2026-03-29 01:00"),
        (Schedule("daily", 0, 1, 2), "2026-10-24 12:00", "2026-10-25 00:00"),
        (Schedule("daily", 0, 1, 2), "2026-10-25 00:00", "2026-10-26 01:00"),
    ],
)
def test_it_is_due_by_the_clock_of_the_workspace(
    schedule: Schedule, after: str, moment: str
) -> None:
    start, end = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (after, moment))
    assert next_moment(schedule, _COPENHAGEN, start) == end


def test_it_is_sent_once_to_each_who_may_see_it(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        fresh()
        board = make_board(cast.alice, roles=[])
        report = report_of(board, cast.alice, cast.alice, cast.bob, cast.charlie)
        sending = due(report)
        with at(_DUE + timedelta(minutes=3)):
            # A worker that is killed leaves nothing; its successor, and a second ring, do it once.
            assert send_report(sending_id=sending.pk)
            assert send_report(sending_id=sending.pk)
        copies = {one.user_id: one for one in ReportCopy.objects.all()}
        assert set(copies) == {cast.alice.pk, cast.bob.pk}
        assert copies[cast.bob.pk].withheld == ReportCopy.Withheld.UNSEEN
        assert copies[cast.bob.pk].mail_id is None
        assert ReportFile.objects.count() == 1
        assert Job.objects.filter(task="accounts.tasks.send_mail").count() == 1
        # Charlie of Rival was asked for, and is no member here.
        assert ReportRecipient.objects.filter(report=report).count() == 2
        with at(_DUE + timedelta(minutes=4)):
            sweeps._request()
        assert ReportSending.objects.count() == 1


def test_the_mail_has_the_picture_in_it_and_the_pdf_beside_it(cast: Cast) -> None:
    User.objects.filter(pk=cast.bob.pk).update(language="da")
    with inside(cast.acme):
        make_facts()
        report = report_of(make_board(cast.alice), cast.alice)
        cast.bob.refresh_from_db()
        sending = keeping.send_me_one(report_id=report.pk, user=cast.bob)
        assert send_report(sending_id=sending.pk)
    deliver(cast)
    (sent,) = mail.outbox
    assert sent.to == [cast.bob.email]
    assert sent.subject.startswith("Monday · 1. mar 2026")
    assert f"/reports/{report.pk}/leave/" in sent.extra_headers["List-Unsubscribe"]
    parts = {part.get_content_type(): part for part in sent.message().walk()}
    picture = parts["image/png"]
    assert picture["Content-ID"] == "<report>"
    assert 'src="cid:report"' in body(parts["text/html"]).decode()
    assert body(parts["application/pdf"]).startswith(b"%PDF")
    assert parts["application/pdf"].get_filename() == "monday.pdf"
    assert "https://" not in body(parts["text/html"]).decode().split("<a ")[0]
    with inside(cast.acme):
        copy = ReportCopy.objects.get()
        assert copy.delivered_at is not None
        assert copy.file is not None
        assert (copy.file.language, copy.user_id) == ("da", cast.bob.pk)


def test_it_waits_for_yesterday_a_while_and_then_says_what_is_missing(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        stale = datetime(2026, 3, 30, 12, tzinfo=UTC)
        Source.objects.filter(connector="salesforce").update(fresh_until=stale)
        sending = due(report_of(make_board(cast.alice), cast.alice, cast.bob))
        with at(_DUE + timedelta(minutes=3)):
            assert not send_report(sending_id=sending.pk)
        sending.refresh_from_db()
        assert (sending.waits_for, sending.state) == ("CRM", "waiting")
        with at(_DUE + GRACE):
            assert send_report(sending_id=sending.pk)
        sending.refresh_from_db()
        assert sending.warnings == [
            "CRM has not been read since 30 Mar 2026: what came later is missing."
        ]


def test_a_paused_or_deleted_one_is_not_sent_and_goes_on_at_its_next_hour(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        fresh()
        report = report_of(make_board(cast.alice), cast.alice, cast.bob)
        sending = due(report)
        keeping.pause_report(report_id=report.pk, is_paused=True)
        assert send_report(sending_id=sending.pk)
        sending.refresh_from_db()
        assert sending.state == ReportSending.State.STOPPED
        assert not Job.objects.filter(task="accounts.tasks.send_mail").exists()
        resumed = keeping.pause_report(report_id=report.pk, is_paused=False)
        assert resumed.next_at is not None
        assert resumed.next_at > timezone.now()


def test_who_left_is_put_back_by_nobody_else_and_goes_with_the_membership(cast: Cast) -> None:
    with inside(cast.acme):
        board = make_board(cast.alice)
        report = report_of(board, cast.alice, cast.bob)
        keeping.leave_report(report_id=report.pk, user=cast.bob)
        what = keeping.What(
            board, "Monday", keeping.schedule_of(report), "", frozenset({cast.bob.pk})
        )
        keeping.change_report(report_id=report.pk, what=what)
        assert ReportRecipient.objects.get().left_at is not None
        keeping.leave_report(report_id=report.pk, user=cast.bob, is_back=True)
        assert ReportRecipient.objects.get().left_at is None
        Membership.objects.filter(user=cast.bob).delete()
        sweeps._forget()
        assert not ReportRecipient.objects.exists()


def test_pdfs_go_after_90_days_and_what_became_of_them_stays_a_year(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        fresh()
        sending = due(report_of(make_board(cast.alice), cast.alice, cast.bob))
        with at(_DUE + timedelta(minutes=3)):
            send_report(sending_id=sending.pk)
        ReportFile.objects.update(made_at=_DUE)
        with at(_DUE + FILES_KEPT + timedelta(days=1)):
            sweeps._forget()
        assert not ReportFile.objects.exists()
        assert ReportCopy.objects.get().file is None
        with at(_DUE + timedelta(days=366)):
            sweeps._forget()
        assert not ReportSending.objects.exists()


def test_rival_sees_none_of_it(cast: Cast) -> None:
    with inside(cast.acme):
        report_of(make_board(cast.alice), cast.alice, cast.bob)
    with inside(cast.rival):
        assert not Report.objects.exists()
        assert not ReportRecipient.objects.exists()


def test_a_workspace_that_stands_still_sends_nothing_and_then_the_newest_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(cast.acme):
        report = report_of(make_board(cast.alice), cast.alice, cast.bob)
        Report.objects.filter(pk=report.pk).update(next_at=_DUE)
        with at(_DUE + timedelta(days=3, minutes=5)):
            with monkeypatch.context() as nobody_pays:
                nobody_pays.setattr(unpaid, "_readers", [lambda key: key == cast.acme.pk])
                assert sweeps._request() == 0
            ends = datetime(2100, 1, 1, tzinfo=UTC)
            closure = Closure.objects.create(workspace=cast.acme, erase_after=ends)
            assert sweeps._request() == 0
            assert not ReportSending.objects.exists()
            closure.delete()
            assert sweeps._request() == 1
            assert sweeps._request() == 0
        assert ReportSending.objects.count() == 1


def test_what_waited_when_it_came_to_a_standstill_is_not_sent(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(cast.acme):
        make_facts()
        fresh()
        sending = due(report_of(make_board(cast.alice), cast.alice, cast.bob))
        monkeypatch.setattr(unpaid, "_readers", [lambda key: key == cast.acme.pk])
        assert send_report(sending_id=sending.pk)
        sending.refresh_from_db()
        assert sending.state == ReportSending.State.STOPPED
        assert not Job.objects.filter(task="accounts.tasks.send_mail").exists()
