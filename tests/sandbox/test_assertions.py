"""JWT bearer: a good assertion brings a token, each other is refused in Salesforce's words."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from sandbox.control.client import Control
from sandbox.serving import Running

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
Send = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key: rsa.RSAPrivateKey, ends_at: datetime) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acme")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(ends_at - timedelta(days=2))
        .not_valid_after(ends_at)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def part(value: Any) -> bytes:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(data).rstrip(b"=")


@pytest.fixture
def send(served: Running, control: Control, web: httpx.Client, key: rsa.RSAPrivateKey) -> Send:
    """Send an assertion of an app that trusts `key`; words given replace its claims."""
    now = datetime.now(UTC)
    app = control.post(
        "/salesforce/apps", {"certificate": certificate(key, now + timedelta(days=1))}
    )

    def post(
        *, alg: str = "RS256", signed_by: rsa.RSAPrivateKey = key, lie: Any = None, **claims: Any
    ) -> httpx.Response:
        told = {
            "iss": app["consumer_key"],
            "sub": app["username"],
            "aud": served.origin,
            "exp": int(now.timestamp()) + 180,
        } | claims
        signed = part({"alg": alg}) + b"." + part(told)
        signature = signed_by.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        if lie:
            signed = part({"alg": alg}) + b"." + part(told | lie)
        assertion = (signed + b"." + part(signature)).decode()
        form = {"grant_type": GRANT_TYPE, "assertion": assertion}
        return web.post(f"{served.origin}/services/oauth2/token", data=form)

    return post


def test_a_good_assertion_brings_a_token_that_opens_the_api_and_none_to_refresh_it(
    send: Send, web: httpx.Client
) -> None:
    body = send().json()
    assert body.keys() >= {"access_token", "instance_url", "id", "scope"}
    assert "refresh_token" not in body
    web.headers["Authorization"] = f"Bearer {body['access_token']}"
    assert web.get(f"{body['instance_url']}/services/data/v64.0/limits").status_code == 200


def test_what_is_wrong_with_an_assertion_is_said_in_salesforces_words(send: Send) -> None:
    now = int(datetime.now(UTC).timestamp())
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"iss": "3MVG9other"}, "invalid_client_id", "client identifier invalid"),
        ({"signed_by": other}, "invalid_grant", "invalid assertion"),
        ({"lie": {"sub": "somebody@else.example"}}, "invalid_grant", "invalid assertion"),
        ({"alg": "none"}, "invalid_grant", "invalid assertion"),
        ({"aud": "https://test.salesforce.com"}, "invalid_grant", "audience is invalid"),
        ({"exp": now + 3600}, "invalid_grant", "invalid assertion"),
        ({"exp": now - 1}, "invalid_grant", "expired authorization code"),
        ({"sub": "somebody@else.example"}, "invalid_grant", "invalid user"),
    ]
    for spoilt, error, words in cases:
        answer = send(**spoilt)
        assert answer.status_code == 400, spoilt
        assert answer.json() == {"error": error, "error_description": words}, spoilt


def test_a_certificate_that_has_ended_signs_nothing(
    send: Send, control: Control, key: rsa.RSAPrivateKey
) -> None:
    ended = certificate(key, datetime.now(UTC) - timedelta(hours=1))
    app = control.post("/salesforce/apps", {"certificate": ended})
    answer = send(iss=app["consumer_key"])
    assert answer.json()["error_description"] == "invalid assertion"


def test_the_page_of_setup_makes_an_app_that_is_not_approved_unless_it_is_ticked(
    served: Running, send: Send, key: rsa.RSAPrivateKey
) -> None:
    page = f"{served.http_origin}/setup/external-client-apps"
    with httpx.Client(trust_env=False) as browser:
        assert browser.post(page, data={"certificate": "nonsense"}).status_code == 400
        pem = certificate(key, datetime.now(UTC) + timedelta(days=1))
        shown = browser.post(page, data={"certificate": pem}).text
    consumer_key = shown.rpartition("<code>")[2].partition("</code>")[0]
    answer = send(iss=consumer_key)
    assert answer.json()["error_description"] == "user hasn't approved this consumer"
