"""What tests of newsletters need: readers, letters, links in mails, jobs run at once."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail, signing
from django.test import Client

from accounts.jobs import Lease, resolve
from accounts.models import Job, JobState, Membership, Role, User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Newsletter, Subscriber
from enquiries.newsletters.finding import subscriber_of
from enquiries.newsletters.subscribing import agree_signed_in
from enquiries.newsletters.writing import send_letter, write_letter
from tests.accounts.conftest import danish, deliver_mail, empty_cache
from tests.privacy.conftest import browser

__all__ = ["browser", "danish", "empty_cache"]

ALICE = "alice@acme.example"
FORM = {"email": ALICE, "topics": ["product", "tips"], "language": "en"}
WORDS = {
    "topic": "product",
    "subject_en": "A new chart",
    "text_en": "## Look\n\nIt is **here**: [the chart](https://proactivox.example/chart).",
    "subject_da": "Et nyt diagram",
    "text_da": "Det er her.",
}


def stamp() -> str:
    """As if the form had been drawn a minute ago."""
    return signing.dumps(int(time.time()) - 60, salt="accounts.strangers.traps")


def ask(**changes: object) -> Client:
    """A visitor who sent the form."""
    visitor = Client()
    answer = visitor.post("/newsletter/", {**FORM, "drawn": stamp(), **changes})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].endswith("/newsletter/sent/")
    return visitor


def link(part: str) -> str:
    """The path of the newest mailed link with this part."""
    deliver_mail()
    for one in reversed(mail.outbox):
        found = re.search(rf"https?://[^/\s]+(/\S*{re.escape(part)}[^\s>]*)", str(one.body))
        if found:
            return found.group(1)
    raise AssertionError([str(one.body) for one in mail.outbox])


def reader(email: str = ALICE, language: str = "en", *topics: str) -> Subscriber:
    """Somebody who agreed; for news of the product unless said otherwise."""
    agree_signed_in(email=email, language=language, topics=topics or ("product",))
    with inside(HOUSE_ID):
        found = subscriber_of(email)
    assert found is not None
    return found


def letter(**words: str) -> Newsletter:
    """A draft."""
    return write_letter(words={**WORDS, **words})


def sent(found: Newsletter) -> None:
    """A letter whose every job has run."""
    send_letter(letter_id=found.pk)
    run_jobs()


def run_jobs(task: str = "") -> int:
    """Run what waits in the house's bulk queue, in this test's own transaction; how many jobs."""
    done = 0
    while jobs := _waiting(task):
        for job in jobs:
            run_job(job)
        done += len(jobs)
    return done


def run_job(job: Job, attempt: int = 1) -> None:
    """One job, as a worker runs it."""
    lease = Lease(HOUSE_ID, job.pk, uuid4(), 90, job.task, tuple(job.args), "bulk", attempt, 8)
    with inside(HOUSE_ID):
        Job.objects.filter(pk=job.pk).update(state="running", lease_token=lease.token)
    resolve(job.task)(lease, *job.args)
    lease.end(JobState.DONE)


def _waiting(task: str) -> list[Job]:
    with inside(HOUSE_ID):
        rows = Job.objects.filter(queue="bulk", state=JobState.QUEUED).order_by("created_at", "pk")
        return list(rows.filter(task=task) if task else rows)


@pytest.fixture
def in_house(db: None) -> Callable[[User, Role], Workspace]:
    """Makes somebody a member of Proactivox's own workspace."""

    def join(user: User, role: Role) -> Workspace:
        Membership.objects.create(workspace_id=HOUSE_ID, user=user, role=role)
        return Workspace.objects.get(pk=HOUSE_ID)

    return join
