"""The end of a contract: closed, taken along, taken back, closed for good, and proven."""

from __future__ import annotations

import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings
from tests.journeys.mails import newest_mail
from tests.journeys.people import Person, come_in, settle
from tests.journeys.test_members import own_window, status

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
# As the clock does at night; in the product's own environment, which has its keys and folders.
# Why nothing was erased stands in its log alone.
_NIGHT = """
import logging, sys
logging.getLogger("privacy").addHandler(logging.StreamHandler(sys.stdout))
from integrations.services.sweeps import disconnect_closed
from privacy.closing.sweeps import erase_closed_workspaces
print("ended", disconnect_closed(), "erased", erase_closed_workspaces())
"""


def her_marketer(alice: Person) -> Person:
    """Bob, who has been in her workspace for a while."""
    from accounts.models import Membership, User, Workspace

    bob = settle("Bob", "Elsewhere")
    acme = Workspace.objects.get(slug=alice.place.split("/")[2])
    user = User.objects.get(email=bob.email)
    Membership.objects.create(workspace=acme, user=user, role="marketer")
    return bob


def close(page: Page, alice: Person) -> list[str]:
    """Its address typed, and the export waited for; what axe found."""
    page.goto(f"{alice.place}settings/closing/")
    bad = findings(page)
    page.get_by_label("Type the workspace’s address").fill(alice.place.split("/")[2])
    page.get_by_role("button", name="Close the workspace").click()
    expect(page.get_by_text("Everything is erased from")).to_be_visible()
    end = time.monotonic() + 60
    while not page.get_by_role("button", name="Download").is_visible():
        assert time.monotonic() < end, "no export"
        time.sleep(0.3)
        page.reload()
    return bad + findings(page)


def take_along(page: Page, folder: Path) -> set[str]:
    """The names of what is in the export, as it was downloaded."""
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download").click()
    fetched.value.save_as(folder / "acme.zip")
    with zipfile.ZipFile(folder / "acme.zip") as archive:
        assert archive.testzip() is None
        return set(archive.namelist())


def let_the_day_come(alice: Person) -> None:
    """The clock goes 30 days forward for this workspace; only the tables' owner can do that.

    By then no job of the closing is at work: an erasure that meets one waits for the next night.
    """
    from django.db import connections

    slug, end = alice.place.split("/")[2], time.monotonic() + 60
    while are_jobs_at_work(slug):
        assert time.monotonic() < end, "jobs that do not end"
        time.sleep(0.3)
    statement = """
        UPDATE accounts_closure SET erase_after = now() WHERE workspace_id =
            (SELECT id FROM accounts_workspace WHERE slug = %s)
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, [slug])
        assert cursor.rowcount == 1


def are_jobs_at_work(slug: str) -> bool:
    from accounts.models import Job, JobState, Workspace
    from accounts.tenancy import inside

    with inside(Workspace.objects.get(slug=slug)):
        rows = Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING))
        return rows.filter(run_after__lte=timezone.now()).exists()


def certificate_in(body: str, file: Path) -> Path:
    """The signed document of a mail as a file."""
    found = re.search(r"^\{.*^\}", body, re.MULTILINE | re.DOTALL)
    assert found is not None, body
    file.write_text(json.dumps(json.loads(found.group())))
    return file


def test_closed_taken_along_taken_back_and_closed_for_good(
    page: Page, browser: Browser, live_product: RunningProduct, tmp_path: Path
) -> None:
    alice = settle("Alice")
    bob, his, mails = her_marketer(alice), own_window(browser, live_product), live_product.mails
    come_in(page, alice, live_product)
    come_in(his, bob, live_product)
    bad = close(page, alice)
    his.goto(f"{alice.place}overview/")
    expect(his.get_by_text("This workspace closes on")).to_be_visible()
    bad += findings(his)
    newest_mail(mails, bob.email, "Acme is closing", "can take along what you need")
    page.goto(f"{alice.place}settings/")
    page.get_by_label("Name", exact=True).fill("Other")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("so nothing can be changed")).to_be_visible()
    page.goto(f"{alice.place}settings/closing/")
    names = take_along(page, tmp_path)
    assert {"workspace.json", "schema.json", "json/accounts.auditevent.jsonl"} <= names
    newest_mail(mails, alice.email, "An export was taken out of Acme", "all data")
    page.get_by_role("button", name="Keep the workspace").click()
    expect(page.get_by_text("The workspace stays.")).to_be_visible()
    newest_mail(mails, bob.email, "Acme stays")
    his.reload()
    expect(his.get_by_text("This workspace closes on")).to_have_count(0)

    bad += close(page, alice)
    let_the_day_come(alice)
    assert "erased 1" in live_product.manage("shell", "-c", _NIGHT)
    for left in (page, his):
        assert status(left, f"{alice.place}overview/") == 404
        assert status(left, "/accounts/profile/") == 200
    told = newest_mail(mails, alice.email, "Acme is gone: your certificate")
    proof = certificate_in(told.body, tmp_path / "certificate.json")
    assert "is genuine" in live_product.manage("verify_certificate", str(proof))
    assert bad == []
    his.context.close()
