"""People of Proactivox see a workspace by its grant alone: to read, for a while, on the record."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import (
    AccessGrant,
    AuditEvent,
    Confidant,
    ConfidantKind,
    Membership,
    User,
    Workspace,
)
from accounts.models.workspace import HOUSE_ID
from accounts.permissions import BY_GRANT, Permission
from accounts.services.support import (
    admit_confidant,
    ask_for_access,
    decide_access,
    dismiss_confidant,
    end_access,
    promise_confidentiality,
    set_standing,
)
from accounts.support.reading import own_looks
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.accounts.test_second_step import set_up
from tests.architecture.test_audit import SAFE, methods_of
from tests.architecture.test_urls import addresses
from tests.budget import sweeping
from tests.cast import Cast, make_cast, make_user
from tests.databases import FreshDatabase

PAGE, OVERVIEW = "/w/acme/settings/support-access/", "/w/acme/overview/"
OPEN = (OVERVIEW, "/w/acme/sources/", "/w/acme/settings/jobs/")
CLOSED = tuple(f"/w/acme/settings/{name}/" for name in ("members", "audit", "privacy/requests"))
_SAMPLES = {"uuid": str(UUID(int=7)), "int": "1", "slug": "x", "str": "x"}


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    """The cast with real commits: a second step counts from its commit on."""
    return make_cast()


@pytest.fixture
def erin(cast: Cast) -> User:
    """One of ours, bound to confidentiality."""
    return _confidant("erin@proactivox.example", ConfidantKind.STAFF)


def _confidant(email: str, kind: ConfidantKind) -> User:
    from allauth.account.models import EmailAddress

    user = make_user(email, email.partition("@")[0].title())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    admit_confidant(user=user, kind=kind)
    promise_confidentiality(user=user)
    user.refresh_from_db()
    return user


def allowed(cast: Cast, user: User, minutes: int = 60) -> AccessGrant:
    """A look that Alice has allowed."""
    grant = ask_for_access(workspace=cast.acme, by=user, reason="Spend is missing", minutes=minutes)
    with inside(cast.acme):
        assert decide_access(grant=grant, by=_alice(cast), is_allowed=True)
        return AccessGrant.objects.get(pk=grant.pk)


def _alice(cast: Cast) -> Membership:
    return Membership.objects.select_related("workspace").get(user=cast.alice)


def trail(cast: Cast) -> list[tuple[str, str, Any]]:
    with inside(cast.acme):
        rows = AuditEvent.objects.filter(action__startswith="support.").order_by("seq")
        return [(row.actor_kind, row.action, row.data.get("page")) for row in rows]


def workspace_pages() -> Iterator[tuple[str, frozenset[str]]]:
    """An address of Acme for each route of a workspace, and the methods that it takes."""
    for route, view in addresses(get_resolver().url_patterns):
        if route.startswith("w/<slug:slug>/"):
            path = route.replace("<slug:slug>", "acme", 1)
            for kind, sample in _SAMPLES.items():
                while f"<{kind}:" in path:
                    start = path.index(f"<{kind}:")
                    path = path[:start] + sample + path[path.index(">", start) + 1 :]
            yield f"/{path}", methods_of(view)


def ask_everything(client: Client, every: int) -> tuple[dict[str, int], dict[str, int]]:
    """The status of addresses, {address: of reading it}, {address: of changing by it}."""
    reads, changes = {}, {}
    for path, methods in [*workspace_pages()][::every]:
        if methods & {"GET", "ANY"}:
            reads[path] = client.get(path).status_code
        if not methods <= SAFE:
            changes[path] = client.post(path).status_code
    return reads, changes


@sweeping(5)
def test_without_a_grant_every_address_is_none(
    cast: Cast, browser: Browser, erin: User, every: int
) -> None:
    """By construction: one door, and it asks for the grant."""
    client = browser(erin)
    set_up(client)
    ask_for_access(workspace=cast.acme, by=erin, reason="Spend is missing", minutes=60)
    reads, changes = ask_everything(client, every)
    assert len(reads) * every > 80
    assert len(changes) * every > 60
    assert {*reads.values(), *changes.values()} == {404}


@sweeping(5)
def test_with_a_grant_pages_are_read_and_nothing_is_changed(
    cast: Cast, browser: Browser, erin: User, every: int
) -> None:
    client = browser(erin)
    set_up(client)
    allowed(cast, erin)
    reads, changes = ask_everything(client, every)
    reads |= {path: client.get(path).status_code for path in (*OPEN, *CLOSED)}
    # 404 is of a thing that is not there, or of a page that only the house has.
    assert set(changes.values()) <= {403, 404}
    assert set(reads.values()) <= {200, 302, 403, 404}
    open_pages = {path for path, status in reads.items() if status == 200}
    assert {*OPEN} <= open_pages
    assert {reads[path] for path in CLOSED} == {403}
    seen = {page for kind, action, page in trail(cast) if action == "support.page_viewed"}
    assert open_pages <= seen


def test_a_grant_shows_no_field_of_a_person(cast: Cast) -> None:
    closed = {
        *(Permission.VIEW_PEOPLE, Permission.VIEW_MEMBERS, Permission.VIEW_AUDIT),
        *(Permission.EXPORT_NUMBERS, Permission.MANAGE_PRIVACY, Permission.IMPORT_FILES),
    }
    assert not closed & BY_GRANT


def test_each_page_is_in_the_workspaces_trail_and_shown(
    cast: Cast, browser: Browser, erin: User
) -> None:
    client, alice = browser(erin), browser(cast.alice)
    set_up(client)
    grant = allowed(cast, erin)
    page = client.get(OVERVIEW)
    assert "You are looking at Acme as support until" in page.content.decode()
    assert "workspace" not in page.cookies
    assert trail(cast)[-1] == ("support", "support.page_viewed", OVERVIEW)
    shown = alice.get(PAGE).content.decode()
    assert "Erin" in shown
    assert f'<th scope="row">{OVERVIEW}</th>' in shown
    assert "can look into this workspace" in alice.get("/w/acme/settings/").content.decode()
    alice.post(f"{PAGE}{grant.pk}/end/")
    assert client.get(OVERVIEW).status_code == 404
    assert client.get("/w/acme/").status_code == 404
    assert "can look into this workspace" not in alice.get("/w/acme/settings/").content.decode()


def test_it_ends_by_itself_and_with_whoever_leaves(
    cast: Cast, browser: Browser, erin: User
) -> None:
    client = browser(erin)
    set_up(client)
    grant = allowed(cast, erin)
    assert client.get(OVERVIEW).status_code == 200
    dismiss_confidant(user=erin)
    assert client.get(OVERVIEW).status_code == 404
    Confidant.objects.filter(user_id=erin.pk).update(left_at=None)
    with inside(cast.acme):
        past = timezone.now() - timedelta(seconds=1)
        AccessGrant.objects.filter(pk=grant.pk).update(ends_at=past)
    assert client.get(OVERVIEW).status_code == 404


def test_who_looks_goes_by_themselves(cast: Cast, browser: Browser, erin: User) -> None:
    """From the bar above each page; the workspace sees that it ended, and by whom."""
    client, alice = browser(erin), browser(cast.alice)
    set_up(client)
    grant = allowed(cast, erin)
    assert [(one.workspace, one.is_open) for one in own_looks(erin)] == [(cast.acme, True)]
    end = f"/accounts/looks/{cast.acme.pk}/{grant.pk}/end/"
    assert f'action="{end}"' in client.get(OVERVIEW).content.decode()
    for wrong in (browser(cast.charlie), alice):
        assert wrong.post(end).status_code == 404
    assert client.post(end.replace(str(cast.acme.pk), str(cast.rival.pk))).status_code == 404
    assert client.get(OVERVIEW).status_code == 200
    assert client.post(end)["Location"] == "/accounts/profile/"
    assert client.get(OVERVIEW).status_code == 404
    assert client.post(end).status_code == 404
    assert own_looks(erin) == []
    assert "by Erin" in alice.get(PAGE).content.decode()
    assert trail(cast)[-1] == ("support", "support.ended", None)


def test_who_has_no_second_step_sees_nothing(cast: Cast, browser: Browser, erin: User) -> None:
    allowed(cast, erin)
    client = browser(erin)
    assert client.get(OVERVIEW).status_code == 403
    assert trail(cast)[-1][1] == "support.allowed"


def test_the_workspace_answers_and_is_told(cast: Cast, browser: Browser, erin: User) -> None:
    from tests.accounts.conftest import deliver_mail

    alice = browser(cast.alice)
    ask_for_access(workspace=cast.acme, by=erin, reason="Spend is missing", minutes=30)
    from django.core import mail

    deliver_mail(cast.acme)
    told = mail.outbox[-1]
    assert (told.to, PAGE in told.body) == ([cast.alice.email], True)
    assert "Spend is missing" in told.body
    assert "asks to look into this workspace" in alice.get("/w/acme/settings/").content.decode()
    with inside(cast.acme):
        grant = AccessGrant.objects.get()
    alice.post(f"{PAGE}{grant.pk}/decide/", {"answer": "refuse"})
    with inside(cast.acme):
        grant.refresh_from_db()
        assert (grant.is_allowed, grant.ends_at) == (False, None)
        assert not decide_access(grant=grant, by=_alice(cast), is_allowed=True)
        assert not end_access(grant=grant, by=cast.alice.pk)
    deliver_mail(cast.acme)
    assert mail.outbox[-1].to == [erin.email]
    assert [action for _kind, action, _page in trail(cast)] == ["support.asked", "support.refused"]


def test_a_standing_permission_lets_looks_begin_until_its_day(
    cast: Cast, browser: Browser, erin: User
) -> None:
    alice = browser(cast.alice)
    day = (timezone.now() + timedelta(days=3)).date()
    alice.post(f"{PAGE}standing/", {"until": day.isoformat()})
    grant = ask_for_access(workspace=cast.acme, by=erin, reason="Onboarding", minutes=60)
    assert grant.is_allowed
    assert grant.decided_by is None
    with inside(cast.acme):
        end_access(grant=grant, by=erin.pk)
    Workspace.objects.filter(pk=cast.acme.pk).update(support_allowed_until=timezone.now())
    assert (
        ask_for_access(workspace=cast.acme, by=erin, reason="Onboarding", minutes=60).is_allowed
        is None
    )
    far = timezone.now() + timedelta(days=120)
    with inside(cast.acme), pytest.raises(Refused):
        set_standing(workspace=cast.acme, until=far)


def test_what_is_refused_at_once(cast: Cast, erin: User) -> None:
    def ask(by: User = erin, **changed: Any) -> None:
        values = {"workspace": cast.acme, "reason": "Help", "minutes": 60, **changed}
        ask_for_access(by=by, **values)

    stranger = make_user("frank@proactivox.example", "Frank")
    admit_confidant(user=stranger, kind=ConfidantKind.PARTNER)
    for refused in (
        {"by": cast.charlie},
        {"by": stranger},
        {"reason": "  "},
        {"minutes": 481},
        {"minutes": 4},
        {"workspace": Workspace.objects.get(pk=HOUSE_ID)},
    ):
        with pytest.raises(Refused):
            ask(**refused)
    ask()
    with pytest.raises(Refused, match="already"):
        ask()


def test_the_database_keeps_a_grant_short(cast: Cast, erin: User) -> None:
    grant = allowed(cast, erin)
    with inside(cast.acme), pytest.raises(IntegrityError), transaction.atomic():
        AccessGrant.objects.filter(pk=grant.pk).update(ends_at=timezone.now() + timedelta(days=1))


def test_a_promise_is_a_dated_row_with_its_text(cast: Cast, erin: User) -> None:
    row = Confidant.objects.get(user_id=erin.pk)
    assert row.signed_at is not None
    assert (row.text, len(row.text_sha256)) == ("2026-11", 64)
    assert erin.is_staff


def test_rival_sees_nothing_of_acmes_looks(cast: Cast, browser: Browser, erin: User) -> None:
    grant = allowed(cast, erin)
    charlie = browser(cast.charlie)
    assert charlie.get(PAGE).status_code == 404
    assert (
        "Spend is missing" not in charlie.get("/w/rival/settings/support-access/").content.decode()
    )
    assert charlie.post(f"/w/rival/settings/support-access/{grant.pk}/end/").status_code == 404
    with inside(cast.rival):
        assert AccessGrant.objects.count() == 0
    client = browser(erin)
    assert client.get("/w/rival/overview/").status_code == 404
