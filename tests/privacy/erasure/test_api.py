"""Erasures for programs: tried, begun, read; and no other workspace's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.tenancy import inside
from privacy.models import Erasure
from tests.cast import Cast
from tests.privacy.erasure.people import asked, crm, somebody, work
from tests.privacy.requests.test_api import key_of

pytestmark = pytest.mark.django_db


def call(cast: Cast, path: str, body: Any = None, who: str = "alice") -> Any:
    client = Client(headers={"authorization": f"Bearer {key_of(cast, who)}"})
    if body is None:
        return client.get(path)
    return client.post(path, body, content_type="application/json")


def test_a_program_tries_begins_and_reads_an_erasure(cast: Cast) -> None:
    """Statement 53: by API with a dry run that changes nothing; Rival's key finds nothing."""
    dora = somebody()
    source = crm(cast.acme, dora)
    request = asked(cast.acme, dora.email)
    path = f"/api/v1/privacy/requests/{request.pk}/erasures"
    assert call(cast, path).status_code == 404
    tried = call(cast, f"{path}?dry_run=true", {"ids": {str(source.pk): [dora.contact]}})
    assert tried.status_code == 200, tried.content
    parts = {(one["name"], one["state"]): one for one in tried.json()["parts"]}
    assert parts["integrations.lead", "erased"]["rows"] == 1
    assert parts["privacy.datasubjectrequest", "retained"]["ground"]
    with inside(cast.acme):
        assert not Erasure.objects.exists()
    assert call(cast, path, {"ids": {"x": ["1"]}}).status_code == 400
    for wrong, said in (("", []), ("?dry_run=", {}), ("", {"dry_run": "true"})):
        assert call(cast, path + wrong, said).status_code == 400, "nothing is begun by guesswork"
    strange = call(cast, path, {"ids": {str(crm(cast.rival, dora).pk): ["1"]}})
    assert (strange.status_code, strange.json()["code"]) == (403, "no_source")
    for body in (None, {}, {"dry_run": True}):
        assert call(cast, path, body, who="charlie").status_code == 404
    assert call(cast, path, {}).status_code == 201
    assert call(cast, path, {}).status_code == 403, "once for each request"
    work(cast.acme.pk)
    done = call(cast, path).json()
    assert done["finished_at"]
    assert done["certificate"]["signature"]
    assert {one["found_afterwards"] for one in done["parts"] if one["state"] == "erased"} == {0}
