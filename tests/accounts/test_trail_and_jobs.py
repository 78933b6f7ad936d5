"""The audit trail and the jobs as people see them."""

import io
import json
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.audit import Actor, acting_as, record
from accounts.jobs import enqueue
from accounts.models import AuditEvent, Job, JobState
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.budget import at_length
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noted_contexts")]

PATH = "/w/acme/settings/audit/"


def write(cast: Cast, count: int) -> None:
    with inside(cast.acme):
        for number in range(count):
            actor = cast.alice if number % 2 else cast.bob
            with acting_as(Actor("user", actor.pk)):
                record("source.paused" if number % 3 else "source.resumed", number=number)


def test_an_empty_trail_says_what_it_is_for(cast: Cast, browser: Browser) -> None:
    assert "Nothing happened yet" in browser(cast.alice).get(PATH).content.decode()


def test_it_is_filtered_by_action_person_and_day(cast: Cast, browser: Browser) -> None:
    write(cast, 6)
    alice = browser(cast.alice)

    def numbers(query: str) -> list[int]:
        rows = alice.get(f"{PATH}?{query}").context["rows"]
        return [row["event"].data["number"] for row in rows]

    assert numbers("") == [5, 4, 3, 2, 1, 0]
    assert numbers("action=source.resumed") == [3, 0]
    assert numbers(f"person={cast.bob.pk}") == [4, 2, 0]
    # The day of the workspace, which may have begun before the day of UTC.
    today = timezone.localdate(timezone=cast.acme.zone)
    assert numbers(f"from={today}&to={today}") == [5, 4, 3, 2, 1, 0]
    assert numbers(f"to={today - timedelta(days=2)}") == []
    assert numbers("from=never&person=nobody") == [5, 4, 3, 2, 1, 0]
    page = alice.get(f"{PATH}?action=none").content.decode()
    assert "Nothing matches" in page


NUMBERS_VIEW = (
    "Læse tal: spørge om målinger, og læse overvågninger, hændelser, budgetter, "
    "rapporter og pipeline"
)


def test_details_are_words_and_no_ids(cast: Cast, browser: Browser, danish: None) -> None:
    with inside(cast.acme), acting_as(Actor("user", cast.alice.pk)):
        record("member.role_changed", user=cast.bob.pk, before="viewer", after="privacy_officer")
        record("audit.exported", format="csv", filtered=True)
        record("api_key.created", scopes=["numbers.view"], days=15193)
        record("job.retried", task="integrations.tasks.sync.sync_source")
    cast.alice.language = "da"
    cast.alice.save()
    alice = browser(cast.alice)
    retried, made, exported, changed = alice.get(PATH).context["rows"]
    assert changed["details"] == [("efter", "Databeskyttelsesansvarlig"), ("før", "Læser")]
    assert retried["details"] == [("arbejde", "Synkronisér kilde")]
    assert made["details"] == [
        ("dage", "15.193"),
        ("rettigheder", NUMBERS_VIEW),
    ]
    assert exported["details"] == [("filtreret", "ja"), ("format", "csv")]


def test_older_events_follow_by_number(cast: Cast, browser: Browser) -> None:
    write(cast, 53)
    alice = browser(cast.alice)
    first = alice.get(PATH)
    assert len(first.context["rows"]) == 50
    second = alice.get(f"{PATH}?before={first.context['older']}")
    assert [row["event"].seq for row in second.context["rows"]] == [3, 2, 1]
    assert second.context["older"] is None


def test_exports_hold_what_was_filtered_and_are_recorded(cast: Cast, browser: Browser) -> None:
    write(cast, 4)
    alice = browser(cast.alice)
    answer = alice.get(f"{PATH}export/?format=json&action=source.resumed")
    rows = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert [row["data"]["number"] for row in rows] == [3, 0]
    text = b"".join(alice.get(f"{PATH}export/?format=csv")).decode()
    assert text.startswith("seq,at,actor_kind")
    assert len(text.splitlines()) == 1 + 6
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="audit.exported").count() == 2
    assert alice.get(f"{PATH}export/?format=xml").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "-1", *at_length("+1", "@x", "\t=1")])
def test_no_cell_of_an_export_is_a_formula(cast: Cast, browser: Browser, text: str) -> None:
    with inside(cast.acme):
        record("source.paused", text)
    answer = browser(cast.alice).get(f"{PATH}export/?format=csv")
    assert f"'{text}" in b"".join(answer).decode()


def test_what_was_typed_is_shown_as_text(cast: Cast, browser: Browser) -> None:
    with inside(cast.acme):
        record("source.paused", name="<script>alert(1)</script>")
    page = browser(cast.alice).get(PATH).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_verify_audit_holds_and_names_what_does_not(cast: Cast) -> None:
    write(cast, 3)
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert "hold" in out.getvalue()
    call_command("verify_audit", "--workspace", "acme", stdout=out)


def make_job(cast: Cast, state: str = JobState.DEAD) -> Job:
    with inside(cast.acme):
        job_id = enqueue("accounts.tasks.send_mail", "x", "sealed-secret")
        assert job_id
        Job.objects.filter(pk=job_id).update(
            state=state, attempts=8, last_error="The mail server did not take the message."
        )
        return Job.objects.get(pk=job_id)


def test_a_dead_job_says_why_and_is_tried_again(cast: Cast, browser: Browser) -> None:
    job = make_job(cast)
    alice = browser(cast.alice)
    page = alice.get("/w/acme/settings/jobs/?state=dead").content.decode()
    assert "did not take the message" in page
    assert "sealed-secret" not in page
    alice.post(f"/w/acme/settings/jobs/{job.pk}/retry/")
    with inside(cast.acme):
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("queued", 0)
        assert AuditEvent.objects.filter(action="job.retried").exists()


def test_a_job_whose_work_waits_already_is_not_tried_again_and_leaves_no_line(
    cast: Cast, browser: Browser
) -> None:
    with inside(cast.acme):
        dead = enqueue("accounts.tasks.send_invitation", "x", dedupe_key="x")
        assert dead is not None
        Job.objects.filter(pk=dead).update(state=JobState.DEAD)
        enqueue("accounts.tasks.send_invitation", "x", dedupe_key="x")
    path = f"/w/acme/settings/jobs/{dead}/retry/"
    page = browser(cast.alice).post(path, follow=True).content.decode()
    assert "It was not tried again" in page
    with inside(cast.acme):
        assert Job.objects.get(pk=dead).state == JobState.DEAD
        assert not AuditEvent.objects.filter(action="job.retried").exists()


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_job_is_stopped(cast: Cast, browser: Browser, state: str) -> None:
    job = make_job(cast, state)
    browser(cast.alice).post(f"/w/acme/settings/jobs/{job.pk}/cancel/")
    with inside(cast.acme):
        job.refresh_from_db()
        assert job.state == "cancelled"


def test_an_ended_job_is_not_stopped(cast: Cast, browser: Browser) -> None:
    job = make_job(cast, JobState.DONE)
    browser(cast.alice).post(f"/w/acme/settings/jobs/{job.pk}/cancel/")
    with inside(cast.acme):
        job.refresh_from_db()
        assert job.state == "done"


def test_every_task_has_a_title_in_danish(danish: None) -> None:
    from django.utils.translation import gettext, override

    from accounts.jobs.registry import JobTask, title_of
    from proactivox.job_titles import TITLES

    tasks = {
        title_of(f"x.{name}")
        for app in (
            *("accounts.tasks", "analytics.tasks", "billing.tasks", "enquiries.tasks"),
            *("integrations.tasks", "privacy.tasks"),
        )
        for module in _modules_of(app)
        for name, value in vars(module).items()
        if isinstance(value, JobTask)
    }
    assert tasks == set(TITLES)
    same = {"Send mail", "Send invitation"}
    with override("da"):
        assert {title for title in TITLES if gettext(title) == title} == same


def _modules_of(name: str) -> list[ModuleType]:
    package = import_module(name)
    parts = iter_modules(getattr(package, "__path__", []))
    return [package, *(import_module(f"{name}.{part.name}") for part in parts)]
