"""What the sandbox's Salesforce holds, beside what was loaded of it."""

from __future__ import annotations

from typing import Any

from integrations.models import Source
from sandbox.control.client import Control
from tests.integrations.salesforce.comparing import differences as _differences


def differences(source: Source, control: Control) -> dict[str, Any]:
    """{} when every row is the same; inside the workspace."""
    return _differences(source, control)


def make_slow(control: Control, source: Source) -> None:
    """Many small pages, each of which takes a while; inside the workspace."""
    Source.objects.filter(pk=source.pk).update(options=source.options | {"bulk_from": 50})
    control.settings(bulk_page_rows=60)
    control.fault("delay", path=r"/jobs/query/750\w+/results", times=-1, seconds=0.1)
