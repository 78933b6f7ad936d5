"""The map of personal data names every file that an upload leaves on the disk."""

from fnmatch import fnmatch

import pytest

import integrations.personal_data
from accounts.subjects import Personal
from integrations.files import store
from integrations.files.fields import Kind
from integrations.files.guessing import guess_columns
from privacy import manifest
from privacy.checks import check_personal_data
from tests.integrations.files.conftest import Importer

pytestmark = pytest.mark.django_db
HEAD = "Day,Campaign,Impressions,Clicks,Amount spent (EUR)\n"


def test_every_file_of_an_upload_is_in_the_map(importer: Importer) -> None:
    rows = [f"2026-03-{day:02},Brand,100,5,{day}.50" for day in range(1, 29)]
    importer(HEAD + "\n".join([*rows, "not a day,Brand,1,1,1"]), allow_rejects=True)
    importer.upload(HEAD + "\n".join(rows), name="waiting.csv")
    mine = (name for name in manifest.files() if name.startswith("integrations/"))
    patterns = [name.removeprefix("integrations/") for name in mine]
    found = [path.name for path in store.folder(importer.cast.acme.pk).iterdir()]
    used = {next((p for p in patterns if fnmatch(name, p)), name) for name in found}
    assert used == set(patterns)


def test_the_map_promises_what_the_sweep_does() -> None:
    rejects = manifest.files()["integrations/*.rejects"]
    assert isinstance(rejects, Personal)
    assert f"{store.REJECTS_DAYS} days" in rejects.retention


def test_a_file_without_its_reasons_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Personal("pd:Name", "user", "the person", "read it", "instruction", retention="")
    monkeypatch.setattr(integrations.personal_data, "FILES", {"*.txt": bare})
    found = [error.msg for error in check_personal_data(None)]
    assert "files.integrations/*.txt is classified without retention." in found


def test_a_danish_export_finds_its_columns() -> None:
    header = ("Dato", "Kampagne", "Klik", "Udgift")
    found = guess_columns(Kind.PERFORMANCE, header)
    assert {found[name] for name in ("date", "campaign", "clicks", "spend")} == set(header)
