"""Each endpoint by each role; and Charlie, who must see nothing, with data that could leak."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from accounts.audit import Actor, acting_as, record
from accounts.doors import staff
from accounts.jobs import enqueue
from accounts.models import (
    AccessGrant,
    ApiKey,
    CompanyDomain,
    GroupRole,
    Invitation,
    Job,
    Membership,
    Role,
    ScimToken,
    Severity,
    SsoConnection,
    Told,
    User,
)
from accounts.models.workspace import HOUSE_ID
from accounts.permissions import Permission
from accounts.services.api_keys import create_api_key
from accounts.services.invitations import invite_member
from accounts.telling.channels.keeping import add_channel
from accounts.telling.escalating.keeping import add_escalation
from accounts.tenancy import inside
from accounts.webhooks.endpoints import add_endpoint, send_test
from tests.accounts.conftest import Browser
from tests.budget import at_length
from tests.cast import PASSWORD, Cast, make_user

pytestmark = pytest.mark.django_db

O, A, M, V, P = "owner", "admin", "marketer", "viewer", "privacy_officer"  # noqa: E741
EVERYONE, MANAGERS = {O, A, M, V, P}, {O, A}
# url name: (method, roles that are let in)
MATRIX: dict[str, tuple[str, set[str]]] = {
    "home": ("get", EVERYONE),
    "inbox": ("get", EVERYONE),
    "inbox_item": ("get", EVERYONE),
    "telling_wishes": ("get", EVERYONE),
    "change_inbox": ("post", EVERYONE),
    "settings": ("get", MANAGERS),
    "habits": ("post", MANAGERS),
    "change_logo": ("post", MANAGERS),
    "remove_logo": ("post", MANAGERS),
    "second_step": ("post", {O}),
    "rules": ("get", {O}),
    "session_length": ("post", {O}),
    "networks": ("post", {O}),
    "domains": ("post", {O}),
    "sso": ("get", {O}),
    "add_domain": ("post", {O}),
    "check_domain": ("post", {O}),
    "connect_domain": ("post", {O}),
    "remove_domain": ("post", {O}),
    "new_sso_connection": ("get", {O}),
    "sso_connection": ("get", {O}),
    "test_sso": ("get", {O}),
    "switch_sso": ("post", {O}),
    "remove_sso": ("post", {O}),
    "add_group_role": ("post", {O}),
    "remove_group_role": ("post", {O}),
    "require_sso": ("post", {O}),
    "directory": ("get", {O}),
    "revoke_scim_token": ("post", {O}),
    # What is an owner's alone stands above this line: afterwards somebody else is it.
    "hand_over": ("post", {O}),
    "members": ("get", EVERYONE),
    "invite": ("post", MANAGERS),
    "leave": ("post", EVERYONE),
    "set_role": ("post", MANAGERS),
    "remove_member": ("post", MANAGERS),
    "resend_invitation": ("post", MANAGERS),
    "revoke_invitation": ("post", MANAGERS),
    "api_keys": ("get", MANAGERS),
    "revoke_api_key": ("post", MANAGERS),
    "channels": ("get", MANAGERS),
    "escalations": ("get", MANAGERS),
    "remove_escalation": ("post", MANAGERS),
    "channel": ("get", MANAGERS),
    "test_channel": ("post", MANAGERS),
    "switch_channel_on": ("post", MANAGERS),
    "switch_channel_off": ("post", MANAGERS),
    "remove_channel": ("post", MANAGERS),
    "webhooks": ("get", MANAGERS),
    "webhook": ("get", MANAGERS),
    "test_webhook": ("post", MANAGERS),
    "rotate_webhook": ("post", MANAGERS),
    "switch_webhook_on": ("post", MANAGERS),
    "switch_webhook_off": ("post", MANAGERS),
    "send_webhook_again": ("post", MANAGERS),
    "remove_webhook": ("post", MANAGERS),
    "rotate_api_key": ("post", MANAGERS),
    "audit": ("get", {O, A, P}),
    "audit_export": ("get", {O, A, P}),
    "audit_heads": ("get", {O, A, P}),
    "jobs": ("get", MANAGERS),
    "support_access": ("get", MANAGERS),
    "support_standing": ("post", MANAGERS),
    "decide_support": ("post", MANAGERS),
    "end_support": ("post", MANAGERS),
    "retry_job": ("post", MANAGERS),
    "cancel_job": ("post", MANAGERS),
}
_IDS = (
    *("membership_id", "invitation_id", "key_id", "job_id", "domain_id", "connection_id"),
    *("token_id", "group_role_id", "grant_id", "endpoint_id", "delivery_id"),
    *("told_id", "channel_id", "escalation_id"),
)
# These end what the others need: they come last.
LAST = ("remove_escalation", "remove_webhook", "remove_channel", "leave")


def routes() -> dict[str, list[str]]:
    """Every address of this app below /w/<slug>/, {url name: names of its ids}."""
    found: dict[str, list[str]] = {}
    namespace = get_resolver().namespace_dict["accounts"][1]
    for name in {key for key in namespace.reverse_dict if isinstance(key, str)}:
        parameters = namespace.reverse_dict.getlist(name)[0][0][0][1]
        if "slug" in parameters:
            found[name] = [p for p in parameters if p in _IDS]
    return found


class Things:
    """One of everything in Acme, so that there is something to leak."""

    def __init__(self, cast: Cast) -> None:
        alice = Membership.objects.get(user=cast.alice)
        with inside(cast.acme):
            self.invitation_id = invite_member(
                email="dora@acme.example", role=Role.VIEWER, by=alice
            ).pk
            self.key_id = create_api_key(
                name="Secret key name", scopes=["numbers.view"], days=30, by=alice
            ).api_key.pk
            job_id = enqueue("accounts.tasks.send_mail", "x", "y")
            assert job_id
            self.job_id = job_id
            self.grant_id = AccessGrant.objects.create(
                staff_id=cast.charlie.pk, reason="Acme asked for help"
            ).pk
            with acting_as(Actor("user", cast.alice.pk)):
                record("source.paused", note="acme-only")
            endpoint = add_endpoint(address="https://siem.acme.example/in", streams=["audit"])
            self.endpoint_id = endpoint.endpoint.pk
            self.delivery_id = send_test(endpoint_id=self.endpoint_id).pk
            self.channel_id = add_channel(
                kind="slack",
                name="#acme-only",
                address="https://hooks.slack.com/services/T0/B0/acme",
                kinds=[],
                least=Severity.NOTE,
            ).pk
            self.escalation_id = add_escalation(
                least=Severity.NOTE, after_minutes=15, channel_id=self.channel_id
            ).pk
            self.told_id = Told.objects.create(
                kind="incident", key="acme-only", severity=1, said={}, url="/w/acme/"
            ).pk
            self._let_them_sign_on(cast)
        self.membership_id = Membership.objects.get(user=cast.bob).pk

    def _let_them_sign_on(self, cast: Cast) -> None:
        domain = CompanyDomain.objects.create(
            workspace=cast.acme, name="acme.example", token="acme-token"
        )
        there = "https://idp.acme.example/authorize"
        connection = SsoConnection.objects.create(
            kind="oidc",
            name="Acme’s log-in",
            issuer="https://idp.acme.example",
            client_id="acme-client",
            settings={"authorization_endpoint": there},
        )
        self.domain_id, self.connection_id = domain.pk, connection.pk
        self.token_id = ScimToken.objects.create(
            prefix="acmetokn", token_hash=b"t" * 32, expires_at=timezone.now()
        ).pk
        self.group_role_id = GroupRole.objects.create(group="Acme’s managers", role="admin").pk

    def path(self, name: str, slug: str = "acme") -> str:
        from django.urls import reverse

        ids = {parameter: getattr(self, parameter) for parameter in routes()[name]}
        if name == "new_sso_connection":
            ids["kind"] = "oidc"
        return reverse(f"accounts:{name}", kwargs={"slug": slug, **ids})


@pytest.fixture
def things(cast: Cast, settings: Any) -> Things:
    settings.DNS_SERVERS = ["127.0.0.1:1"]  # nobody listens there, which is told at once
    return Things(cast)


def as_role(cast: Cast, role: str) -> Client:
    """A browser of somebody with that role, beside Alice and Bob."""
    from allauth.account.models import EmailAddress

    email = f"{role}@acme.example"
    user = make_user(email, role)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Membership.objects.create(workspace=cast.acme, user=user, role=role)
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def ask(client: Client, method: str, path: str) -> int:
    sender: Callable[..., object] = getattr(client, method)
    return sender(path, {"role": "viewer"}).status_code  # type: ignore[attr-defined,no-any-return]


def test_the_matrix_names_every_endpoint() -> None:
    assert set(routes()) == set(MATRIX)


@pytest.mark.parametrize("role", [O, M, *at_length(A, V, P)])
def test_each_role_gets_what_the_matrix_says(cast: Cast, things: Things, role: str) -> None:
    client = as_role(cast, role)
    # Leaving comes last, for afterwards nothing is open any more.
    for name in sorted(MATRIX, key=lambda name: LAST.index(name) if name in LAST else -1):
        method, allowed = MATRIX[name]
        status = ask(client, method, things.path(name))
        assert (status != 403) == (role in allowed), (name, role, status)
        # 422: let in, and told that what was sent lacks something.
        assert status in (200, 302, 403, 422), (name, role, status)


def test_a_post_alone_changes_anything(cast: Cast, things: Things, browser: Browser) -> None:
    alice = browser(cast.alice)
    for name, (method, _roles) in MATRIX.items():
        if method == "post":
            assert alice.get(things.path(name)).status_code == 405, name


def test_a_form_without_its_token_changes_nothing(cast: Cast, things: Things) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice, "allauth.account.auth_backends.AuthenticationBackend")
    for name, (method, _roles) in MATRIX.items():
        if method == "post":
            assert client.post(things.path(name)).status_code == 403, name


def test_strangers_are_sent_to_log_in(cast: Cast, things: Things) -> None:
    for name, (method, _roles) in MATRIX.items():
        client = Client()
        answer = getattr(client, method)(things.path(name))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/accounts/login/?next="), name


def test_charlie_gets_404_for_all_that_is_acmes(
    cast: Cast, things: Things, browser: Browser
) -> None:
    charlie = browser(cast.charlie)
    for name, (method, _roles) in MATRIX.items():
        assert ask(charlie, method, things.path(name)) == 404, name
        unknown = things.path(name, slug="no-such-workspace")
        assert ask(charlie, method, unknown) == 404, name


def test_acmes_ids_open_nothing_at_rivals_addresses(
    cast: Cast, things: Things, browser: Browser
) -> None:
    charlie = browser(cast.charlie)
    for name, ids in routes().items():
        if ids:
            path = things.path(name, slug="rival")
            assert ask(charlie, MATRIX[name][0], path) == 404, name
    with inside(cast.acme):
        assert Invitation.objects.filter(pk=things.invitation_id, accepted_at=None).exists()
        assert ApiKey.objects.filter(pk=things.key_id, revoked_at=None).exists()
        assert Job.objects.filter(pk=things.job_id, state="queued").exists()
    assert Membership.objects.get(pk=things.membership_id).role == Role.MARKETER


def test_rivals_pages_hold_nothing_of_acme(cast: Cast, things: Things, browser: Browser) -> None:
    charlie = browser(cast.charlie)
    for name, (method, _roles) in MATRIX.items():
        if method == "get" and name != "home":
            answer = charlie.get(things.path(name, slug="rival"))
            text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
            for secret in (
                "dora@",
                "bob@",
                "alice@",
                "Secret key name",
                "asked for help",
                "acme",
                "Acme",
            ):
                assert secret not in text, (name, secret)


def test_ids_of_others_in_filters_find_nothing(
    cast: Cast, things: Things, browser: Browser
) -> None:
    charlie = browser(cast.charlie)
    query = f"?person={cast.alice.pk}&action=source.paused"
    page = charlie.get(f"/w/rival/settings/audit/{query}").content.decode()
    assert "acme-only" not in page
    assert "Alice" not in page


@pytest.mark.parametrize("name", ["members", "api_keys", "audit", "jobs"])
def test_a_list_of_three_costs_no_more_queries_than_of_one(
    cast: Cast, things: Things, browser: Browser, name: str
) -> None:
    alice = browser(cast.alice)
    path = things.path(name)
    alice.get(path)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(path).status_code == 200
        return len(queries)

    one = count()
    for number in range(2):
        _one_more(cast, number)
    assert count() == one


def _one_more(cast: Cast, number: int) -> None:
    user = User.objects.create_user(f"{uuid4().hex}@acme.example", name=f"Person {number}")
    member = Membership.objects.create(workspace=cast.acme, user=user, role=Role.OWNER)
    with inside(cast.acme):
        Invitation.objects.create(
            email=user.email,
            role=Role.VIEWER,
            token_hash=uuid4().bytes * 2,
            expires_at=member.joined_at,
        )
        create_api_key(name="Key", scopes=["numbers.view"], days=1, by=member)
        enqueue("accounts.tasks.send_mail", "x", str(number))
        with acting_as(Actor("user", user.pk)):
            record("source.paused", number=number)


def test_a_page_of_the_house_is_in_no_other_workspace(cast: Cast, rf: RequestFactory) -> None:
    door = staff(Permission.ANSWER_TICKETS)(lambda _request: HttpResponse("Ours"))
    request = rf.get("/")
    request.user = cast.alice
    with pytest.raises(Http404, match="Only Proactivox itself"):
        door(request, slug="acme")
    Membership.objects.create(workspace_id=HOUSE_ID, user=cast.alice, role=Role.VIEWER)
    with pytest.raises(PermissionDenied):
        door(request, slug="proactivox")
    Membership.objects.filter(workspace_id=HOUSE_ID).update(role=Role.MARKETER)
    answer = door(request, slug="proactivox")
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"Ours"
