"""SAML 2.0 as companies' providers speak it: metadata, log-in by redirect, a signed response."""

import base64
import secrets
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.identity.directory import Directory, Person, SigningKey
from sandbox.identity.pages import sign_in_page
from sandbox.pages import page, text
from sandbox.web.messages import Request, Response, html_response, text_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
SAML, SAMLP = "urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:SAML:2.0:protocol"
_MD, _DS = "urn:oasis:names:tc:SAML:2.0:metadata", "http://www.w3.org/2000/09/xmldsig#"
_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


def entity_id(directory: Directory) -> str:
    return f"{directory.origin}/saml"


def metadata_text(directory: Directory, *, days: int = 400) -> str:
    """What a customer gives to us; the certificate is good for so many days."""
    return (
        f'<EntityDescriptor xmlns="{_MD}" entityID="{entity_id(directory)}">'
        f'<IDPSSODescriptor protocolSupportEnumeration="{SAMLP}"><KeyDescriptor use="signing">'
        f'<KeyInfo xmlns="{_DS}"><X509Data><X509Certificate>{directory.key.certificate(days)}'
        "</X509Certificate></X509Data></KeyInfo></KeyDescriptor><SingleSignOnService "
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
        f'Location="{directory.origin}/saml/login"/></IDPSSODescriptor></EntityDescriptor>'
    )


@routes.add("GET", "/saml/metadata")
def metadata(world: World, request: Request) -> Response:
    directory = world.part(Directory)
    days = int(directory.tricks.get("certificate_days", 400))
    return text_response(metadata_text(directory, days=days))


@routes.add("GET", "/saml/login")
def ask(world: World, request: Request) -> Response:
    asked = request.query.get("SAMLRequest", "")
    return sign_in_page(world.part(Directory), "/saml/login", {"SAMLRequest": asked})


@routes.add("POST", "/saml/login")
def decide(world: World, request: Request) -> Response:
    """A page that posts the response by itself, as all providers have it."""
    directory, form = world.part(Directory), request.form()
    asked = read_request(form.get("SAMLRequest", ""))
    person = directory.people.get(form.get("email", ""))
    if person is None:
        return text_response("You were not given this application.", 403)
    response = signed_response(directory, person, asked)
    body = (
        f'<form method="post" action="{text(asked["acs"])}"><input type="hidden" '
        f'name="SAMLResponse" value="{base64.b64encode(response).decode()}">'
        "<button>Go on</button></form>"
    )
    return html_response(page("Company log-in | look-alike", body))


def read_request(encoded: str) -> dict[str, str]:
    """{id, acs, issuer} of a deflated request."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found = etree.fromstring(zlib.decompress(base64.b64decode(encoded), -15), parser)
    issuer = found.findtext(f"{{{SAML}}}Issuer") or ""
    return {
        "id": found.get("ID"),
        "acs": found.get("AssertionConsumerServiceURL"),
        "issuer": issuer.strip(),
    }


def signed_response(
    directory: Directory,
    person: Person,
    asked: dict[str, str],
    *,
    key: SigningKey | None = None,
    **changed: Any,
) -> bytes:
    """A response whose assertion is signed; `changed` replaces values of it by name."""
    values = {
        "name_id": person.subject,
        "audience": asked["issuer"],
        "recipient": asked["acs"],
        "in_response_to": asked["id"],
        "issuer": entity_id(directory),
        "minutes": 5,
        **changed,
    }
    assertion = sign(assertion_text(person, values), key or directory.key)
    return response_text(assertion, values).encode()


def response_text(assertion: str, values: dict[str, Any]) -> str:
    answers = values["in_response_to"]
    said = f' InResponseTo="{answers}"' if answers else ""
    return (
        f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_{secrets.token_hex(16)}" '
        f'Version="2.0" IssueInstant="{_at(0)}" Destination="{values["recipient"]}"{said}>'
        f"<saml:Issuer>{values['issuer']}</saml:Issuer><samlp:Status><samlp:StatusCode "
        'Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
        f"{assertion}</samlp:Response>"
    )


def assertion_text(person: Person, values: dict[str, Any]) -> str:
    """An assertion before it is signed."""
    answers, until = values["in_response_to"], _at(values["minutes"])
    said = f' InResponseTo="{answers}"' if answers else ""
    told = {"email": [person.email], "displayName": [person.name], "groups": person.groups}
    attributes = "".join(
        f'<saml:Attribute Name="{name}">'
        + "".join(f"<saml:AttributeValue>{text(one)}</saml:AttributeValue>" for one in many)
        + "</saml:Attribute>"
        for name, many in told.items()
        if many
    )
    return (
        f'<saml:Assertion xmlns:saml="{SAML}" ID="_{secrets.token_hex(16)}" Version="2.0" '
        f'IssueInstant="{_at(0)}"><saml:Issuer>{values["issuer"]}</saml:Issuer><saml:Subject>'
        f'<saml:NameID Format="{_PERSISTENT}">{values["name_id"]}</saml:NameID>'
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
        f'<saml:SubjectConfirmationData NotOnOrAfter="{until}" '
        f'Recipient="{values["recipient"]}"{said}/></saml:SubjectConfirmation></saml:Subject>'
        f'<saml:Conditions NotBefore="{_at(-5)}" NotOnOrAfter="{until}"><saml:AudienceRestriction>'
        f"<saml:Audience>{values['audience']}</saml:Audience></saml:AudienceRestriction>"
        f'</saml:Conditions><saml:AuthnStatement AuthnInstant="{_at(0)}"><saml:AuthnContext>'
        "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
        "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
        f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"
    )


def sign(assertion: str, key: SigningKey) -> str:
    """The assertion with its own signature in it, after its issuer."""
    from importlib import import_module

    from lxml import etree

    # Its stubs do not know what its modules export.
    xmlsec: Any = import_module("xmlsec")

    root = etree.fromstring(assertion)
    signature = xmlsec.template.create(
        root, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds"
    )
    root.insert(1, signature)
    reference = xmlsec.template.add_reference(
        signature, xmlsec.Transform.SHA256, uri=f"#{root.get('ID')}"
    )
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key.pem, xmlsec.KeyFormat.PEM)
    context.sign(signature)
    return str(etree.tostring(root).decode())


def _at(minutes: float) -> str:
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
