"""A key is shown once, opens one workspace, and never does more than its maker may now."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.api_keys import bucket
from accounts.api_keys.secret import make_secret, read_secret
from accounts.models import ApiKey, AuditEvent, Membership, Role, User
from accounts.permissions import Permission
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.budget import at_length
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ALL = ["numbers.view", "privacy.manage"]


def make_key(cast: Cast, scopes: list[str], user: User | None = None) -> str:
    member = Membership.objects.get(user=user or cast.alice, workspace=cast.acme)
    with inside(cast.acme):
        return create_api_key(name="Export", scopes=scopes, days=30, by=member).secret


def me(key: str) -> tuple[int, dict[str, object]]:
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, json.loads(answer.content)


def test_the_page_shows_a_key_once_and_keeps_its_hash(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    form = {"name": "Nightly", "scopes": ["numbers.view"], "days": "90"}
    page = alice.post("/w/acme/settings/api-keys/", form).content.decode()
    found = re.search(r"pxt_\w+", page)
    assert found
    assert me(found[0])[0] == 200
    assert found[0] not in alice.get("/w/acme/settings/api-keys/").content.decode()
    with inside(cast.acme):
        row = ApiKey.objects.values().get()
        event = AuditEvent.objects.get(action="api_key.created")
    assert len(bytes(row["key_hash"])) == 32
    assert found[0].split("_")[2] not in f"{row}{event.data}"


def test_me_tells_workspace_key_and_scopes_and_no_more(cast: Cast) -> None:
    status, body = me(make_key(cast, ["numbers.view"]))
    assert status == 200
    assert body["scopes"] == ["numbers.view"]
    assert body["workspace"] == {
        "slug": "acme",
        "name": "Acme",
        "currency": "USD",
        "time_zone": "Europe/Copenhagen",
    }
    assert set(body) == {"workspace", "key", "scopes"}
    assert set(body["key"]) == {"name", "expires_at"}  # type: ignore[call-overload]


def test_every_scope_opens_an_address(cast: Cast) -> None:
    from django.urls import get_resolver

    from accounts.permissions import SCOPES
    from tests.architecture.test_urls import addresses

    views = [view for _route, view in addresses(get_resolver().url_patterns)]
    classes = [getattr(view, "cls", None) for view in views]
    names = ("permission", "write_permission")
    asked = {getattr(one, name, None) for one in classes for name in names}
    assert asked - {None} == set(SCOPES)


def test_a_scope_that_is_no_longer_given_opens_nothing(cast: Cast, browser: Browser) -> None:
    key = make_key(cast, ALL)
    with inside(cast.acme):
        ApiKey.objects.update(scopes=["files.import", "numbers.view", "unheard.of"])
    assert me(key)[1]["scopes"] == ["numbers.view"]
    page = browser(cast.alice).get("/w/acme/settings/api-keys/").content.decode()
    assert "files.import" not in page


def test_a_key_shrinks_with_its_makers_role_and_ends_with_the_membership(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts import permissions

    key = make_key(cast, ALL)
    assert me(key)[1]["scopes"] == ALL
    monkeypatch.setitem(permissions.GRANTS, Role.VIEWER, frozenset())
    Membership.objects.filter(user=cast.alice).update(role=Role.VIEWER)
    assert me(key)[1]["scopes"] == []
    Membership.objects.filter(user=cast.alice).delete()
    assert me(key)[0] == 401


def test_a_member_cannot_give_a_key_what_they_may_not_do(cast: Cast, browser: Browser) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    bob = browser(cast.bob)
    for scopes in (["people.view"], ["members.manage"], ["numbers.view", "billing.manage"]):
        form = {"name": "X", "scopes": scopes, "days": "90"}
        page = bob.post("/w/acme/settings/api-keys/", form).content.decode()
        assert "pxt_" not in page
    with inside(cast.acme):
        assert not ApiKey.objects.exists()


@pytest.mark.parametrize("days", ["0", "-1", *at_length("366", "3650", "x")])
def test_a_key_is_good_for_a_year_at_most(cast: Cast, browser: Browser, days: str) -> None:
    form = {"name": "X", "scopes": ["numbers.view"], "days": days}
    browser(cast.alice).post("/w/acme/settings/api-keys/", form)
    with inside(cast.acme):
        assert not ApiKey.objects.exists()


def test_revoked_expired_and_strangers_keys_are_refused_alike(cast: Cast) -> None:
    revoked, expired = make_key(cast, ALL), make_key(cast, ALL)
    with inside(cast.acme):
        first, second = ApiKey.objects.order_by("created_at")
        ApiKey.objects.filter(pk=first.pk).update(revoked_at=timezone.now())
        ApiKey.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    good = make_key(cast, ALL)
    elsewhere = good.replace(cast.acme.pk.hex, cast.rival.pk.hex)
    unknown = make_secret(cast.acme.pk).text
    mistyped = good[:-1] + ("1" if good.endswith("0") else "0")
    for key in (revoked, expired, elsewhere, unknown, mistyped, "nonsense", ""):
        assert me(key)[0] == 401, key
    assert me(good)[0] == 200


def test_a_key_of_one_workspace_names_it_itself(cast: Cast) -> None:
    """The checksum is no secret: a key re-signed for Rival is looked for there, and not found."""
    import zlib

    body = make_key(cast, ALL).rpartition("_")[0].replace(cast.acme.pk.hex, cast.rival.pk.hex)
    forged = f"{body}_{zlib.crc32(body.encode()):08x}"
    assert read_secret(forged) is not None
    assert me(forged)[0] == 401


def test_a_session_is_no_key(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.alice).get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == "not_authenticated"


def test_a_view_asks_for_its_scope(cast: Cast) -> None:
    from django.test import RequestFactory
    from rest_framework.request import Request
    from rest_framework.response import Response

    from accounts.api_keys.view import WorkspaceAPIView

    class Numbers(WorkspaceAPIView):
        permission = Permission.VIEW_NUMBERS

        def get(self, request: Request) -> Response:
            from accounts.tenancy import require_workspace_id

            return Response({"inside": str(require_workspace_id())})

    def ask(key: str) -> int:
        request = RequestFactory().get("/", headers={"Authorization": f"Bearer {key}"})
        return Numbers.as_view()(request).status_code

    key = make_key(cast, ALL)
    assert ask(key) == 200
    with inside(cast.acme):
        ApiKey.objects.update(scopes=[])
    assert ask(key) == 403


def test_an_error_undoes_what_a_handler_wrote(cast: Cast) -> None:
    from django.test import RequestFactory
    from rest_framework.exceptions import ValidationError
    from rest_framework.request import Request
    from rest_framework.response import Response

    from accounts.api_keys.view import WorkspaceAPIView
    from accounts.audit import record

    class Writes(WorkspaceAPIView):
        def post(self, request: Request) -> Response:
            record("source.changed")
            raise ValidationError({"name": ["Too long."]})

    key = make_key(cast, ALL)
    request = RequestFactory().post("/", headers={"Authorization": f"Bearer {key}"})
    answer: Any = Writes.as_view()(request)
    assert answer.status_code == 400
    assert answer.data["errors"] == {"name": ["Too long."]}
    with inside(cast.acme):
        assert not AuditEvent.objects.filter(action="source.changed").exists()


def test_the_bucket_says_how_much_is_left_and_then_refuses(cast: Cast, settings: Any) -> None:
    settings.API_CALLS_AT_ONCE, settings.API_CALLS_PER_SECOND = 2, 0.001
    key = make_key(cast, ALL)
    headers = {"Authorization": f"Bearer {key}"}
    answers = [Client().get("/api/v1/me", headers=headers) for _try in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit"].startswith('"key";r=1;')
    assert int(answers[2]["Retry-After"]) > 0
    assert json.loads(answers[2].content)["code"] == "throttled"


def test_fifty_at_once_never_get_more_than_the_bucket_holds(
    settings: Any,
) -> None:
    from uuid import uuid4

    settings.API_CALLS_AT_ONCE, settings.API_CALLS_PER_SECOND = 10, 0.001
    key_id, workspace_id = uuid4(), uuid4()
    with ThreadPoolExecutor(10) as pool:
        draws = list(pool.map(lambda _n: bucket.draw(key_id, workspace_id), range(50)))
    assert sum(draw.is_allowed for draw in draws) == 10
    # What is refused costs nobody anything.
    assert bucket.calls_on(workspace_id, datetime.now(UTC).date()) == 10


def test_the_openapi_document_describes_the_key_and_me() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = json.loads(answer.content)
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    assert "/api/v1/me" in document["paths"]


def test_secrets_have_one_shape_and_a_checksum() -> None:
    from uuid import uuid4

    for _try in range(50):
        secret = make_secret(uuid4())
        assert re.fullmatch(r"pxt_[0-9a-f]{32}_[0-9A-Za-z]{43}_[0-9a-f]{8}", secret.text)
        assert read_secret(secret.text) == secret
        assert read_secret(secret.text[:-1]) is None
        assert secret.text not in repr(secret)
