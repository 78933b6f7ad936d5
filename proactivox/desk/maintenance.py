"""Planned work: a form for a window, those that are to come or run, and those that are over."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import Trouble
from accounts.models import Effect, Maintenance
from accounts.services.maintenance import LONGEST_BEFORE, end_maintenance, plan_maintenance
from proactivox.desk.fields import Moment, Words, label_of
from proactivox.desk.site import desk

_MOST_OVER = 20
_PAGE = "admin:desk_maintenance"


class WindowForm(forms.Form):
    """From when to when, what is said of it, and what it takes away."""

    starts_at = Moment(label="Starts (UTC)")
    ends_at = Moment(label="Ends (UTC)")
    hours_before = forms.IntegerField(
        label="Told of from so many hours before", min_value=0, max_value=LONGEST_BEFORE, initial=48
    )
    text_en = Words(label="What we do, in English", max_length=300, rows=2)
    text_da = Words(label="What we do, in Danish", max_length=300, rows=2)
    effect = forms.ChoiceField(
        label="What it takes away",
        choices=Effect.choices,
        help_text="Background work goes on in any case, unless you stop the workers.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def maintenance(request: Any) -> HttpResponseBase:
    """All windows; a form that is sent plans one."""
    form = WindowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            plan_maintenance(by=request.user.pk, **form.cleaned_data)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, "Planned. Every page tells of it in time.")
            return redirect(_PAGE)
    context = {**desk.each_context(request), "title": "Maintenance", "form": form, **_windows()}
    return TemplateResponse(request, "desk/maintenance.html", context)


@require_POST
def end(request: Any, maintenance_id: UUID) -> HttpResponseBase:
    """Take back one that is to come, or end one that runs."""
    if end_maintenance(maintenance_id=maintenance_id, by=request.user.pk):
        messages.success(request, "Ended. Everybody follows within ten seconds.")
    else:
        messages.info(request, "It was over already.")
    return redirect(_PAGE)


def _windows() -> dict[str, Any]:
    now = timezone.now()
    rows = Maintenance.objects.order_by("-starts_at")
    going = rows.filter(ended_at=None, ends_at__gt=now)
    over = rows.exclude(ended_at=None, ends_at__gt=now)[:_MOST_OVER]
    lines = [
        {
            "row": row,
            "effect": label_of(Effect.choices, row.effect),
            "state": "Runs" if row.starts_at <= now else "To come",
        }
        for row in going
    ]
    return {"going": lines, "over": over}
