"""A desk with one of ours behind it, and two workspaces that have something to tell."""

import pytest
from django.test import Client

from accounts.models import ConfidantKind, User
from accounts.services.support import admit_confidant, promise_confidentiality
from tests.accounts.conftest import browser as browser
from tests.accounts.test_second_step import set_up
from tests.cast import PASSWORD, Cast, make_cast, make_user
from tests.databases import FreshDatabase


@pytest.fixture
def cast(fresh_database: FreshDatabase, clean_cache: None) -> Cast:
    """The cast with real commits: a second step counts from its commit on."""
    return make_cast()


@pytest.fixture
def erin(cast: Cast) -> User:
    """One of ours, bound to confidentiality."""
    return confidant("erin@proactivox.example", ConfidantKind.STAFF)


def confidant(email: str, kind: ConfidantKind) -> User:
    """A login that is admitted to the desk and has promised confidentiality."""
    from allauth.account.models import EmailAddress

    user = make_user(email, email.partition("@")[0].title())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    admit_confidant(user=user, kind=kind)
    promise_confidentiality(user=user)
    user.refresh_from_db()
    return user


def stepped_in(user: User) -> Client:
    """A browser that has shown a second step."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    set_up(client)
    return client
