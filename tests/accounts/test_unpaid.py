"""Where nobody pays, every change of a workspace is refused and explained; a few things go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from accounts import unpaid
from accounts.api_keys.view import WorkspaceAPIView
from accounts.models import Membership, Role, Workspace
from accounts.permissions import WHILE_UNPAID, Permission
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from billing.models import Subscription
from billing.selectors import is_read_only
from billing.services import ensure_subscription
from billing.standing import GRACE_DAYS
from tests.accounts.conftest import Browser
from tests.architecture.test_audit import SAFE, methods_of
from tests.architecture.test_urls import addresses
from tests.budget import sweeping
from tests.cast import Cast

pytestmark = pytest.mark.django_db
# What only takes away: nobody's safety waits for a payment, and less may be what a plan asks for.
GOES_ON = {
    *("members.leave", "members.remove", "members.revoke", "api_keys.revoke"),
    *("upkeep.pause", "upkeep.disconnect", "uploads.discard", "runs.cancel"),
    *("views.switch_off", "views.remove", "directory.revoke"),
    *("log.refuse", "log.stop", "allowing.forbid_actions"),
    # Of automations, and of reports that are sent.
    *("views.stop", "views.pause"),
}
# Values for every kind of parameter, of things that are not there.
_STAND_INS = {"uuid": "00000000-0000-7000-8000-000000000009", "slug": "acme", "int": "1"}


@pytest.fixture(autouse=True)
def nobody_pays_for_acme(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of billing, which knows it of every workspace."""
    monkeypatch.setattr(unpaid, "_readers", [lambda workspace_id: workspace_id == cast.acme.pk])


def changing() -> Iterator[tuple[str, Any]]:
    """(address, view) of everything in Acme that a browser can change, its own and no house's."""
    for route, view in addresses(get_resolver().url_patterns):
        if route.startswith("w/<slug:slug>/") and methods_of(view) - SAFE:
            path = re.sub(r"<(?:(\w+):)?\w+>", lambda at: _STAND_INS.get(at[1] or "", "x"), route)
            if not route.startswith("w/<slug:slug>/enquiries/"):
                yield f"/{path}", view


@sweeping(4)
def test_every_change_is_refused_at_the_door_but_what_is_known_to_go_on(
    cast: Cast, browser: Browser, every: int
) -> None:
    """Generated from the urlconf: whatever comes later is refused, too."""
    alice = browser(cast.alice)
    refused = []
    for path, view in changing():
        is_going_on = f"{view.__module__.split('.')[-1]}.{view.__name__}" in GOES_ON
        assert view.goes_on == is_going_on, path
        if view.permission not in WHILE_UNPAID and not is_going_on:
            refused.append(path)
    assert len(refused) > 25
    for path in refused[::every]:
        answer = alice.post(path, headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (402, "/w/acme/"), path


def test_the_refusal_says_what_stopped_what_goes_on_and_who_can_pay(
    cast: Cast, browser: Browser
) -> None:
    answer = browser(cast.alice).post("/w/acme/settings/", {"name": "Other"})
    text = answer.content.decode()
    assert answer.status_code == 402
    assert "Nothing that is here is lost" in text
    assert "Seeing and exporting everything" in text
    assert Workspace.objects.get(pk=cast.acme.pk).name == "Acme"
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    assert (
        "An owner of this workspace can pay."
        in browser(cast.bob).post("/w/acme/settings/").content.decode()
    )


def test_reading_exporting_and_leaving_go_on(cast: Cast, browser: Browser) -> None:
    alice, bob = browser(cast.alice), browser(cast.bob)
    for path in ("settings/members/", "settings/audit/", "settings/audit/export/", "overview/"):
        assert alice.get(f"/w/acme/{path}").status_code == 200, path
    assert alice.post("/w/acme/settings/closing/ask/", {"address": "no"}).status_code == 302
    assert bob.post("/w/acme/settings/members/leave/").status_code == 302
    assert not Membership.objects.filter(user=cast.bob).exists()


def test_another_workspace_is_not_meant(cast: Cast, browser: Browser) -> None:
    charlie = browser(cast.charlie)
    words = {"name": "Rival & Co", "currency": "USD", "time_zone": "UTC"}
    assert charlie.post("/w/rival/settings/", words).status_code == 302
    assert Workspace.objects.get(pk=cast.rival.pk).name == "Rival & Co"
    assert charlie.post("/w/acme/settings/", words).status_code == 404


class _Change(WorkspaceAPIView):
    permission = Permission.VIEW_NUMBERS

    def post(self, request: Request) -> Response:
        """Never reached in Acme."""
        return Response({"changed": True})

    def get(self, request: Request) -> Response:
        """Goes on."""
        return Response({"read": True})


@pytest.mark.parametrize(("method", "status"), [("post", 402), ("get", 200)])
def test_programs_are_refused_with_a_problem(cast: Cast, method: str, status: int) -> None:
    owner = Membership.objects.get(user=cast.alice)
    with inside(cast.acme):
        key = create_api_key(name="Key", scopes=["numbers.view"], days=1, by=owner)
    send = getattr(APIRequestFactory(), method)
    answer = _Change.as_view()(send("/", headers={"Authorization": f"Bearer {key.secret}"}))
    assert answer.status_code == status
    if status == 402:
        answer.render()  # type: ignore[attr-defined]
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.data["code"] == "read_only"  # type: ignore[attr-defined]
        assert answer.data["detail"]  # type: ignore[attr-defined]


def test_a_stranger_is_sent_to_log_in_as_before(cast: Cast) -> None:
    assert Client().post("/w/acme/settings/").status_code == 302


def test_billing_says_for_whom_nobody_pays(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """As wired: fourteen days after the first open invoice, and not a moment before."""
    monkeypatch.setattr(unpaid, "_readers", [is_read_only])
    ensure_subscription(workspace_id=cast.acme.pk)
    since = timezone.now() - timedelta(days=GRACE_DAYS)
    for late, expected in ((since + timedelta(minutes=1), False), (since, True)):
        with inside(cast.acme):
            Subscription.objects.update(
                status="past_due", subscription_id="sub_1", past_due_since=late
            )
        assert unpaid.is_read_only(cast.acme.pk) == expected
    assert not unpaid.is_read_only(cast.rival.pk)
