"""Google counts by our developer token: all workspaces share the day, none starves another."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.tenancy import inside
from integrations.connectors.refusals import Parked
from integrations.connectors.shared_budget import SharedBudget
from integrations.models import Source
from sandbox.google_ads.errors import quota_error
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.google_ads.test_reports import refuse
from tests.integrations.working import work_off

pytestmark = pytest.mark.usefixtures("clean_cache")


def taken(budget: SharedBudget, most: int) -> int:
    """How many operations it gets."""
    for count in range(most):
        try:
            budget.take()
        except Parked:
            return count
    return most


def test_who_comes_last_still_finds_a_share() -> None:
    acme, rival = (SharedBudget("Google Ads", "test", 20, name) for name in ("acme", "rival"))
    assert taken(acme, 12) == 12
    assert taken(rival, 99) == 8
    assert taken(acme, 99) == 0


def test_alone_one_may_take_all_of_it() -> None:
    assert taken(SharedBudget("Google Ads", "test", 20, "acme"), 99) == 20


def test_a_share_that_is_used_up_parks_the_source_and_says_so(
    cast: Cast, google: Running, source: Source, settings: Any
) -> None:
    settings.VENDORS = {**settings.VENDORS, "GOOGLE_ADS_OPERATIONS_A_DAY": "2"}
    google.control.reset_counters()
    assert work_off(cast.acme.pk, task="sync_source") == ["queued"]
    with inside(cast.acme):
        found = Source.objects.get()
        assert (found.trouble_code, "used up" in found.trouble_text) == ("api_limit", True)
    asked = [one["path"] for one in google.control.requests()]
    assert sum("googleAds:" in path for path in asked) <= 2


def test_what_one_is_refused_for_our_token_nobody_asks_again(
    cast: Cast, google: Running, source: Source
) -> None:
    other = connect(cast.rival, cast.charlie, "google_ads")
    refuse(google, quota_error("RESOURCE_EXHAUSTED", seconds=7200))
    work_off(cast.acme.pk, task="sync_source")
    google.control.reset_counters()
    work_off(cast.rival.pk, task="sync_source")
    assert not [one for one in google.control.requests() if "googleAds:" in one["path"]]
    with inside(cast.rival):
        assert Source.objects.get(pk=other.pk).trouble_code == "api_limit"
