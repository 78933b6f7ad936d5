"""What pages say of a source is part of their answers: a browser that kept one asks again."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import Workspace
from accounts.tenancy import inside
from integrations.models import Source
from integrations.services import (
    disconnect_source,
    pause_source,
    rename_source,
    resume_source,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DEEDS: dict[str, Callable[[UUID], None]] = {
    "pause": lambda pk: pause_source(source_id=pk),
    "resume": lambda pk: resume_source(source_id=pk),
    "rename": lambda pk: rename_source(source_id=pk, name="Nordic"),
    "disconnect": lambda pk: disconnect_source(source_id=pk),
}


@pytest.mark.parametrize("name", DEEDS)
def test_an_answer_that_a_browser_kept_is_old_after_a_change_of_its_source(
    cast: Cast, name: str
) -> None:
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="Acme")
    alice = Client()
    alice.force_login(cast.alice)
    data = "/w/acme/overview/data"
    kept = {"If-None-Match": alice.get(data)["ETag"]}
    assert alice.get(data, headers=kept).status_code == 304
    with inside(cast.acme):
        DEEDS[name](source.pk)
    assert alice.get(data, headers=kept).status_code == 200
    assert Workspace.objects.get(pk=cast.rival.pk).data_version == 0
