"""Work in the background: what runs, what waits, what failed and why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.jobs.registry import title_of
from accounts.models import Job, JobState
from accounts.permissions import Permission
from accounts.selectors import job_counts, jobs
from accounts.services.jobs import cancel_job, retry_job

_PAGE = 25
_TONES = {"running": "info", "done": "good", "dead": "bad"}


@require_safe
@requires(Permission.MANAGE_JOBS)
def jobs_page(request: MemberRequest) -> HttpResponseBase:
    """The jobs of one state or all, newest first."""
    state = request.GET.get("state", "")
    page = Paginator(jobs(state), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(job) for job in page],
        "tabs": _tabs(request, state),
    }
    return render(request, "accounts/jobs.html", context)


@require_POST
@requires(Permission.MANAGE_JOBS)
def retry(request: MemberRequest, job_id: UUID) -> HttpResponseBase:
    """Try a dead job again."""
    if retry_job(job=_job(job_id)):
        messages.success(request, _("It is tried again."))
    else:
        messages.info(request, _("It was not tried again: the same work waits or runs already."))
    return redirect("accounts:jobs", slug=request.workspace.slug)


@require_POST
@requires(Permission.MANAGE_JOBS)
def cancel(request: MemberRequest, job_id: UUID) -> HttpResponseBase:
    """Stop a job that waits or runs."""
    if cancel_job(job=_job(job_id)):
        messages.success(request, _("It is stopped; what it had finished stays."))
    else:
        messages.info(request, _("It had ended already."))
    return redirect("accounts:jobs", slug=request.workspace.slug)


def _job(job_id: UUID) -> Job:
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise Http404("No such job.")
    return job


def _row(job: Job) -> dict[str, Any]:
    return {
        "job": job,
        "title": _(title_of(job.task)),
        "state": state_labels()[job.state],
        "why": _(job.last_error) if job.last_error else "",
        "tone": _TONES.get(job.state, "none"),
        "is_running": job.state == JobState.RUNNING,
        "may_retry": job.state in (JobState.DEAD, JobState.CANCELLED),
        "may_cancel": job.state in (JobState.QUEUED, JobState.RUNNING),
    }


def state_labels() -> dict[str, str]:
    """The states in words."""
    return {
        "running": _("Running"),
        "queued": _("Waiting"),
        "dead": _("Failed"),
        "done": _("Done"),
        "cancelled": _("Stopped"),
    }


def _tabs(request: MemberRequest, current: str) -> list[dict[str, Any]]:
    counts = job_counts()
    url = reverse("accounts:jobs", kwargs={"slug": request.workspace.slug})
    tabs = [{"label": _("All"), "url": url, "is_current": current not in JobState.values}]
    for state, label in state_labels().items():
        tabs.append(
            {
                "label": label,
                "url": f"{url}?state={state}",
                "is_current": state == current,
                "count": counts.get(state, 0),
            }
        )
    return tabs
