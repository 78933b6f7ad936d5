"""Begins a process as a child of a worker begins, so that what it costs is what a worker costs."""

from __future__ import annotations

import django


def begin_as_worker() -> None:
    """Django is there, and what is loaded by now is left alone by the collector, as it is there."""
    django.setup()
    from proactivox.celery import app, share_memory

    app.loader.import_default_modules()
    share_memory()
