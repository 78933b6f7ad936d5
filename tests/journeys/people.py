"""People with verified addresses in the running product, and their way in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from proactivox.demo.visitor import Visitor
from proactivox.launch.temporary import RunningProduct
from tests.cast import PASSWORD

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """Somebody who can log in, and the address of their workspace's pages ("" for none)."""

    name: str
    email: str
    place: str = ""
    password: str = PASSWORD


def settle(name: str, workspace: str = "Acme", role: str = "owner") -> Person:
    """A person in a new workspace, straight into the tables: needs `live_database`."""
    from allauth.account.models import EmailAddress

    from accounts.models import Membership, User, Workspace

    slug = f"{workspace.lower()}-{next(_numbers)}"
    email = f"{name.lower()}@{slug}.example"
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    place = Workspace.objects.create(slug=slug, name=workspace, currency="USD")
    Membership.objects.create(workspace=place, user=user, role=role)
    return Person(name, email, f"/w/{slug}/")


def log_in(page: Page, person: Person, url: str = "") -> None:
    """By address and password, as most do; `url` is the product's where the page knows none."""
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def come_in(page: Page, person: Person, product: RunningProduct) -> None:
    """Logged in by the same form without a browser: for journeys that are about what comes then."""
    visitor = Visitor(product.url)
    visitor.open("/accounts/login/")
    words = {"login": person.email, "password": person.password}
    visitor.submit(visitor.form_with("login", "password"), words)
    for cookie in visitor.http.cookies.jar:
        page.context.add_cookies(
            [{"name": cookie.name, "value": cookie.value or "", "url": product.url}]
        )
    visitor.close()


def prove_it_is_me(page: Page, person: Person) -> None:
    """Asked before something that matters, where the log-in is not fresh."""
    if "reauthenticate" in page.url:
        page.get_by_label("Password", exact=True).fill(person.password)
        page.get_by_role("button", name="Go on").click()


def log_out(context: BrowserContext) -> None:
    """Forgets the session, as a closed private window does."""
    context.clear_cookies()
