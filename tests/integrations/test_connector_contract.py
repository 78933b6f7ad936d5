"""What every connector has to be and to do, over real HTTP against its look-alike.

One alone: pytest tests/integrations/test_connector_contract.py -k google_ads
"""

from __future__ import annotations

import ast
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps

from accounts.models import Job
from accounts.tenancy import inside
from integrations import connectors
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Connector, Entities, Family, Reports
from integrations.facts.writers import WRITERS
from integrations.models import (
    Campaign,
    CampaignDay,
    ControlledDay,
    ControlTotal,
    Credential,
    Source,
    StreamState,
    SyncRun,
    SyncSlice,
)
from integrations.services import request_sync, sweeps
from integrations.services.controls import can_be_controlled
from integrations.services.sources import BACKFILL, SYNC
from sandbox.serving import Running
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.integrations.connecting import connect, use_sandbox, vendor_environment
from tests.integrations.controlling import first_look
from tests.integrations.killing import finish, kept_pages, kill_after
from tests.integrations.working import work_off

KEYS = sorted(CONNECTORS)
MONTHS = 2
FOLDER = Path(connectors.__file__).parent
INSIDES = {"__init__.py", "client.py", "connector.py", "mapping.py", "streams.py"}
# A mapping is pure: it sees no database, no network, no settings and no clock.
PURE: tuple[str, ...] = (
    "__future__",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "typing",
    "enum",
    "csv",
)
PURE += ("io", "re", "itertools", "functools", "integrations.connectors", "integrations.facts")
pytestmark = pytest.mark.parametrize("key", KEYS)


def truth_of(key: str) -> ModuleType:
    """tests/integrations/<key>/truth.py: differences(source, control), make_slow(control, source).

    Optional: PAYLOADS, pairs of (callable, recorded payload) whose answer must be worth something.
    """
    return import_module(f"tests.integrations.{key}.truth")


@pytest.fixture
def short_history(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports of a few months instead of years; truth.py compares from tests' read_from() on."""
    connector = CONNECTORS[key]
    if isinstance(connector.engine, Reports):
        streams = tuple(replace(s, history_months=MONTHS) for s in connector.engine.streams)
        engine = replace(connector.engine, streams=streams)
        monkeypatch.setitem(CONNECTORS, key, replace(connector, engine=engine))


def test_its_folder_has_the_same_insides(key: str) -> None:
    found = {path.name for path in (FOLDER / key).glob("*.py")}
    assert found >= INSIDES, INSIDES - found
    assert CONNECTORS[key].key == key
    assert "oauth.py" in found or "google" in key


def test_its_mapping_is_pure(key: str) -> None:
    tree = ast.parse((FOLDER / key / "mapping.py").read_text())
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.startswith(PURE), f"{key}/mapping.py imports {name}"
    for read, payload in getattr(truth_of(key), "PAYLOADS", ()):
        assert read(payload) == read(payload)
        assert read(payload) is not None


def test_it_says_whom_it_speaks_to(key: str) -> None:
    connector = CONNECTORS[key]
    assert connector.recipients
    for recipient in connector.recipients:
        assert recipient.hosts
        assert "*" not in recipient.hosts
        assert recipient.purpose
        assert recipient.allows_sandbox


def test_each_stream_names_cursor_window_and_write(key: str) -> None:
    connector = CONNECTORS[key]
    assert connector.engine.streams
    if isinstance(connector.engine, Entities):
        _records_are_named(connector.engine)
    else:
        _reports_are_named(connector)


def _records_are_named(engine: Entities) -> None:
    for stream in engine.streams:
        assert stream.stamp
        columns = {
            field.name for field in apps.get_model("integrations", stream.model)._meta.fields
        }
        assert {column.target for column in stream.columns} <= columns


def _reports_are_named(connector: Connector) -> None:
    engine = connector.engine
    assert not isinstance(engine, Entities)
    assert connector.accounts is not None
    assert connector.account_word
    assert engine.totals is not None or connector.family is not Family.ADS
    for stream in engine.streams:
        assert stream.write in WRITERS
        assert 1 <= stream.settles_days <= stream.window_days
        assert stream.days_per_request >= 1
        assert stream.history_months >= 1
        assert stream.fields


@pytest.mark.django_db
def test_a_sync_loads_what_is_there_and_a_second_one_changes_nothing(
    key: str, cast: Cast, vendors: Running, short_history: None
) -> None:
    source = connect(cast.acme, cast.alice, key)
    read_all(cast, source)
    with inside(cast.acme):
        assert truth_of(key).differences(source, vendors.control) == {}
        assert sum(StreamState.objects.values_list("rows", flat=True)) > 0
        before = stored(source)
        assert request_sync(source_id=source.pk) is not None
    read_all(cast, source)
    with inside(cast.acme):
        assert stored(source) == before
        assert SyncRun.objects.exclude(kind="backfill").count() == 2
    compare_sums(cast, key)
    with inside(cast.rival):
        for model in (Source, Credential, SyncRun, SyncSlice, StreamState, Campaign, CampaignDay):
            assert not model.objects.exists(), model
        assert not ControlTotal.objects.exists()
        assert not ControlledDay.objects.exists()


def compare_sums(cast: Cast, key: str) -> None:
    """Where the vendor tells sums, tonight's control finds them equal to what was read."""
    if not can_be_controlled(CONNECTORS[key]):
        assert sweeps.request_controls() == 0
        return
    # Some vendors count requests by the second, and a sync has just made some.
    time.sleep(1.1)
    assert first_look(cast) == ["done"]
    with inside(cast.acme):
        totals = list(ControlTotal.objects.all())
        assert {one.days for one in totals} == {7, 30}
        assert [one for one in totals if not one.is_equal] == []
        if isinstance(CONNECTORS[key].engine, Reports):
            assert sum(sum(one.theirs.values()) for one in totals) > 0


def read_all(cast: Cast, source: Source) -> None:
    """Sync, then the months before; every run ends well."""
    work_off(cast.acme.pk, task="sync_source")
    work_off(cast.acme.pk, task="backfill_source")
    with inside(cast.acme):
        for run in SyncRun.objects.filter(source=source):
            assert (run.state, run.error_text) == ("succeeded", "")
        assert not Job.objects.filter(task=BACKFILL, state="queued").exists()


def stored(source: Source) -> dict[str, Any]:
    """All rows of a source that a sync may write, with the moments at which they were read."""
    models = apps.get_app_config("integrations").get_models()
    skipped = {"Source", "Credential", "SyncRun", "SyncSlice", "StreamState"}
    return {
        model.__name__: sorted(map(str, model._default_manager.filter(source=source).values()))
        for model in models
        if model.__name__ not in skipped and "source" in {f.name for f in model._meta.fields}
    }


@pytest.mark.torture
def test_a_killed_worker_loses_and_repeats_nothing(
    key: str,
    fresh_database: FreshDatabase,
    salesforce_process: Running,
    settings: Any,
    short_history: None,
) -> None:
    salesforce_process.control.reset(grants=True)
    use_sandbox(settings, salesforce_process)
    settings.JOB_LEASE_SECONDS = 2
    cast = make_cast()
    source = connect(cast.acme, cast.alice, key)
    with inside(cast.acme):
        truth_of(key).make_slow(salesforce_process.control, source)
        job_id = Job.objects.get(task=SYNC).pk
    env = fresh_database.env | vendor_environment(salesforce_process)
    env |= {"DJANGO_SETTINGS_MODULE": "proactivox.settings", "JOB_LEASE_SECONDS": "2"}
    kill_after(env, cast.acme.pk, job_id, pages=2)
    with inside(cast.acme):
        assert SyncRun.objects.get().state == "running"
        assert SyncSlice.objects.filter(finished_at=None).exists()
    assert kept_pages(cast.acme.pk) >= 2
    salesforce_process.control.clear_faults()
    finish(cast.acme.pk, job_id)
    work_off(cast.acme.pk, task="backfill_source")
    with inside(cast.acme):
        assert {run.state for run in SyncRun.objects.all()} == {"succeeded"}
        assert truth_of(key).differences(source, salesforce_process.control) == {}


def test_people_are_asked_about_where_they_are_known_by_name_alone(key: str) -> None:
    """53: a CRM says what it can do about one person; ad platforms and web analytics hold none."""
    connector = CONNECTORS[key]
    desk = connector.people_desk
    assert (desk is not None) == (connector.family is Family.CRM)
    if desk is not None:
        assert set(desk.persons) <= set(desk.kinds)
