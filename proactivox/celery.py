"""The Celery application and its whole timetable."""

import gc
import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import task_postrun, task_prerun, worker_before_create_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proactivox.settings")
# `manage.py migrate` has checked; a worker would read every page and every form for it, 40 MB.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("proactivox", task_cls="proactivox.deep_calls:DeepTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = ("accounts.jobs.celery_tasks",)

# Walks over all workspaces, each one service; the moments are UTC. Nothing is lost by one that is
# missed, and nothing done twice by two clocks: the next finds what is left to do.
SWEEPS = {
    "enquiries.site.health.measure_health": crontab(minute="*/5"),
    "integrations.services.lateness.count_late_sources": crontab(minute="47"),
    "proactivox.desk.refreshing.refresh_standings": crontab(minute="*/5"),
    "integrations.services.sweeps.request_missed_syncs": crontab(minute="7"),
    "analytics.services.sweeps.mend_rollups": crontab(minute="37"),
    "analytics.services.settling.request_learning": crontab(minute="53"),
    "analytics.budgets.telling.judge_every_budget": crontab(hour="5", minute="31"),
    "analytics.annotations.keeping.forget_annotations": crontab(hour="2", minute="56"),
    "analytics.services.watching.request_evaluations": crontab(minute="33"),
    "analytics.automations.running.request_runs": crontab(minute="3"),
    "analytics.automations.keeping.forget_previews": crontab(hour="2", minute="26"),
    "analytics.services.trying.forget_trials": crontab(hour="2", minute="24"),
    "analytics.dashboards.keeping.forget_dashboards": crontab(hour="2", minute="57"),
    "analytics.reporting.sweeps.request_reports": crontab(minute="*/5"),
    "analytics.reporting.sweeps.forget_sent": crontab(hour="2", minute="36"),
    "analytics.reports.keeping.forget_reports": crontab(hour="2", minute="58"),
    "analytics.sharing.keeping.forget_links": crontab(hour="2", minute="59"),
    "integrations.services.sweeps.request_censuses": crontab(hour="1", minute="41"),
    "integrations.services.sweeps.request_controls": crontab(hour="3", minute="11"),
    "integrations.services.sweeps.request_formulas": crontab(hour="4", minute="11"),
    "integrations.services.sweeps.forget_certificates": crontab(hour="2", minute="41"),
    "integrations.services.sweeps.delete_old_files": crontab(hour="2", minute="11"),
    "privacy.requests.sweeps.remind_of_requests": crontab(hour="5", minute="11"),
    "privacy.requests.sweeps.remind_of_passing": crontab(hour="5", minute="17"),
    "privacy.requests.silence.pass_on_silent": crontab(minute="3"),
    "privacy.registers.sweeps.remind_of_entries": crontab(minute="17"),
    "privacy.retention.sweeps.request_retention": crontab(hour="1", minute="11"),
    "privacy.retention.sweeps.forget_holds": crontab(hour="2", minute="51"),
    "privacy.registers.sweeps.forget_entries": crontab(hour="2", minute="49"),
    "privacy.requests.sweeps.forget_requests": crontab(hour="2", minute="47"),
    "enquiries.tickets.sweeps.close_quiet_tickets": crontab(hour="5", minute="23"),
    "enquiries.tickets.sweeps.forget_tickets": crontab(hour="2", minute="19"),
    "accounts.sso.domains.check_domains": crontab(hour="4", minute="17"),
    "accounts.sso.connections.warn_of_certificates": crontab(hour="4", minute="23"),
    "accounts.services.sweeps.forget_invitations": crontab(hour="2", minute="17"),
    "enquiries.newsletters.sweeps.forget_subscribers": crontab(hour="2", minute="33"),
    "accounts.services.sweeps.forget_reasons": crontab(hour="2", minute="20"),
    "accounts.services.sweeps.forget_receipts": crontab(hour="2", minute="22"),
    "accounts.telling.escalating.sweeps.escalate_untaken": crontab(minute="*/5"),
    "accounts.telling.mailing.planning.ring_due": crontab(minute="*/5"),
    "accounts.telling.sweeps.forget_told": crontab(hour="2", minute="24"),
    "accounts.services.sweeps.forget_numbers": crontab(hour="2", minute="21"),
    "accounts.services.sweeps.forget_jobs": crontab(hour="2", minute="23"),
    "accounts.services.sweeps.forget_sessions": crontab(hour="2", minute="29"),
    "privacy.erasure.sweeps.erase_held": crontab(hour="2", minute="59"),
    "privacy.erasure.sweeps.request_readings": crontab(hour="3", minute="29"),
    "privacy.access.sweeps.forget_packages": crontab(hour="2", minute="53"),
    "accounts.services.sweeps.forget_logins": crontab(hour="2", minute="31"),
    "accounts.services.sweeps.forget_readings": crontab(hour="2", minute="35"),
    "privacy.ledger.replaying.settle_ledger": crontab(minute="23"),
    "integrations.services.sweeps.disconnect_closed": crontab(hour="1", minute="11"),
    "privacy.closing.sweeps.erase_closed_workspaces": crontab(hour="4", minute="41"),
    "privacy.closing.sweeps.forget_exports": crontab(hour="2", minute="53"),
    "privacy.rectifications.holdings.forget_rectifications": crontab(hour="2", minute="53"),
    "privacy.restrictions.sweeps.forget_restrictions": crontab(hour="2", minute="51"),
    "privacy.consent.sweeps.forget_usage": crontab(hour="2", minute="43"),
    "privacy.consent.sweeps.forget_proof": crontab(hour="2", minute="44"),
    "privacy.policies.sweeps.publish_texts": crontab(hour="2", minute="48"),
    "privacy.policies.sweeps.announce_versions": crontab(minute="31"),
    "privacy.policies.sweeps.ask_again": crontab(hour="6", minute="17"),
    "privacy.policies.sweeps.forget_unconfirmed": crontab(hour="2", minute="52"),
    "enquiries.bookings.sweeps.free_stale": crontab(minute="*/5"),
    "enquiries.bookings.sweeps.remind_of_demos": crontab(minute="27"),
    "enquiries.bookings.sweeps.forget_bookings": crontab(hour="2", minute="37"),
    "enquiries.bookings.waiting.sweeps.tell_times_open": crontab(minute="*/10"),
    "enquiries.bookings.waiting.sweeps.forget_waiters": crontab(hour="2", minute="38"),
    "enquiries.webinars.sweeps.free_stale": crontab(minute="13"),
    "enquiries.webinars.sweeps.remind_of_webinars": crontab(minute="*/5"),
    "enquiries.webinars.sweeps.forget_registrations": crontab(hour="2", minute="39"),
    "billing.services.reconciling.request_comparison": crontab(hour="3", minute="41"),
    "billing.services.using.measure_usage": crontab(hour="0", minute="19"),
    "billing.services.dunning.remind_of_payment": crontab(minute="43"),
    "billing.services.ending.request_endings": crontab(minute="47"),
    "billing.services.ending.request_contacts": crontab(hour="3", minute="47"),
    "billing.services.ending.end_left": crontab(hour="4", minute="53"),
    "billing.services.sweeps.forget_events": crontab(hour="2", minute="25"),
    "billing.services.sweeps.forget_customers": crontab(hour="2", minute="27"),
    "billing.services.sweeps.forget_contacts": crontab(hour="2", minute="28"),
    "accounts.webhooks.streaming.ring_streams": crontab(minute="*/10"),
    "proactivox.observing.alarms.raise_alarms": crontab(minute="*/5"),
    "accounts.anchors.keeping.anchor_heads": crontab(hour="0", minute="23"),
    "accounts.access_log.sweeps.forget_access": crontab(hour="2", minute="26"),
    "analytics.exporting.writing.forget_exports": crontab(minute="29"),
    "accounts.api_keys.repeating.forget_answers": crontab(minute="21"),
    "accounts.webhooks.sweeps.forget_deliveries": crontab(hour="2", minute="25"),
    "privacy.services.keep_records": crontab(hour="2", minute="47"),
}


@app.on_after_configure.connect
def set_timetable(sender: Celery, **kwargs: Any) -> None:
    """What beat sends and how often; everything else is a job's own `run_after`."""
    from django.conf import settings

    ring = {
        "task": "accounts.sweep_jobs",
        "schedule": settings.JOB_SWEEP_SECONDS,
        "options": {"queue": "dispatch", "expires": 30},
    }
    walks = {
        service: {
            "task": "proactivox.walk",
            "args": (service,),
            "schedule": moment,
            "options": {"queue": "bulk", "expires": 3000},
        }
        for service, moment in SWEEPS.items()
    }
    sender.conf.beat_schedule = {"sweep jobs": ring, **walks}


@app.task(name="proactivox.walk", ignore_result=True)
def walk(service: str) -> None:
    """Call one service of the timetable, and no other."""
    from django.utils.module_loading import import_string

    from proactivox.observing.alarms import note_sweep

    if service not in SWEEPS:
        raise LookupError(f"{service!r} is not in the timetable.")
    import_string(service)()
    note_sweep(service)


@app.task(name="proactivox.refresh_workspace", ignore_result=True)
def refresh_workspace(workspace_id: str) -> None:
    """Write down how one workspace stands, for the desk, where it is still there."""
    from uuid import UUID

    from accounts.models import Workspace
    from proactivox.desk.asking import begin
    from proactivox.desk.refreshing import refresh_standing

    place = UUID(workspace_id)
    begin(place)
    if Workspace.objects.filter(pk=place).exists():
        refresh_standing(place)


@task_prerun.connect
@task_postrun.connect
def stand_outside(**kwargs: Any) -> None:
    """A worker enters and leaves each task outside of every workspace."""
    from accounts.tenancy import current_workspace_id

    if current_workspace_id() is not None:
        raise RuntimeError("A task left its worker inside a workspace.")


@worker_before_create_process.connect
def share_memory(**kwargs: Any) -> None:
    """What is loaded by now is left alone by the children's collectors, and so stays shared."""
    gc.collect()
    gc.freeze()
