"""What the demo makes of Proactivox's own workspace: free times and a webinar for every visitor."""

from __future__ import annotations

from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from proactivox.demo.house import furnish_house
from proactivox.demo.story import Person as Teller
from proactivox.demo.visitor import Visitor
from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings
from tests.journeys.people import settle

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]


def with_nobody_in_the_house() -> None:
    """Other journeys of this product may have let their own staff in."""
    from accounts.models import Membership
    from accounts.models.workspace import HOUSE_ID

    Membership.objects.filter(workspace_id=HOUSE_ID).delete()


def test_a_visitor_of_the_demo_finds_times_and_a_webinar(
    page: Page, live_product: RunningProduct
) -> None:
    """By the staff's own pages, and once however often it is begun anew."""
    alice = settle("Alice", "Demo")
    with_nobody_in_the_house()
    page.goto("/demo/wait/")
    expect(page.get_by_label("E-mail address")).to_be_visible()
    assert findings(page) == []
    with closing(Visitor(live_product.url)) as visitor:
        visitor.open("/accounts/login/")
        words = {"login": alice.email, "password": alice.password}
        visitor.submit(visitor.form_with("login", "password"), words)
        person = Teller(alice.name, alice.email, alice.password, "Demo")
        heard: list[str] = []
        for _try in range(2):
            furnish_house(visitor, person, heard.append)
        assert len(heard) == 1
        visitor.open("/w/proactivox/enquiries/webinars/")
        assert visitor.words(5000).count("What your campaigns earn") == 1
    with closing(Visitor(live_product.url)) as stranger:
        assert "/demo/details/?slot=" in stranger.open("/demo/").html
        assert "What your campaigns earn" in stranger.open("/webinars/").words(5000)
