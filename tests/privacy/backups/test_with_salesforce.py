"""A person of a real Salesforce is erased; a restored backup and a sync bring nobody back."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.crypto import forget_keys
from accounts.tenancy import inside
from integrations.models import Lead, StreamState
from integrations.services import request_sync
from privacy.erasure.services import begin_erasure
from privacy.models import Erasure
from proactivox.embedded.cluster import OPS_URL
from sandbox.serving import Running
from tests.cast import make_cast
from tests.databases import FreshDatabase
from tests.integrations.connecting import connect, use_sandbox
from tests.integrations.salesforce.test_people_written import Desk
from tests.integrations.working import work_off
from tests.privacy.erasure.people import asked, work
from tests.server_addresses import run_cluster


@pytest.mark.torture
@pytest.mark.long
def test_backup_erase_restore_replay_sync(
    fresh_database: FreshDatabase,
    salesforce_process: Running,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Statements 47, 48: red after the restore; replayed, and synced in full, nobody is there."""
    forget_keys()
    monkeypatch.setenv(OPS_URL, run_cluster().ops_url(fresh_database.name))
    monkeypatch.setattr("privacy.ledger.state._COMMITTING", timedelta(0))
    settings.BACKUP_DIR, settings.PRIVATE_FILES_DIR = str(tmp_path / "b"), str(tmp_path / "u")
    salesforce_process.control.reset(grants=True)
    use_sandbox(settings, salesforce_process)
    cast = make_cast()
    source = connect(cast.acme, cast.alice)
    assert work_off(cast.acme.pk)[-1] == "done"
    desk = Desk(source, salesforce_process.control)
    desk.choose("never")

    def stored() -> bool:
        with inside(cast.acme):
            return Lead.objects.filter(external_id=desk.lead["Id"]).exists()

    assert stored()
    call_command("backup", stdout=StringIO())
    (backup,) = (tmp_path / "b").iterdir()
    request = asked(cast.acme, desk.lead["Email"])
    with inside(cast.acme):
        begin_erasure(request_id=request.pk, ids={})
    assert work(cast.acme.pk) == "done"
    assert not stored()

    call_command("restore", str(backup), replace=True, stdout=StringIO())
    assert stored()
    with inside(cast.acme):
        assert not Erasure.objects.exists()
    assert "replay_erasures" in Client().get("/readyz").json()["erasures"]
    call_command("replay_erasures", stdout=StringIO())
    assert Client().get("/readyz").json()["erasures"] == "ok"
    assert not stored()

    salesforce_process.control.settings(clock_offset=1200.0)
    with inside(cast.acme):
        StreamState.objects.update(cursor=None)
        request_sync(source_id=source.pk)
    assert work_off(cast.acme.pk)[-1] == "done"
    assert not stored()
