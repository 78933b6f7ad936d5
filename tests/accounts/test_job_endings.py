"""Why a job did not end well is said in its row, on its page and in the log."""

import logging
from uuid import UUID

import psycopg
import pytest
from django.utils import translation

from accounts.jobs import enqueue
from accounts.jobs.runner import run
from accounts.models import Job, JobState, Workspace
from accounts.redaction import RedactSecrets
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase


@pytest.fixture
def cast(fresh_database: FreshDatabase, clean_cache: None) -> Cast:
    return make_cast()


def ask(workspace: Workspace, task: str, *args: str) -> UUID:
    with inside(workspace):
        job_id = enqueue(f"tests.tasks.{task}", *args)
    assert job_id is not None
    return job_id


def reason(workspace: Workspace, job_id: UUID) -> str:
    with inside(workspace):
        return Job.objects.get(pk=job_id).last_error


def test_the_log_says_why_a_job_is_tried_again_and_why_it_is_dead(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = ask(cast.acme, "refuse")
    assert run(cast.acme.pk, job_id) == JobState.DEAD
    said = f"Job {job_id} (tests.tasks.refuse) is dead after try 1 of"
    assert said in caplog.text
    assert "The vendor knows no such account. Connect it again." in caplog.text
    job_id = ask(cast.acme, "speak")
    assert run(cast.acme.pk, job_id) == JobState.QUEUED
    said = f"Job {job_id} (tests.tasks.speak) failed in try 1 of 2: Settings"
    assert said in caplog.text


def test_the_log_says_what_a_job_waits_for(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    job_id = ask(cast.acme, "wait_for_vendor")
    run(cast.acme.pk, job_id)
    said = f"Job {job_id} (tests.tasks.wait_for_vendor) waits 60 s: The report is not ready."
    assert said in caplog.text


def test_rows_that_other_work_holds_are_no_outage(
    cast: Cast, fresh_database: FreshDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    lock = "SELECT pg_advisory_xact_lock(4711)"
    with psycopg.connect(fresh_database.urls["DATABASE_URL"]) as other:
        other.execute(lock)
        job_id = ask(cast.acme, "ask_database", "SET LOCAL lock_timeout = 50", lock)
        assert run(cast.acme.pk, job_id) == JobState.QUEUED
    assert reason(cast.acme, job_id) == "Other work held the same rows."
    assert "canceling statement due to lock timeout" in caplog.text


def test_a_statement_that_takes_too_long_is_no_outage(cast: Cast) -> None:
    slow = ("SET LOCAL statement_timeout = 20", "SELECT pg_sleep(5)")
    job_id = ask(cast.acme, "ask_database", *slow)
    assert run(cast.acme.pk, job_id) == JobState.QUEUED
    assert reason(cast.acme, job_id) == "The database took too long over one step."


def test_a_job_speaks_the_language_of_its_workspace(cast: Cast) -> None:
    cast.acme.language = "da"
    cast.acme.save()
    for workspace, word in ((cast.acme, "Indstillinger"), (cast.rival, "Settings")):
        job_id = ask(workspace, "speak")
        run(workspace.pk, job_id)
        assert reason(workspace, job_id) == word
    assert translation.get_language() == "en"


def test_the_page_says_our_own_reasons_in_its_readers_language(
    cast: Cast, browser: Browser
) -> None:
    ask(cast.acme, "refuse")
    with inside(cast.acme):
        Job.objects.update(state=JobState.DEAD, last_error="It stopped its worker on every try.")
    cast.alice.language = "da"
    cast.alice.save()
    answer = browser(cast.alice).get("/w/acme/settings/jobs/?state=dead")
    page = answer.content.decode()
    assert "Den fik sin proces til at gå ned ved hvert forsøg." in page


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("No mail for bob@acme.example.", "No mail for [address]."),
        ("Authorization: Bearer 00Dx!abc.def", "Authorization: [redacted]"),
        ("POST /token?refresh_token=5Aep8xyz&x=1", "POST /token?[redacted]&x=1"),
        ("Nothing to hide in try 1 of 2.", "Nothing to hide in try 1 of 2."),
    ],
)
def test_secrets_and_addresses_stay_out_of_the_log(written: str, kept: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "%s", (written,), None)
    assert RedactSecrets().filter(record)
    assert record.getMessage() == kept
