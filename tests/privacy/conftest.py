"""What tests of privacy need: browsers that are logged in, and the Danish as it is now."""

import time

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import Browser, danish

__all__ = ["browser", "danish"]


@pytest.fixture
def browser() -> Browser:
    """A browser in which a person is logged in by password, without the page and its queries."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        proof = {"method": "password", "at": time.time(), "email": user.email}
        session["account_authentication_methods"] = [proof]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return log_in
