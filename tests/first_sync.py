"""Acme's first syncs, made once a process; tests begin after one, in a transaction of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from integrations.connectors.hubspot import limits
from proactivox.embedded.databases import drop_database
from sandbox.serving import Running
from tests.aliases import aliases_at
from tests.cast import make_cast
from tests.databases import own_database
from tests.integrations.connecting import connect, use_sandbox
from tests.integrations.working import work_off
from tests.server_addresses import run_cluster, worker_name

# An account of HubSpot whose index shows changes at once.
UNLIMITED = {"search_limit": 1000, "index_delay": 0.0}


@pytest.fixture(scope="session")
def first_sync_database(
    template_database: str, salesforce_process: Running, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The name of a database where Acme's Salesforce is connected and read."""
    with django_db_blocker.unblock(), _database("first_sync", template_database) as name:
        _read(name, salesforce_process, "salesforce")
        salesforce_process.control.keep_grants()
        yield name


@pytest.fixture(scope="session")
def hubspot_database(
    template_database: str, salesforce_process: Running, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The same of Acme's HubSpot."""
    with django_db_blocker.unblock(), _database("hubspot", template_database) as name:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(limits, "_SEARCHES_A_SECOND", 1000)
            _read(name, salesforce_process, "hubspot")
        salesforce_process.control.post("/hubspot/grants/keep")
        yield name


@pytest.fixture
def after_first_sync(
    first_sync_database: str, salesforce: Running, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Instead of `db`: the same, with all that the test does undone at its end."""
    salesforce.control.bring_back_grants()
    with django_db_blocker.unblock(), aliases_at(first_sync_database), _undone():
        yield


@pytest.fixture
def after_hubspot(
    hubspot_database: str, salesforce: Running, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The same after HubSpot's."""
    salesforce.control.post("/hubspot/grants/bring_back")
    with django_db_blocker.unblock(), aliases_at(hubspot_database), _undone():
        yield


@contextmanager
def _database(name: str, template: str) -> Iterator[str]:
    own = f"{name}_{worker_name()}"
    own_database(own, template)
    yield own
    drop_database(run_cluster().admin_url, own)


def _read(name: str, sandbox: Running, connector: str) -> None:
    sandbox.control.reset(grants=True)
    sandbox.control.post("/hubspot/settings", UNLIMITED)
    with aliases_at(name), _sandbox_settings(sandbox):
        cast = make_cast()
        connect(cast.acme, cast.alice, connector)
        assert work_off(cast.acme.pk)[-1] == "done"


@contextmanager
def _undone() -> Iterator[None]:
    atomic = transaction.atomic()
    # As Django's TestCase does it: what asks for an outermost transaction has one inside of it.
    atomic._from_testcase = True  # type: ignore[attr-defined]
    with atomic:
        yield
        transaction.set_rollback(True)


def _sandbox_settings(running: Running) -> override_settings:
    asked = SimpleNamespace(VENDORS=settings.VENDORS)
    use_sandbox(asked, running)
    return override_settings(**vars(asked))
