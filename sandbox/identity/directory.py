"""Who is in the company's directory, by which key it signs, and what a test turns about it."""

import base64
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

PREFIX = "/identity"
CLIENT_ID, CLIENT_SECRET = "proactivox", "a secret of the company's own"
control: Routes[World] = Routes()


@dataclass
class Person:
    """One of the directory: an id that stays, and what the provider says of them."""

    subject: str
    email: str
    name: str
    groups: tuple[str, ...] = ()
    is_proven: bool = True


def known_people() -> dict[str, Person]:
    """Who is there when the sandbox starts, by address."""
    people = (
        Person("dir-1", "alice@acme.example", "Alice", ("Managers",)),
        Person("dir-2", "bob@acme.example", "Bob", ("Marketing",)),
        Person("dir-3", "charlie@rival.example", "Charlie"),
    )
    return {person.email: person for person in people}


@dataclass
class SigningKey:
    """A key pair with its certificate, made when it is first asked for."""

    name: str
    private: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    @property
    def pem(self) -> bytes:
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def certificate(self, days: int = 400) -> str:
        """A self-signed one in base64, good for so many days."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=days))
            .sign(self.private, hashes.SHA256())
        )
        return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()


class Directory:
    """The provider's state; `tricks` are what it does wrong next, by name."""

    def __init__(self, world: World) -> None:
        self.lock = threading.Lock()
        self.key, self.other_key = SigningKey("identity"), SigningKey("a stranger")
        self.people = known_people()
        self.tricks: dict[str, Any] = {}
        self.codes: dict[str, tuple[dict[str, str], Person]] = {}
        self.origin = world.origins.login + PREFIX

    def reset(self, *, grants: bool) -> None:
        """As it was at the start, but for the keys, which are slow to make."""
        with self.lock:
            self.people, self.tricks, self.codes = known_people(), {}, {}


@control.add("POST", "/_control/identity")
def steer(world: World, request: Request) -> Response:
    """{"people": [{subject, email, name, groups, is_proven}], "tricks": {name: value}}."""
    said, directory = request.json(), world.part(Directory)
    with directory.lock:
        for one in said.get("people", ()):
            person = Person(**{**one, "groups": tuple(one.get("groups", ()))})
            directory.people[person.email] = person
        directory.tricks = said.get("tricks", directory.tricks)
    return json_response({"people": sorted(directory.people)})
