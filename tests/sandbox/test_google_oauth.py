"""Google's log-in as the sandbox plays it: consent, tokens that do not rotate, revocation."""

import httpx
import pytest

from sandbox.google_oauth import ADWORDS, ANALYTICS
from sandbox.serving import Running
from tests.sandbox.flows import new_verifier
from tests.sandbox.google import PAGE, PREFIX, asked, decided, granted, redeemed, token


def test_a_refresh_token_stays_good_until_anything_of_the_grant_is_revoked(
    served: Running, web: httpx.Client
) -> None:
    first = granted(served, web, ANALYTICS)
    assert first["expires_in"] == 3599
    assert first["scope"] == ANALYTICS
    for _ in range(2):
        again = token(served, web, grant_type="refresh_token", refresh_token=first["refresh_token"])
        assert "refresh_token" not in again.json()
        assert again.json()["access_token"] != first["access_token"]
    other = granted(served, web, ADWORDS)
    stranger = granted(served, web, ADWORDS, login_hint="other@fernhill.example")
    ended = web.post(f"{served.origin}{PREFIX}/revoke", data={"token": first["access_token"]})
    assert ended.status_code == 200
    for gone, status in ((first, 400), (other, 400), (stranger, 200)):
        answer = token(served, web, grant_type="refresh_token", refresh_token=gone["refresh_token"])
        assert answer.status_code == status
    unknown = web.post(f"{served.origin}{PREFIX}/revoke", data={"token": first["access_token"]})
    assert unknown.json()["error"] == "invalid_token"


def test_a_person_may_untick_a_scope_or_deny(served: Running, web: httpx.Client) -> None:
    verifier = new_verifier()
    query = asked(served, verifier, ANALYTICS, ADWORDS)
    back = decided(served, web, query, "allow", ADWORDS)
    assert (back["scope"], back["state"]) == (ADWORDS, query["state"])
    assert redeemed(served, web, back["code"], verifier).json()["scope"] == ADWORDS
    assert redeemed(served, web, back["code"], verifier).json()["error"] == "invalid_grant"
    for decision, ticked in (("deny", (ANALYTICS, ADWORDS)), ("allow", ())):
        back = decided(served, web, query, decision, *ticked)
        assert back == {"error": "access_denied", "state": query["state"]}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "wrong"}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:9/other"}, "redirect_uri_mismatch"),
        ({"client_secret": "wrong"}, "invalid_client"),
    ],
)
def test_a_code_is_for_the_app_that_asked(
    served: Running, web: httpx.Client, changes: dict[str, str], error: str
) -> None:
    verifier = new_verifier()
    back = decided(served, web, asked(served, verifier, ADWORDS), "allow")
    answer = redeemed(served, web, back["code"], verifier, **changes)
    assert answer.json()["error"] == error


def test_online_access_gives_no_refresh_token_and_wrong_questions_are_not_asked(
    served: Running, web: httpx.Client
) -> None:
    assert "refresh_token" not in granted(served, web, ANALYTICS, access_type="online")
    for wrong in ({"client_id": "x"}, {"redirect_uri": "https://evil.example"}, {"scope": "all"}):
        query = asked(served, new_verifier(), ANALYTICS) | wrong
        assert web.get(served.http_origin + PAGE, params=query).is_client_error
