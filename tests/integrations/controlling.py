"""Nights of controls, without waiting for them."""

from __future__ import annotations

from django.db.models import F

from accounts.models import Job
from accounts.tenancy import inside
from integrations.services import sweeps
from tests.cast import Cast
from tests.integrations.working import work_off

CONTROL = "integrations.tasks.sync.control_source"


def first_look(cast: Cast) -> list[str]:
    """Tonight's control of Acme's only source, and nothing that it asks for in turn."""
    assert sweeps.request_controls() == 1
    return second_look(cast)


def second_look(cast: Cast) -> list[str]:
    """What is waiting of controls, at once."""
    with inside(cast.acme):
        Job.objects.filter(task=CONTROL, state="queued").update(run_after=F("created_at"))
    return work_off(cast.acme.pk, task="control_source")
