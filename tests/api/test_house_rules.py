"""What holds at every address of the API, whichever room it lies in."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.api_keys.view import WorkspaceAPIView
from accounts.models import ApiKey
from accounts.permissions import SCOPES
from accounts.tenancy import inside
from tests.api_keys import key_for
from tests.architecture.test_urls import addresses
from tests.budget import sweeping
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
NOBODY = str(UUID(int=7))
WORDS = {"slug": "acme", "metric": "spend", "uuid": NOBODY, "int": "7"}


def views() -> list[tuple[str, Any]]:
    """(address with ids of nobody, view class) of all below /api/v1/ that take a key."""
    found = []
    for route, view in addresses(get_resolver().url_patterns):
        view_class = getattr(view, "cls", object)
        if route.startswith("api/v1/") and issubclass(view_class, WorkspaceAPIView):
            found.append(("/" + re.sub(r"<(\w+):\w+>", lambda m: WORDS[m[1]], route), view_class))
    return found


def methods(view: Any) -> list[str]:
    return [name for name in ("get", "post", "patch", "delete") if hasattr(view, name)]


def each(every: int = 1) -> Iterator[tuple[str, str, Any]]:
    for address, view in views()[::every]:
        for method in methods(view):
            yield address, method, view


def call(secret: str, method: str, address: str, **headers: str) -> Any:
    more = {"Authorization": f"Bearer {secret}", **headers} if secret else headers
    return Client().generic(method.upper(), address, b"", "application/json", headers=more)


def is_problem(answer: Any, status: int) -> bool:
    body = answer.json()
    return bool(
        answer.status_code == body["status"] == status
        and answer["Content-Type"] == "application/problem+json"
        and {"title", "detail", "code"} <= body.keys()
    )


@pytest.fixture
def secret(cast: Cast, settings: Any) -> str:
    settings.API_CALLS_AT_ONCE = 1_000
    return key_for(cast.alice, cast.acme)


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return found


def described(address: str, method: str) -> dict[str, Any]:
    """The operation of an address in the document."""
    paths = document()["paths"]
    if address in paths:
        return dict(paths[address][method])
    for path, operations in paths.items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), address):
            found: dict[str, Any] = operations[method]
            return found
    raise AssertionError(f"{address} is not described")


def test_nothing_opens_without_a_key(db: None) -> None:
    for address, method, _view in each():
        answer = call("", method, address)
        assert is_problem(answer, 401), address
        assert answer["WWW-Authenticate"].startswith("Bearer"), address


def test_nothing_opens_without_its_scope(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        ApiKey.objects.update(scopes=[])
    for address, method, view in each():
        if view.scope_of(method.upper()) is not None:
            assert is_problem(call(secret, method, address), 403), address


@sweeping(3)
def test_a_parameter_that_is_not_known_is_refused(secret: str, every: int) -> None:
    for address, method, _view in each(every):
        answer = call(secret, method, f"{address}?colour=red&format=json")
        assert is_problem(answer, 400), address
        assert {"colour", "format"} <= answer.json()["errors"].keys(), address


@sweeping(3)
def test_each_answer_says_how_many_calls_are_left(secret: str, every: int) -> None:
    for address, method, _view in each(every):
        answer = call(secret, method, address)
        assert re.fullmatch(r'"key";q=\d+;w=\d+', answer["RateLimit-Policy"]), address
        assert re.fullmatch(r'"key";r=\d+;t=\d+', answer["RateLimit"]), address


@sweeping(3)
def test_what_is_read_can_be_asked_for_again(secret: str, every: int) -> None:
    for address, method, view in each(every):
        if method != "get":
            continue
        answer = call(secret, "get", address)
        assert answer.status_code in (200, 404), address
        if answer.status_code == 404:
            assert is_problem(answer, 404), address
            continue
        kept = "no-store" if view.is_personal else "private, no-cache"
        assert answer["Cache-Control"] == kept, address
        same = call(secret, "get", address, **{"If-None-Match": answer["ETag"]})
        assert (same.status_code, same.content) == (304, b""), address
        assert same["ETag"] == answer["ETag"]
        assert "RateLimit" in same
        other = call(secret, "get", address, **{"If-None-Match": '"other"'})
        assert other.content == answer.content, address


@sweeping(3)
def test_head_and_options_are_answered(secret: str, every: int) -> None:
    for address, view in views()[::every]:
        allowed = call(secret, "options", address)
        assert allowed.status_code == 204, address
        names = {name.upper() for name in methods(view)}
        assert names <= set(allowed["Allow"].split(", ")), address
        head = call(secret, "head", address)
        expected = (200, 404) if "GET" in names else (405,)
        assert (head.status_code in expected, head.content) == (True, b""), address
        assert is_problem(call(secret, "put", address), 405), address


@sweeping(3)
def test_another_format_is_refused(secret: str, every: int) -> None:
    for address, method, _view in each(every):
        assert is_problem(call(secret, method, address, Accept="image/png"), 406), address
        if method == "post":
            answer = Client().post(
                address,
                "<a/>",
                content_type="text/xml",
                headers={"Authorization": f"Bearer {secret}"},
            )
            assert answer.status_code in (202, 204, 404, 415), address


def test_the_document_describes_every_address_with_its_scope(secret: str) -> None:
    for address, method, view in each():
        operation, scope = described(address, method), view.scope_of(method.upper())
        assert operation.get("x-scope") == (scope and scope.value), address
        assert len(operation["description"].splitlines()[0]) > 20, address
        names = {one["name"] for one in operation.get("parameters", ())}
        is_done = method == "post" and not view.only_reads
        assert ("Idempotency-Key" in names) is is_done, address
        assert ("If-None-Match" in names) is (method == "get"), address
        assert {"400", "401", "403", "429"} <= operation["responses"].keys(), address


def test_every_scope_opens_something(db: None) -> None:
    asked = {view.scope_of(method.upper()) for _address, method, view in each()} - {None}
    assert asked == set(SCOPES)


def test_an_address_that_is_none_is_refused_in_the_same_shape(db: None) -> None:
    assert is_problem(Client().get("/api/v1/nothing"), 404)
