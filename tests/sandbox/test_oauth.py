"""OAuth as an app meets it: consent, PKCE, rotation, expiry, revocation."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from sandbox.control.client import Control
from sandbox.serving import Running
from tests.sandbox.flows import (
    browser,
    decide,
    granted,
    new_verifier,
    question,
    redeemed,
    refreshed,
)


def _status_with(web: httpx.Client, served: Running, token: str) -> int:
    address = f"{served.instance_origin}/services/data/v64.0/limits"
    return web.get(address, headers={"Authorization": f"Bearer {token}"}).status_code


def test_an_allowed_app_gets_tokens_for_the_instance(served: Running, web: httpx.Client) -> None:
    verifier = new_verifier()
    back = decide(served, web, "allow", question(served, verifier))
    assert back["state"] == "opaque+state/="
    tokens = redeemed(served, web, back["code"], verifier).json()
    assert tokens["instance_url"] == served.instance_origin != served.origin
    assert tokens["token_type"] == "Bearer"
    assert tokens["id"].startswith(f"{served.origin}/id/00D")
    assert {"signature", "issued_at", "scope", "refresh_token"} <= set(tokens)
    assert _status_with(web, served, tokens["access_token"]) == 200


def test_a_denial_comes_back_in_salesforces_words(served: Running, web: httpx.Client) -> None:
    back = decide(served, web, "deny", question(served, new_verifier()))
    assert back == {
        "error": "access_denied",
        "error_description": "end-user denied authorization",
        "state": "opaque+state/=",
    }


def test_the_consent_page_names_the_org_and_is_escaped(served: Running, web: httpx.Client) -> None:
    asked = question(served, new_verifier(), scope="api <b>full</b>")
    page = web.get(f"{served.http_origin}/services/oauth2/authorize", params=asked)
    assert "Fernhill Instruments" in page.text
    assert served.ready["org_id"] in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize("change", ["code_challenge", "code_challenge_method"])
def test_pkce_is_required(served: Running, web: httpx.Client, change: str) -> None:
    asked = question(served, new_verifier(), **{change: None})
    answer = web.get(f"{served.origin}/services/oauth2/authorize", params=asked)
    assert answer.status_code == 302
    assert "error=invalid_request" in answer.headers["location"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "another"}, "invalid_client_id"),
        ({"redirect_uri": "https://attacker.example/"}, "redirect_uri_mismatch"),
    ],
)
def test_a_wrong_app_is_never_redirected(
    served: Running, web: httpx.Client, change: dict[str, str], error: str
) -> None:
    asked = question(served, new_verifier(), **change)
    answer = web.get(f"{served.origin}/services/oauth2/authorize", params=asked)
    assert answer.status_code == 400
    assert error in answer.text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_verifier": "wrong"}, "invalid_grant"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client_id"),
        ({"redirect_uri": "http://localhost:9/other"}, "redirect_uri_mismatch"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_not_redeemed_with_wrong_parts(
    served: Running, web: httpx.Client, change: dict[str, str], error: str
) -> None:
    verifier = new_verifier()
    back = decide(served, web, "allow", question(served, verifier))
    answer = redeemed(served, web, back["code"], verifier, **change)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_code_works_once(served: Running, web: httpx.Client) -> None:
    verifier = new_verifier()
    back = decide(served, web, "allow", question(served, verifier))
    assert redeemed(served, web, back["code"], verifier).status_code == 200
    again = redeemed(served, web, back["code"], verifier)
    assert again.json() == {
        "error": "invalid_grant",
        "error_description": "invalid authorization code",
    }


def test_each_refresh_gives_a_new_token_and_an_old_one_ends_the_grant(
    served: Running, web: httpx.Client
) -> None:
    first = granted(served, web)
    second = refreshed(served, web, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert _status_with(web, served, second["access_token"]) == 200
    reuse = refreshed(served, web, first["refresh_token"])
    assert reuse.status_code == 400
    assert reuse.json() == {
        "error": "invalid_grant",
        "error_description": "expired access/refresh token",
    }
    assert _status_with(web, served, second["access_token"]) == 401
    assert refreshed(served, web, second["refresh_token"]).status_code == 400


def test_two_refreshers_at_once_lose_the_grant(
    served: Running, web: httpx.Client, control: Control
) -> None:
    token = granted(served, web)["refresh_token"]

    def refresh(_: int) -> int:
        with browser(served) as client:
            return refreshed(served, client, token).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(refresh, range(2))) == [200, 400]
    assert control.state()["grants"] == {"open": 0, "revoked": 1}
    assert control.counters()["token_requests"]["refresh_token"] == 2


def test_without_the_scope_there_is_no_refresh_token(served: Running, web: httpx.Client) -> None:
    assert "refresh_token" not in granted(served, web, scope="api id")


def test_access_tokens_expire(served: Running, web: httpx.Client, control: Control) -> None:
    control.settings(token_lifetime=60.0)
    tokens = granted(served, web)
    assert _status_with(web, served, tokens["access_token"]) == 200
    control.settings(clock_offset=61.0)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = web.get(f"{served.instance_origin}/services/data/v64.0/limits", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == [
        {"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}
    ]


def test_revoking_by_refresh_token_ends_everything(served: Running, web: httpx.Client) -> None:
    tokens = granted(served, web)
    address = f"{served.origin}/services/oauth2/revoke"
    assert web.post(address, data={"token": tokens["refresh_token"]}).status_code == 200
    assert _status_with(web, served, tokens["access_token"]) == 401
    assert web.post(address, data={"token": "unknown"}).status_code == 400


def test_the_identity_addresses_tell_who_it_is(served: Running, web: httpx.Client) -> None:
    tokens = granted(served, web)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    identity = web.get(tokens["id"], headers=headers).json()
    info = web.get(f"{served.origin}/services/oauth2/userinfo", headers=headers).json()
    assert identity["organization_id"] == info["organization_id"] == served.ready["org_id"]
    assert identity["username"] == info["preferred_username"]
    assert web.get(tokens["id"]).status_code == 403


def test_plain_http_shows_pages_and_no_api(served: Running, web: httpx.Client) -> None:
    tokens = granted(served, web)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    for path in ("/services/data/v64.0/limits", "/_control/state", "/services/oauth2/token"):
        assert web.get(served.http_origin + path, headers=headers).status_code == 403
