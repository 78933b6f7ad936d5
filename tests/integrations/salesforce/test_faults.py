"""What goes wrong at Salesforce is repaired or said loudly; a part is never taken for the whole."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator

import pytest

from accounts.models import Job
from accounts.tenancy import inside
from integrations.credentials import read_token
from integrations.models import (
    Company,
    Lead,
    Opportunity,
    Source,
    StreamState,
    SyncRun,
    SyncSlice,
)
from integrations.selectors import source_cards
from sandbox.serving import Running
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences

Sync = Callable[[], list[str]]
RESULTS = r"/jobs/query/750\w+/results"
JOB = r"GET .*/jobs/query/750\w+$"


@pytest.fixture
def paged(cast: Cast, connected_source: Source, salesforce: Running) -> Source:
    """Acme's source, which is about to be read by Bulk in pages of 70 rows."""
    salesforce.control.settings(bulk_page_rows=70)
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": 50})
    return connected_source


def the_run(cast: Cast) -> SyncRun:
    with inside(cast.acme):
        return SyncRun.objects.get()


def assert_whole(cast: Cast, source: Source, salesforce: Running) -> None:
    assert the_run(cast).state == "succeeded"
    with inside(cast.acme):
        assert differences(source, salesforce.control) == {}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "cut", "path": RESULTS, "after_bytes": 900, "skip": 2, "times": 2},
        *at_length(
            {"kind": "duplicate_page", "path": RESULTS, "skip": 2},
            {"kind": "expired_session", "path": RESULTS, "skip": 3},
            {"kind": "unavailable", "path": RESULTS, "skip": 1, "times": 2},
            {"kind": "server_error", "path": "queryAll", "skip": 1},
            {"kind": "wrong_count", "path": RESULTS, "skip": 2},
        ),
    ],
    ids=lambda fault: str(fault["kind"]),
)
def test_a_passing_fault_costs_no_row(
    cast: Cast, paged: Source, salesforce: Running, sync: Sync, fault: dict[str, object]
) -> None:
    salesforce.control.fault(**fault)  # type: ignore[arg-type]
    sync()
    assert salesforce.control.faults()[0]["hits"] >= 1
    assert_whole(cast, paged, salesforce)


@pytest.mark.torture
def test_sessions_that_end_in_the_middle_are_renewed_once_each(
    cast: Cast, paged: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.fault("expired_session", path=RESULTS, skip=1)
    salesforce.control.fault("expired_session", path="queryAll", skip=2)
    sync()
    assert_whole(cast, paged, salesforce)
    assert salesforce.control.counters()["token_requests"]["refresh_token"] == 2
    assert salesforce.control.state()["grants"] == {"open": 1, "revoked": 0}


@pytest.mark.parametrize(
    "path",
    [RESULTS, *at_length(JOB, "queryAll")],
)
def test_counts_that_disagree_fail_loudly_and_move_no_cursor(
    cast: Cast, paged: Source, salesforce: Running, sync: Sync, path: str
) -> None:
    salesforce.control.fault("wrong_count", path=path, times=-1)
    sync()
    run = the_run(cast)
    assert run.state in ("partial", "failed")
    assert "announced" in run.error_text
    with inside(cast.acme):
        failed = set(SyncSlice.objects.exclude(error_text="").values_list("stream", flat=True))
        assert failed
        assert not StreamState.objects.filter(stream__in=failed, cursor__isnull=False).exists()
        card = source_cards()[0]
        assert (card.state, card.fresh_until) == ("trouble", None)


@pytest.mark.torture
def test_a_job_that_fails_at_salesforce_leaves_the_other_objects_whole(
    cast: Cast, paged: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.fault("fail_job", path="POST .*/jobs/query", times=1)
    sync()
    run = the_run(cast)
    assert run.state == "partial"
    assert "Query not completed" in run.error_text
    with inside(cast.acme):
        assert SyncSlice.objects.exclude(error_text="").count() == 1
        broken = SyncSlice.objects.exclude(error_text="").get().stream
        assert set(differences(paged, salesforce.control)) <= {broken}


@pytest.mark.torture
def test_an_expired_locator_begins_the_slice_again(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.settings(page_rows=60)
    salesforce.control.fault("cut", path=r"/query/01g\w+-120", after_bytes=10, times=4)
    salesforce.control.fault("bad_locator", path=r"/query/01g\w+-120", times=1)
    assert sync() == ["queued", "done"]
    assert_whole(cast, connected_source, salesforce)


def test_fields_and_objects_that_may_not_be_seen_are_named_with_their_cost(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.settings(
        hidden_fields={"Opportunity": ["Amount"], "Lead": ["Email"]},
        denied_objects=["Campaign"],
    )
    sync()
    run = the_run(cast)
    assert run.state == "partial"
    assert "Campaign" in run.error_text
    with inside(cast.acme):
        deals = StreamState.objects.get(stream="Opportunity")
        assert deals.schema["missing"] == {"Amount": "Pipeline, revenue and ROAS"}
        assert "Email" in StreamState.objects.get(stream="Lead").schema["missing"]
        assert Opportunity.objects.exists()
        assert not Opportunity.objects.filter(amount_micros__isnull=False).exists()


@pytest.mark.torture  # as test_schema shows of one column
def test_a_field_that_becomes_visible_is_filled_in_every_row(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    from integrations.services import request_sync

    salesforce.control.settings(hidden_fields={"Opportunity": ["Amount"]})
    sync()
    salesforce.control.settings(hidden_fields={})
    with inside(cast.acme):
        request_sync(source_id=connected_source.pk)
    sync()
    with inside(cast.acme):
        assert differences(connected_source, salesforce.control) == {}


@pytest.mark.parametrize("bulk_from", [1, *at_length(2000)])
def test_nul_bytes_go_and_na_stays(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync, bulk_from: int
) -> None:
    odd = ["NA", "N/A", "None", "null", "nu\x00l", '"', "a,b;c", "007", "1e5", " x ", "Größe 🚀"]
    control = salesforce.control
    ids = [control.insert("Account", {"Name": word, "Industry": word}) for word in odd]
    control.settings(clock_offset=1200.0)
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": bulk_from})
    sync()
    with inside(cast.acme):
        found = dict(Company.objects.values_list("external_id", "industry"))
        assert [found[one] for one in ids] == [word.replace("\x00", "") for word in odd]
        assert set(Company.objects.filter(external_id__in=ids).values_list("type")) == {("",)}


def test_a_used_up_budget_parks_the_sync_and_says_so(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.settings(api_used=100_000)
    assert sync() == ["queued"]
    with inside(cast.acme):
        card = source_cards()[0]
        assert card.trouble_code == "api_limit"
        job = Job.objects.get(task__endswith="sync_source")
        assert job.attempts == 0
        Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    salesforce.control.settings(api_used=0)
    sync()
    assert_whole(cast, connected_source, salesforce)
    with inside(cast.acme):
        assert source_cards()[0].state == "ok"


def test_a_grant_that_was_taken_back_asks_to_connect_again(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.revoke_grants()
    assert sync() == ["done"]
    run = the_run(cast)
    assert (run.state, run.error_code) == ("failed", "connect_again")
    with inside(cast.acme):
        card = source_cards()[0]
        assert card.trouble_code == "connect_again"
        assert "Connect again" in card.trouble_text
        assert not Lead.objects.exists()


class _Everything(logging.Formatter):
    """The message and all that came with it: what a retry was for is not in its message."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {record.__dict__}"


@pytest.fixture
def log_text() -> Iterator[io.StringIO]:
    """Everything that any logger writes, unredacted, at its most talkative."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(_Everything())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.setLevel(before)
    root.removeHandler(handler)


def test_no_secret_reaches_a_log_or_a_row(
    cast: Cast,
    paged: Source,
    salesforce: Running,
    sync: Sync,
    log_text: io.StringIO,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with inside(cast.acme):
        first = read_token(paged.pk).access
    salesforce.control.fault("expired_session", path=RESULTS, skip=1)
    salesforce.control.fault("cut", path=RESULTS, after_bytes=500, skip=4, times=5)
    sync()
    with inside(cast.acme):
        second = read_token(paged.pk).access
        said = " ".join(
            f"{run.error_text} {run.error_code}" for run in SyncRun.objects.all()
        ) + " ".join(job.last_error + str(job.progress) for job in Job.objects.all())
    assert first != second
    shown = capsys.readouterr()
    written = log_text.getvalue() + shown.out + shown.err
    assert "cut" in written
    for secret in (first, second, salesforce.client_secret):
        assert secret not in written
        assert secret not in said
