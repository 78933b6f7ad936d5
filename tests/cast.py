"""The cast: Alice owns Acme, Bob is her marketer, Charlie owns Rival and must see nothing."""

from dataclasses import dataclass
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Role, User, Workspace
from tests.budget import at_length

# Of those who may something and those who may not, one each; the others at length.
ROLES = [
    *(Role.PRIVACY_OFFICER, Role.MARKETER),
    *at_length(Role.OWNER, Role.ADMIN, Role.VIEWER),
]
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """Two workspaces and their people."""

    acme: Workspace
    rival: Workspace
    alice: User
    bob: User
    charlie: User


def make_cast() -> Cast:
    """Everyone, saved, with verified addresses and the same password."""
    acme = Workspace.objects.create(slug="acme", name="Acme", currency="USD")
    rival = Workspace.objects.create(slug="rival", name="Rival", currency="USD")
    alice = _person("Alice", acme, Role.OWNER)
    bob = _person("Bob", acme, Role.MARKETER)
    charlie = _person("Charlie", rival, Role.OWNER)
    return Cast(acme, rival, alice, bob, charlie)


def known_cast() -> Cast:
    """Everyone, where they are stored already."""
    acme, rival = (Workspace.objects.get(slug=slug) for slug in ("acme", "rival"))
    emails = ("alice@acme.example", "bob@acme.example", "charlie@rival.example")
    alice, bob, charlie = (User.objects.get(email=email) for email in emails)
    return Cast(acme, rival, alice, bob, charlie)


def _person(name: str, workspace: Workspace, role: Role) -> User:
    from allauth.account.models import EmailAddress

    email = f"{name.lower()}@{workspace.slug}.example"
    user = make_user(email, name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return user


def make_user(email: str, name: str) -> User:
    """A user with PASSWORD, which argon2 makes slow on purpose and so is hashed once a process."""
    user = User.objects.create_user(email, name=name)
    user.password = _hashed()
    user.save(update_fields=["password"])
    return user


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast inside the test's own transaction."""
    return make_cast()
