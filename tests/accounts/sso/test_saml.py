"""Bob comes in by SAML; forged, stolen, old and twisted responses let nobody in."""

import base64
import copy
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.utils import timezone
from lxml import etree

from accounts.models import SsoConnection, SsoIdentity, User
from accounts.sso.connections import Wanted, save_connection, warn_of_certificates
from accounts.sso.provider import SignOnFailed
from accounts.sso.saml import read_metadata
from accounts.tenancy import inside
from sandbox.identity.directory import Directory, Person, SigningKey
from sandbox.identity.saml import (
    SAML,
    SAMLP,
    assertion_text,
    metadata_text,
    read_request,
    response_text,
    sign,
    signed_response,
)
from tests.accounts.conftest import deliver_mail
from tests.accounts.sso.conftest import Provider, begin, connect, fields, prove, switched_on
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NEW = Person("dir-9", "new@acme.example", "Acme’s newest")


class _Idp(Directory):
    """A provider within the test, whose key the test may use as it likes."""

    def __init__(self) -> None:
        self.key, self.other_key = SigningKey("identity"), SigningKey("a stranger")
        self.origin = "https://idp.acme.example/identity"


_IDP = _Idp()


@pytest.fixture
def connection(cast: Cast, settings: Any) -> SsoConnection:
    prove(cast.acme, "acme.example")
    wanted = Wanted(kind="saml", name="Acme’s log-in", metadata=metadata_text(_IDP))
    return switched_on(save_connection(workspace=cast.acme, wanted=wanted))


def asked_by(client: Client, connection: SsoConnection) -> dict[str, str]:
    """The request that a browser carries to the provider."""
    address = begin(client, connection)
    assert address.startswith("https://idp.acme.example/identity/saml/login?SAMLRequest=")
    return read_request(parse_qs(urlsplit(address).query)["SAMLRequest"][0])


def post(client: Client, connection: SsoConnection, response: bytes) -> Any:
    """What the provider's page does, and the request that follows it."""
    path = f"/sso/{connection.workspace_id}/{connection.pk}/acs/"
    # From another site: the browser keeps its session's cookie back.
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(path, {"SAMLResponse": base64.b64encode(response).decode()})
    return client.get(answer["Location"]) if answer.status_code == 303 else answer


def is_in(client: Client) -> bool:
    return bool(get_user(client).is_authenticated)


def test_a_new_person_comes_in(connection: SsoConnection) -> None:
    client = Client()
    asked = asked_by(client, connection)
    response = signed_response(_IDP, NEW, asked)
    answer = post(client, connection, response)
    assert answer.status_code == 302, answer.content.decode()
    assert is_in(client)
    assert User.objects.get(email=NEW.email).name == NEW.name
    # Replayed in the same browser, and in another that has begun, too: security, check 24.
    assert post(client, connection, response).status_code == 400
    other = Client()
    asked_by(other, connection)
    assert post(other, connection, response).status_code == 400
    assert not is_in(other)


def test_the_sandbox_speaks_it_from_metadata_to_log_in(cast: Cast, provider: Provider) -> None:
    prove(cast.acme, "acme.example")
    provider.steer(people=[{"subject": "dir-9", "email": NEW.email, "name": "Newest"}])
    connection = connect(
        cast.acme, provider, kind="saml", issuer="", metadata=f"{provider.issuer}/saml/metadata"
    )
    client = Client()
    page = provider.sign_in(begin(client, connection), NEW.email)
    answer = post(client, connection, base64.b64decode(fields(page)["SAMLResponse"]))
    assert answer.status_code == 302
    assert is_in(client)


def _unsigned(asked: dict[str, str], **changed: Any) -> bytes:
    values = {
        "name_id": NEW.subject,
        "audience": asked["issuer"],
        "recipient": asked["acs"],
        "in_response_to": asked["id"],
        "issuer": f"{_IDP.origin}/saml",
        "minutes": 5,
        **changed,
    }
    return response_text(assertion_text(NEW, values), values).encode()


def _only_the_response_signed(asked: dict[str, str]) -> bytes:
    """A signature around an assertion that has none of its own."""
    return sign(_unsigned(asked).decode(), _IDP.key).encode()


def _stripped(asked: dict[str, str]) -> bytes:
    root = etree.fromstring(signed_response(_IDP, NEW, asked))
    for one in root.iter("{http://www.w3.org/2000/09/xmldsig#}Signature"):
        one.getparent().remove(one)
        break
    return bytes(etree.tostring(root))


def _wrapped(place: str) -> Any:
    """The signed assertion kept somewhere, and a forged one where it is read (XSW)."""

    def forge(asked: dict[str, str]) -> bytes:
        root = etree.fromstring(signed_response(_IDP, NEW, asked))
        (good,) = root.iter(f"{{{SAML}}}Assertion")
        evil = copy.deepcopy(good)
        evil.set("ID", "_forged")
        evil.find(f".//{{{SAML}}}NameID").text = "dir-1"
        signature = evil.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
        if place == "inside its signature":
            root.replace(good, evil)
            holder = etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object")
            holder.append(good)
            return bytes(etree.tostring(root))
        evil.remove(signature)
        if place == "before":
            good.addprevious(evil)
        elif place == "after":
            good.addnext(evil)
        elif place == "in extensions":
            root.replace(good, evil)
            holder = etree.Element(f"{{{SAMLP}}}Extensions")
            root.insert(1, holder)
            holder.append(good)
        else:  # the forged one has the signed one within itself
            root.replace(good, evil)
            evil.append(good)
        return bytes(etree.tostring(root))

    return forge


def _same_id(asked: dict[str, str]) -> bytes:
    """Two elements of one name, of which the reference may mean either."""
    root = etree.fromstring(signed_response(_IDP, NEW, asked))
    (good,) = root.iter(f"{{{SAML}}}Assertion")
    root.set("ID", good.get("ID"))
    return bytes(etree.tostring(root))


def _changed(asked: dict[str, str]) -> bytes:
    return signed_response(_IDP, NEW, asked).replace(b"new@acme", b"bob@acme")


def _entities(asked: dict[str, str]) -> bytes:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return bomb + signed_response(_IDP, NEW, asked)


def _outside_entity(asked: dict[str, str]) -> bytes:
    door = b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return door + signed_response(_IDP, NEW, asked).replace(b"dir-9", b"&a;")


def _with(**changed: Any) -> Any:
    return lambda asked: signed_response(_IDP, NEW, asked, **changed)


ATTACKS: dict[str, Any] = {
    "unsigned": _unsigned,
    "only the response is signed": _only_the_response_signed,
    "the signature is taken out": _stripped,
    "another key": _with(key=_IDP.other_key),
    "another audience": _with(audience="https://another.example/metadata"),
    "another recipient": _with(recipient="https://another.example/acs"),
    "another issuer": _with(issuer="https://evil.example/saml"),
    "too old": _with(minutes=-10),
    "answers nothing": _with(in_response_to=""),
    "answers another request": _with(in_response_to="ONELOGIN_another"),
    "changed after signing": _changed,
    "one id twice": _same_id,
    "entities": _entities,
    "an outside entity": _outside_entity,
    "no XML": lambda _asked: b"hello",
    **{
        f"wrapped: {place}": _wrapped(place)
        for place in ("before", "after", "in extensions", "around", "inside its signature")
    },
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_does_not_hold_lets_nobody_in(connection: SsoConnection, attack: str) -> None:
    """Security, checks 24 and 41."""
    client = Client()
    answer = post(client, connection, ATTACKS[attack](asked_by(client, connection)))
    assert answer.status_code == 400, attack
    assert not is_in(client)
    assert not User.objects.filter(email=NEW.email).exists()


def test_a_stolen_assertion_in_a_response_of_the_thiefs_own(connection: SsoConnection) -> None:
    """What stands around the signed part anybody can write: it says nothing of whose request."""
    owner, thief = Client(), Client()
    stolen = signed_response(_IDP, NEW, asked_by(owner, connection))
    own = asked_by(thief, connection)["id"].encode()
    head, rest = stolen.split(b"<saml:Assertion", 1)
    forged = re.sub(rb'InResponseTo="\w+"', b'InResponseTo="' + own + b'"', head)
    for response in (forged + b"<saml:Assertion" + rest, stolen):
        assert post(thief, connection, response).status_code == 400
        assert not is_in(thief)


def test_a_comment_in_the_name_id_does_not_cut_it(connection: SsoConnection) -> None:
    """Signed for dir-1.evil, it must never be read as dir-1: canonical XML leaves comments out."""
    client = Client()
    response = signed_response(_IDP, NEW, asked_by(client, connection), name_id="dir-1.evil")
    post(client, connection, response.replace(b"dir-1.evil", b"dir-1<!-- -->.evil"))
    with inside(connection.workspace_id):
        assert not SsoIdentity.objects.filter(subject="dir-1").exists()


def test_a_ticket_opens_once_and_not_elsewhere(connection: SsoConnection, cast: Cast) -> None:
    client = Client()
    path = f"/sso/{connection.workspace_id}/{connection.pk}/acs/"
    response = signed_response(_IDP, NEW, asked_by(client, connection))
    encoded = base64.b64encode(response).decode()
    there = Client().post(path, {"SAMLResponse": encoded})["Location"]
    assert Client().get(there).status_code == 400
    # Whoever asked first has used it up, and still nobody is in.
    assert client.get(there).status_code == 400
    assert not is_in(client)


def test_metadata_that_are_none_are_refused() -> None:
    for text in ("", "<a/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "x" * 600_000):
        with pytest.raises(SignOnFailed):
            read_metadata(text)


def test_our_own_metadata_say_that_assertions_have_to_be_signed(connection: SsoConnection) -> None:
    answer = Client().get(f"/sso/{connection.workspace_id}/{connection.pk}/metadata/")
    assert answer["Content-Type"] == "application/samlmetadata+xml"
    text = answer.content.decode()
    assert 'WantAssertionsSigned="true"' in text
    assert f"/sso/{connection.workspace_id}/{connection.pk}/acs/" in text


def test_owners_hear_of_a_certificate_that_runs_out(connection: SsoConnection) -> None:
    assert warn_of_certificates() == 0
    with inside(connection.workspace_id):
        connection.settings = {**connection.settings, "certificates": [_IDP.key.certificate(20)]}
        connection.save()
    assert warn_of_certificates() == 1
    assert warn_of_certificates() == 0
    deliver_mail(connection.workspace)
    assert "runs out" in mail.outbox[-1].subject
    with inside(connection.workspace_id):
        week = timezone.now() - timedelta(days=8)
        SsoConnection.objects.filter(pk=connection.pk).update(warned_at=week)
    assert warn_of_certificates() == 1
