"""The wiring: settings, addresses, the timetable, health; nobody imports it."""

from proactivox.celery import app as celery_app

__all__ = ["celery_app"]
