"""What two sources call alike is told apart; what is empty says why, and what comes next."""

from __future__ import annotations

from uuid import UUID

import pytest

from accounts.tenancy import inside
from analytics.queries.names import platform_names, told_apart
from tests.analytics.crm import crm_source
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast


def test_a_file_s_platform_is_told_from_a_connected_one() -> None:
    both = platform_names(["google_ads", "Google Ads", "LinkedIn Ads"])
    assert both["google_ads"] == "Google Ads"
    assert both["Google Ads"] == "Google Ads, from a file"
    assert both["LinkedIn Ads"] == "LinkedIn Ads"
    assert platform_names(["Google Ads"]) == {"Google Ads": "Google Ads"}


def test_campaigns_that_are_called_alike_say_their_source() -> None:
    ids = [UUID(int=number) for number in range(3)]
    names = [("Brand", "Ad spend"), ("Brand", "Google Ads"), ("Video", "Google Ads")]
    told = told_apart((key, *name) for key, name in zip(ids, names, strict=True))
    assert [name for _key, name in told] == ["Brand · Ad spend", "Brand · Google Ads", "Video"]


@pytest.mark.django_db
@pytest.mark.usefixtures("clean_cache")
def test_what_is_empty_says_what_it_waits_for(cast: Cast) -> None:
    """Nobody says that all is well where nothing is watched; no filter is blamed for no source."""
    alice = client_of(cast.alice)
    incidents = see(alice, "incidents/").content.decode()
    assert "Nothing is watched yet" in incidents
    assert "as it should be.</" not in incidents
    assert "/w/acme/monitors/new/" in incidents
    with inside(cast.acme):
        crm_source()
    overview = see(alice, "overview/").content.decode()
    assert "No ad campaign is known yet" in overview
    assert "take a filter away" not in overview
    assert "No ad campaign is known yet" not in see(alice, "overview/?by=channel").content.decode()
