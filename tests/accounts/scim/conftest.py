"""A directory that speaks SCIM to Acme, and Acme with a proven domain."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import CompanyDomain, Membership, User, Workspace
from accounts.scim.tokens import make_token
from accounts.tenancy import inside
from tests.cast import Cast

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """Whoever holds a workspace's token."""

    def __init__(self, slug: str, token: str) -> None:
        self.slug, self.token = slug, token

    def ask(self, method: str, path: str, body: Any = None, query: Any = None) -> Any:
        """The answer; its body read as JSON stands in `said`."""
        answer = Client().generic(
            method,
            f"/scim/v2/{self.slug}/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {self.token}"},
            query_params=query,
        )
        answer.said = json.loads(answer.content) if answer.content else None  # type: ignore[attr-defined]
        return answer

    def make(self, user_name: str, **more: Any) -> dict[str, Any]:
        """A person who is there afterwards."""
        answer = self.ask("POST", "Users", {"userName": user_name, **more})
        assert answer.status_code == 201, answer.said
        said: dict[str, Any] = answer.said
        return said

    def patch(self, path: str, *operations: Any) -> Any:
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def find(self, name: str) -> list[dict[str, Any]]:
        query = {"filter": f'userName eq "{name}"'}
        found: list[dict[str, Any]] = self.ask("GET", "Users", query=query).said["Resources"]
        return found


def directory_of(workspace: Workspace, owner: User) -> Directory:
    """One with a new token of the workspace."""
    member = Membership.objects.get(workspace=workspace, user=owner)
    with inside(workspace):
        return Directory(workspace.slug, make_token(days=30, by=member).secret)


@pytest.fixture
def acmes(cast: Cast) -> Directory:
    CompanyDomain.objects.create(
        workspace=cast.acme, name="acme.example", token="t" * 40, verified_at=timezone.now()
    )
    return directory_of(cast.acme, cast.alice)
