"""Acme's first sync, made once a process; tests begin after it, in a transaction of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from proactivox.embedded.databases import drop_database
from sandbox.serving import Running
from tests.cast import make_cast
from tests.databases import aliases_at, own_database
from tests.integrations.connecting import connect, use_sandbox
from tests.integrations.working import work_off
from tests.server_addresses import run_cluster, worker_name


@pytest.fixture(scope="session")
def first_sync_database(
    template_database: str, salesforce_process: Running, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The name of a database where Acme is connected and read; the sandbox keeps its grants."""
    name = f"first_sync_{worker_name()}"
    salesforce_process.control.reset(grants=True)
    with django_db_blocker.unblock():
        own_database(name, template_database)
        with aliases_at(name), _sandbox_settings(salesforce_process):
            cast = make_cast()
            connect(cast.acme, cast.alice)
            assert work_off(cast.acme.pk)[-1] == "done"
    salesforce_process.control.keep_grants()
    yield name
    drop_database(run_cluster().admin_url, name)


@pytest.fixture
def after_first_sync(
    first_sync_database: str, salesforce: Running, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Instead of `db`: the same, with all that the test does undone at its end."""
    salesforce.control.bring_back_grants()
    with django_db_blocker.unblock(), aliases_at(first_sync_database), _undone():
        yield


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
