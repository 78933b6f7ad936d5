"""A sync brings what Salesforce holds, all of it, and a second one writes nothing."""

from __future__ import annotations

from collections.abc import Callable

from accounts.tenancy import inside
from integrations.models import Source, SyncRun
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences

Sync = Callable[[], list[str]]


def test_a_first_sync_equals_what_salesforce_holds(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    states = sync()
    assert states[-1] == "done", states
    with inside(cast.acme):
        run = SyncRun.objects.get()
        assert (run.state, run.kind, run.error_text) == ("succeeded", "first", "")
        assert differences(connected_source, salesforce.control) == {}
