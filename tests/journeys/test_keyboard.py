"""The product without a mouse: the focus is always seen, and everything opens and closes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.cast import PASSWORD
from tests.journeys.accessibility import findings
from tests.journeys.people import Person, come_in, settle

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]

# What the focused element looks like against what it looks like once the focus has left it.
_RING = """() => {
  const look = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
    const drawn = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
    return [drawn && outlineColor, boxShadow].join(' ');
  };
  const around = (e) => [e, e.parentElement, e.parentElement.parentElement];
  const focused = document.activeElement;
  if (focused === document.body) return false;
  const lit = around(focused).map(look);
  focused.blur();
  const dark = around(focused).map(look);
  focused.focus({ focusVisible: true });
  return lit.some((seen, at) => seen !== dark[at]);
}"""


@pytest.fixture
def alice(live_database: None) -> Person:
    return settle("Alice")


def assert_ring(page: Page) -> None:
    """What has the focus is drawn otherwise than without it."""
    focused = page.evaluate("() => document.activeElement.outerHTML.slice(0, 160)")
    assert page.evaluate(_RING), f"nobody sees the focus on {focused}"


def tab_to(page: Page, words: str, most: int = 60) -> None:
    """Presses Tab until the focus is on something with these words, looking at each ring."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert_ring(page)
        if words in page.evaluate("() => document.activeElement.textContent"):
            return
    raise AssertionError(f"Tab never came to {words!r}")


@pytest.mark.torture
def test_skip_link_and_navigation(page: Page, alice: Person, live_product: RunningProduct) -> None:
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/members/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert_ring(page)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.goto(alice.place + "settings/members/")
    tab_to(page, "API keys")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/api-keys/")
    expect(page.locator("nav a[aria-current=page]")).to_have_text("API keys")


@pytest.mark.torture
def test_search_by_ctrl_k(page: Page, alice: Person, live_product: RunningProduct) -> None:
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/members/")
    page.keyboard.press("Control+k")
    search = page.get_by_role("combobox", name="Search pages")
    expect(search).to_be_focused()
    page.keyboard.press("Escape")
    expect(search).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("no such page")
    expect(page.get_by_text("Nothing found. Try another word.")).to_be_visible()
    search.fill("audit")
    expect(page.locator("#search").get_by_role("option", selected=True)).to_contain_text(
        "Audit trail"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/audit/")


@pytest.mark.torture
def test_menu_by_arrows(page: Page, alice: Person, live_product: RunningProduct) -> None:
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/members/")
    opener = page.locator("button[popovertarget=user-menu]")
    opener.focus()
    page.keyboard.press("ArrowDown")
    menu = page.locator("#user-menu")
    expect(menu).to_be_visible()
    expect(menu.get_by_role("link", name="Your settings")).to_be_focused()
    assert_ring(page)
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link", name="Password and log-in")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.torture
def test_a_dialog_keeps_and_returns_the_focus(page: Page, live_product: RunningProduct) -> None:
    alice = settle("Alice", role="admin")  # the only owner is not offered to leave
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/members/")
    leave = page.get_by_role("button", name="Leave", exact=True).first
    leave.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Leave this workspace?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Tab")
    assert_ring(page)
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(leave).to_be_focused()


@pytest.mark.torture
def test_arrows_choose_a_role_and_a_button_sends_it(
    page: Page, alice: Person, live_product: RunningProduct
) -> None:
    """Arrows change a closed list at each press; sent at once, Bob would be all in between."""
    from accounts.models import Membership, User, Workspace

    bob = User.objects.create_user(f"bob@{alice.place.split('/')[2]}.example", PASSWORD, name="Bob")
    workspace = Workspace.objects.get(slug=alice.place.split("/")[2])
    Membership.objects.create(workspace=workspace, user=bob, role="marketer")
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/members/")
    page.get_by_label("Role of Bob").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Role of Bob")).to_have_value("privacy_officer")
    page.keyboard.press("Tab")
    assert_ring(page)
    assert Membership.objects.get(user=bob).role == "marketer"
    page.keyboard.press("Enter")
    expect(page.get_by_text("The role is changed.")).to_be_visible()
    assert Membership.objects.get(user=bob).role == "privacy_officer"


@pytest.mark.torture
def test_rules_of_channels_are_moved_and_saved_by_keys(
    page: Page, alice: Person, live_product: RunningProduct
) -> None:
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/campaigns/channels/")

    def button(name: str) -> Locator:
        return page.get_by_role("button", name=name, exact=True)

    button("Move rule 2, Paid video, up").focus()
    page.keyboard.press("Enter")
    # At the top it can go no further up, so the way back is next.
    expect(button("Move rule 1, Paid video, down")).to_be_focused()
    assert_ring(page)
    assert findings(page) == []
    button("Change rule 1, Paid video").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Channel", exact=True)).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Control+a")
    page.keyboard.type("Films")
    page.keyboard.press("Enter")
    expect(button("Change rule 1, Films")).to_be_focused()
    button("Save these rules").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved. Everything is being assigned")).to_be_visible()
    expect(page.get_by_text("version 2, since")).to_be_visible()
