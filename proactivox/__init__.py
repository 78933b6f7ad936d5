"""The wiring: settings, addresses, the timetable, health; nobody imports it."""

from proactivox.lean import import_lean

import_lean()

from proactivox.celery import app as celery_app  # noqa: E402  After what it would bring is shut out.

__all__ = ["celery_app"]
