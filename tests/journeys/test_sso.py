"""Acme comes in by its company's own log-in, and after a while by nothing else."""

from __future__ import annotations

import re
import ssl
from dataclasses import replace

import httpx
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, CDPSession, Page, expect

from proactivox.launch.temporary import RunningProduct
from sandbox.identity.directory import CLIENT_ID, CLIENT_SECRET
from tests.browser import SIGNAL
from tests.cast import PASSWORD
from tests.journeys.accessibility import findings
from tests.journeys.mails import mailed_link, newest_mail
from tests.journeys.people import Person, come_in, log_in, log_out, prove_it_is_me, settle
from tests.journeys.test_second_step import plug_in_device, use_passkey

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
_REQUIRED = re.compile(r"/sso/required/$")


def with_colleague(alice: Person, name: str, role: str) -> Person:
    """Somebody else in Alice's workspace, with an address of the same domain."""
    from allauth.account.models import EmailAddress

    from accounts.models import Membership, User, Workspace

    email = f"{name.lower()}@{alice.email.partition('@')[2]}"
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    place = Workspace.objects.get(slug=alice.place.split("/")[2])
    Membership.objects.create(workspace=place, user=user, role=role)
    return replace(alice, name=name, email=email)


def prove_domain(alice: Person) -> None:
    """As DNS would have it; who asks it is shown elsewhere."""
    from accounts.models import CompanyDomain, Workspace

    place = Workspace.objects.get(slug=alice.place.split("/")[2])
    name = alice.email.partition("@")[2]
    CompanyDomain.objects.create(
        workspace=place, name=name, token="t" * 40, verified_at=timezone.now()
    )


def with_second_step(person: Person) -> None:
    """A device of the second owner's, who is not in this story."""
    from allauth.mfa.models import Authenticator

    from accounts.models import User

    user = User.objects.get(email=person.email)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})


def fill_directory(product: RunningProduct, *people: Person) -> None:
    """The company knows them, under names that no other journey's company has."""
    known = [
        {"subject": one.email, "email": one.email, "name": shown(one), "groups": []}
        for one in people
    ]
    context = ssl.create_default_context(cafile=product.sandbox.ca)
    with httpx.Client(verify=context, trust_env=False) as http:
        url = f"{product.sandbox.origin}/_control/identity"
        http.post(url, json={"people": known}).raise_for_status()


def shown(person: Person) -> str:
    return f"{person.name} of {person.email.partition('@')[2]}"


def make_passkey(page: Page, person: Person) -> CDPSession:
    """One that logs in alone."""
    device = plug_in_device(page)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    prove_it_is_me(page, person)
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_label("Log in with this passkey alone").check()
    use_passkey(page, "Make the passkey", re.compile("recovery-codes|webauthn/$"))
    return device


def connect(page: Page, alice: Person, product: RunningProduct) -> list[str]:
    """Set up, tested by what the provider says of Alice, switched on; what axe found."""
    page.goto(f"{alice.place}settings/single-sign-on/")
    bad = findings(page)
    page.get_by_role("link", name="Connect by OpenID Connect").click()
    bad += findings(page)
    page.get_by_label("Name", exact=True).fill("Company log-in")
    page.get_by_label("Address of the provider (issuer)").fill(f"{product.sandbox.origin}/identity")
    page.get_by_label("Client id").fill(CLIENT_ID)
    page.get_by_label("Client secret").fill(CLIENT_SECRET)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Copy this to your provider")).to_be_visible()
    bad += findings(page)
    page.get_by_role("link", name="Test this connection").click()
    page.get_by_role("button", name=f"Sign in as {shown(alice)}").click()
    expect(page.get_by_role("heading", name="The connection works")).to_be_visible()
    bad += findings(page)
    page.goto(f"{alice.place}settings/single-sign-on/")
    page.get_by_role("button", name="Switch Company log-in on").click()
    expect(page.get_by_text("People can come in by it.")).to_be_visible()
    return bad


def require(page: Page) -> None:
    """From then on for Alice, too, whose session did not come by the company."""
    for owner in ("Alice", "Security"):
        page.get_by_role("checkbox", name=owner).check()
    page.get_by_role("button", name="Require single sign-on").click()
    expect(page.get_by_role("heading", name="Continue with your company")).to_be_visible()


def by_company(bob: Page, person: Person) -> list[str]:
    """From the log-in page to the provider and back; what axe found."""
    bob.goto("/sso/")
    bob.get_by_label("Work e-mail address").fill(person.email)
    bad = findings(bob)
    bob.get_by_role("button", name="Continue").click()
    bad += findings(bob)
    bob.get_by_role("link", name="Go to the log-in of").click()
    bob.get_by_role("button", name=f"Sign in as {shown(person)}").click()
    return bad


def test_connected_required_and_every_other_way_refused(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    alice = settle("Alice")
    second, person = (
        with_colleague(alice, "Security", "owner"),
        with_colleague(alice, "Bob", "marketer"),
    )
    prove_domain(alice)
    with_second_step(second)
    fill_directory(live_product, alice, person)
    log_in(page, alice)
    devices = [make_passkey(page, alice)]
    bob = browser.new_context(
        extra_http_headers=SIGNAL, base_url=live_product.url, locale="en-GB"
    ).new_page()
    come_in(bob, person, live_product)
    devices.append(make_passkey(bob, person))
    bad = connect(page, alice, live_product)
    require(page)
    bad += findings(page)

    # Bob's open session stops here; a right password and a passkey open nothing.
    bob.goto(f"{alice.place}overview/")
    expect(bob.get_by_role("heading", name="Continue with your company")).to_be_visible()
    bad += findings(bob)
    log_out(bob.context)
    log_in(bob, person)
    expect(bob).to_have_url(_REQUIRED)
    bad += findings(bob)
    bob.goto("/accounts/login/")
    use_passkey(bob, "Log in with a passkey", _REQUIRED)
    answer = bob.goto(f"{alice.place}overview/")
    assert answer is not None
    assert "/accounts/login/" in bob.url

    # By the company he comes in, once he has said by mail that the login is his.
    bad += by_company(bob, person)
    expect(bob.get_by_role("heading", name="Look into your mail")).to_be_visible()
    bad += findings(bob)
    bob.goto(mailed_link(live_product.mails, person.email, "/confirm/"))
    bad += findings(bob)
    bob.get_by_role("button", name="It is mine").click()
    bob.get_by_role("link", name="Go to your company’s log-in").click()
    bob.get_by_role("button", name=f"Sign in as {shown(person)}").click()
    bob.goto(f"{alice.place}overview/")
    expect(bob.get_by_role("heading", level=1)).to_have_text("Overview")

    # Alice breaks the glass: it opens, and every owner hears of it.
    log_out(page.context)
    page.goto("/accounts/login/")
    use_passkey(page, "Log in with a passkey", re.compile(re.escape(alice.place)))
    page.goto(f"{alice.place}settings/single-sign-on/")
    expect(page.get_by_text("Alice may come in another way.")).to_be_visible()
    newest_mail(live_product.mails, second.email, words="Alice")
    assert bad == []
    for device in devices:
        device.detach()
    bob.context.close()
