"""The Celery application and its whole timetable."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proactivox.settings")

app = Celery("proactivox")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ("accounts.jobs.celery_tasks",)


@app.on_after_configure.connect
def set_timetable(sender: Celery, **kwargs: Any) -> None:
    """What beat sends and how often; everything else is a job's own `run_after`."""
    from django.conf import settings

    sender.conf.beat_schedule = {
        "sweep jobs": {
            "task": "accounts.sweep_jobs",
            "schedule": settings.JOB_SWEEP_SECONDS,
            "options": {"queue": "dispatch", "expires": 30},
        },
    }


@task_prerun.connect
@task_postrun.connect
def stand_outside(**kwargs: Any) -> None:
    """A worker enters and leaves each task outside of every workspace."""
    from accounts.tenancy import current_workspace_id

    if current_workspace_id() is not None:
        raise RuntimeError("A task left its worker inside a workspace.")
