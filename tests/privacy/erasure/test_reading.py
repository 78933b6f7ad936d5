"""At night every row is read for whoever was erased, though nobody knows the address any more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent
from accounts.tenancy import inside
from integrations.files import store
from integrations.models import Company
from privacy.erasure.searching import lookups
from privacy.erasure.services import begin_erasure
from privacy.erasure.sweeps import request_readings
from privacy.models import Erasure
from tests.accounts.conftest import Browser
from tests.cast import Cast
from tests.privacy.erasure.people import asked, crm, somebody, work

pytestmark = pytest.mark.django_db


def test_what_no_index_leads_to_is_found_by_reading(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Statement 46: of two who were erased the one who is left somewhere is told, and where."""
    # Every table counts as long, so that the search at once goes by index alone.
    monkeypatch.setattr(lookups, "MOST_READ", 0)
    dora, emil = somebody(), somebody()
    source = crm(cast.acme, dora, emil)
    requests = {one: asked(cast.acme, one.email) for one in (dora, emil)}
    for one in (dora, emil):
        with inside(cast.acme):
            begin_erasure(request_id=requests[one].pk, ids={})
        assert work(cast.acme.pk) == "done"
    with inside(cast.acme):
        assert not Erasure.objects.filter(finished_at=None).exists()
        Company.objects.filter(source=source).update(name=f"Once <{dora.email.upper()}>.")
        _upload_id, stream = store.create_file(cast.acme.pk)
        with stream:
            stream.write(f"name;{dora.email};1\n".encode("utf-16-le"))
    assert request_readings() == 1
    assert work(cast.acme.pk, "read_everything") == "done"
    with inside(cast.acme):
        of_dora, of_emil = (
            Erasure.objects.get(request=requests[one]).search["reading"] for one in (dora, emil)
        )
        assert of_dora["left"] == {"integrations.company": 1, "files": 1}
        assert of_emil["left"] == {}
        assert of_dora["looked"]["tables"] > 60
        assert of_dora["looked"]["sealed"] > 0
        assert AuditEvent.objects.filter(action="erasure.residue").count() == 1
        assert AuditEvent.objects.filter(action="erasure.read").count() == 1
        certificate = Erasure.objects.get(request=requests[dora]).certificate
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(certificate))
    call_command("verify_certificate", str(file))
    assert certificate["content"]["search"]["reading"] == of_dora
    assert dora.token not in file.read_text()
    alice = browser(cast.alice)
    for one, words in ((dora, "integrations.company: 1"), (emil, "Finished: nothing is left")):
        at = f"/w/acme/settings/privacy/requests/{requests[one].pk}/erasure/"
        assert words in alice.get(at).content.decode()
        assert "Every row was read" in alice.get(f"{at}certificate.html").content.decode()
    # Each is read for once.
    assert request_readings() == 0
