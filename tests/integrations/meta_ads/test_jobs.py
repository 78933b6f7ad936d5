"""Reports that Meta prepares: too large, failed, throttled, lost, with what is gone in them."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import httpx
import pytest

from accounts.jobs import Later
from integrations.connectors.contract import Asked, Report, VendorAccount
from integrations.connectors.meta_ads import reports
from integrations.connectors.meta_ads.client import Client
from integrations.connectors.meta_ads.streams import CAMPAIGN_DAYS
from integrations.connectors.refusals import Parked, TooMuch, Waiting
from integrations.connectors.tokens import HeldToken, Token
from sandbox.serving import Running
from tests.sandbox.facebook import granted

ONE = timedelta(days=1)
# Two campaigns that somebody archived and deleted ran then.
FORM_DAY = date(2025, 9, 1)


@pytest.fixture
def client(vendors: Running) -> Iterator[Client]:
    trust = ssl.create_default_context(cafile=vendors.ca_path)
    with httpx.Client(verify=trust, trust_env=False) as web:
        access = granted(vendors, web)
    with Client(HeldToken(Token(access, "", 1))) as found:
        yield found


@dataclass
class Piece:
    """A piece of days that remembers as a slice does."""

    client: Client
    account: VendorAccount
    first_on: date
    last_on: date
    kept: dict[str, str] = field(default_factory=dict)

    def asked(self) -> Asked:
        return Asked(
            CAMPAIGN_DAYS,
            self.account,
            self.first_on,
            self.last_on,
            self.kept.get("remote_job_id", ""),
            self.kept.get("locator", ""),
            remember=self.kept.update,
            keep=lambda: None,
        )

    def read(self) -> Report:
        """Come back while Meta is at work."""
        for _ in range(200):
            try:
                return reports.read(self.client, self.asked())
            except Waiting:
                time.sleep(0.01)
        raise AssertionError("the report never came")


@pytest.fixture
def piece(client: Client) -> Callable[..., Piece]:
    account = next(a for a in reports.accounts(client) if a.currency == "USD")
    return lambda first, days=1: Piece(client, account, first, first + ONE * (days - 1))


def test_what_was_deleted_is_in_the_report_and_in_the_accounts_total(
    client: Client, piece: Callable[..., Piece]
) -> None:
    asked = piece(FORM_DAY, 7)
    found = asked.read()
    statuses = {campaign.status for campaign in found.campaigns}
    assert {"ACTIVE", "DELETED"} <= statuses
    whole = reports.totals(client, asked.account, asked.first_on, asked.last_on)
    assert whole == {name: sum(getattr(r, name) for r in found.rows) for name in whole}
    assert found.totals == whole


def test_too_many_rows_become_fewer_days_and_then_fewer_campaigns(
    vendors: Running, piece: Callable[..., Piece]
) -> None:
    whole = piece(FORM_DAY).read()
    vendors.control.post("/meta/settings", {"max_rows": 2})
    with pytest.raises(TooMuch):
        piece(FORM_DAY, 2).read()
    cut = piece(FORM_DAY)
    found = cut.read()
    assert len(cut.kept["remote_job_id"].split(",")) > 1
    assert sorted(found.rows) == sorted(whole.rows)
    assert found.totals == whole.totals


@pytest.mark.parametrize("words", ["Job Failed", "Job Skipped"])
def test_a_report_that_fails_is_asked_for_again_and_then_smaller(
    vendors: Running, piece: Callable[..., Piece], words: str
) -> None:
    fault = {"path": "POST /meta/.*insights", "message": words}
    vendors.control.fault("fail_job", times=1, **fault)
    assert piece(FORM_DAY, 2).read().rows
    vendors.control.fault("fail_job", times=2, **fault)
    with pytest.raises(TooMuch):
        piece(FORM_DAY, 2).read()


def test_a_report_that_is_lost_is_begun_anew(piece: Callable[..., Piece]) -> None:
    lost = piece(FORM_DAY)
    lost.kept |= {"remote_job_id": "600000000000001", "locator": "1/0/0"}
    assert lost.read().rows
    assert lost.kept["remote_job_id"] != "600000000000001"


def test_pages_are_read_to_their_end(
    client: Client, piece: Callable[..., Piece], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = piece(FORM_DAY, 5)
    whole = asked.read().rows
    pages = client.pages
    monkeypatch.setattr(client, "pages", lambda p, q: pages(p, {**q, "limit": 2}))
    assert asked.read().rows == whole


def test_it_begins_nothing_more_while_the_share_is_nearly_used_up(
    vendors: Running, client: Client, piece: Callable[..., Piece]
) -> None:
    vendors.control.post("/meta/settings", {"used_percent": 80})
    reports.campaigns(client, piece(FORM_DAY).account)
    with pytest.raises(Later, match="80 %"):
        piece(FORM_DAY).read()


def test_a_limit_parks_for_as_long_as_meta_says(
    vendors: Running, piece: Callable[..., Piece]
) -> None:
    usage = {"21": [{"type": "ads_insights", "estimated_time_to_regain_access": 17}]}
    vendors.control.post(
        "/meta/faults",
        {
            "kind": "account_throttled",
            "path": "POST /meta",
            "headers": {"X-Business-Use-Case-Usage": json.dumps(usage)},
        },
    )
    with pytest.raises(Parked) as parked:
        piece(FORM_DAY).read()
    assert parked.value.delay == timedelta(minutes=17)


def test_passing_errors_are_passed_over(vendors: Running, piece: Callable[..., Piece]) -> None:
    vendors.control.post("/meta/faults", {"kind": "server_error", "times": 2})
    vendors.control.fault("cut", path="/meta/.*/insights", after_bytes=40)
    assert piece(FORM_DAY).read().rows
