"""Monitors in the browser: the list, one of them, its form, and its trial on the past year."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.limits import allowance
from accounts.national_numbers import holds_number
from accounts.parts import nothing_new
from accounts.permissions import Permission
from accounts.standing import standstill_words
from accounts.underway import is_recent, is_still, mark_of
from analytics.models import (
    AlarmBudget,
    Evaluation,
    Incident,
    Monitor,
    MonitorKind,
    MonitorState,
    MonitorTrial,
    MuteWindow,
)
from analytics.monitors.definition import OF_NUMBERS, Definition, definition_of
from analytics.monitors.forms import MonitorForm, MuteForm, initial_of
from analytics.monitors.suggesting import suggestions
from analytics.pages import monitors as words
from analytics.pages.charts import Choice
from analytics.pages.incidents import incident_row
from analytics.selectors import monitors, monitors_within
from analytics.services import monitors as services

_DAYS_SHOWN = 30


@require_safe
@requires(Permission.VIEW_NUMBERS)
def listing(request: MemberRequest) -> HttpResponseBase:
    """Each monitor and how it stands."""
    slug = request.workspace.slug
    rows = monitors()
    within = {one.pk for one in monitors_within(allowance(request.workspace.pk, "monitors"))}
    frozen = frozenset(one.pk for one in rows if one.pk not in within)
    budget = AlarmBudget.objects.first()
    underway = _underway(rows, budget)
    if is_still(request, underway):
        return nothing_new()
    shown = words.monitor_rows(rows, slug, frozen)
    can_define = Permission.DEFINE_NUMBERS in request.permissions
    context = {
        "rows": shown,
        "tabs": monitor_tabs(slug, "monitors"),
        "suggested": suggestions(request.workspace, rows) if can_define else [],
        "budget": budget,
        "underway": underway,
        "standstill": standstill_words(request.workspace.pk),
        "can_define": can_define,
        "has_unusual": any(one.kind == MonitorKind.ANOMALY for one in rows),
    }
    return render(request, "analytics/monitors.html", context)


def _underway(rows: Iterable[Monitor], budget: AlarmBudget | None) -> str:
    """First looks and a replay that are a matter of moments; "" where none is."""
    new = [one.pk for one in rows if words.is_about_to_look(one)]
    is_replayed = budget is not None and budget.plan is None and is_recent(budget.set_at)
    return mark_of(new, is_replayed) if new or is_replayed else ""


def monitor_tabs(slug: str, current: str) -> list[Any]:
    """Monitors, incidents, quiet days."""
    pages = (
        ("monitors", _("Monitors")),
        ("incidents", _("Incidents")),
        ("mutes", _("Quiet days")),
    )
    return [
        Choice(label, reverse(f"analytics:{name}", kwargs={"slug": slug}), name == current)
        for name, label in pages
    ]


@require_safe
@requires(Permission.VIEW_NUMBERS)
def monitor(request: MemberRequest, monitor_id: UUID) -> HttpResponseBase:
    """What it asks, how it stands, what it found, and each of its days."""
    one, slug = _monitor(monitor_id), request.workspace.slug
    underway = mark_of(one.state) if words.is_about_to_look(one) else ""
    if is_still(request, underway):
        return nothing_new()
    people = [person.get_full_name() if person else "" for person in (one.made_by, one.paused_by)]
    found = Incident.objects.filter(monitor=one).select_related("monitor", "owner")
    days = list(Evaluation.objects.filter(monitor=one).order_by("-day")[:_DAYS_SHOWN])
    usual = words.foretold_by(days)
    told = [(day, words.day_words(day, usual)) for day in days]
    context = {
        "monitor": one,
        "underway": underway,
        "is_new": one.state == MonitorState.NEW,
        "facts": words.monitor_facts(one, request.workspace.time_zone, *people),
        "incidents": [
            incident_row(each, slug, request.workspace.currency)
            for each in found.order_by("-opened_on", "-made_at")[:20]
        ],
        "days": told,
        "foretold_by": words.detector_name(usual),
        "has_notes": any(said.hint for _day, said in told),
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
        "breadcrumbs": [_to_list(slug)],
    }
    return render(request, "analytics/monitors/monitor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_monitor(request: MemberRequest) -> HttpResponseBase:
    """Choose a kind, then say what; numbers are tried on the past year before they are saved."""
    kind = request.GET.get("kind", "")
    if kind not in MonitorKind.values:
        context = {
            "kinds": [
                Choice(str(label), f"?kind={key}", is_current=False, value=str(text))
                for key, (label, text) in words.KINDS.items()
            ],
            "breadcrumbs": [_to_list(request.workspace.slug)],
        }
        return render(request, "analytics/monitors/kinds.html", context)
    tried = _trial(request.GET.get("trial", ""))
    name, asked = "", None
    if tried is not None and tried.asked["kind"] == kind:
        name, asked = str(tried.asked["name"]), services.trial_definition(tried.asked)
    return _form(request, kind, name, asked)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def edit_monitor(request: MemberRequest, monitor_id: UUID) -> HttpResponseBase:
    """Ask something else of the same kind."""
    one = _monitor(monitor_id)
    return _form(request, one.kind, one.name, definition_of(one), one)


def _form(
    request: MemberRequest,
    kind: str,
    name: str,
    asked: Definition | None,
    one: Monitor | None = None,
) -> HttpResponseBase:
    is_sent = request.method == "POST"
    form = MonitorForm(
        request.POST if is_sent else None, kind=kind, initial=initial_of(kind, name, asked)
    )
    if is_sent and form.is_valid() and (wanted := form.definition()):
        return _tried_or_kept(request, form.cleaned_data["name"], wanted, one)
    context = {
        "form": form,
        "kind": words.KINDS[kind],
        "monitor": one,
        "is_tried": kind in OF_NUMBERS,
        "breadcrumbs": [_to_list(request.workspace.slug)],
    }
    return render(request, "analytics/monitors/form.html", context, status=422 if is_sent else 200)


def _tried_or_kept(
    request: MemberRequest, name: str, wanted: Definition, one: Monitor | None
) -> HttpResponseBase:
    slug = request.workspace.slug
    if wanted.is_of_number:
        trial = services.try_monitor(name=name, asked=wanted, monitor_id=one.pk if one else None)
        return redirect("analytics:trial", slug=slug, trial_id=trial.pk)
    if one is not None:
        services.change_monitor(monitor_id=one.pk, name=name, asked=wanted)
    else:
        one = services.create_monitor(name=name, asked=wanted)
    messages.success(request, _("Saved. It looks for the first time in a moment."))
    return redirect(words.monitor_url(slug, one))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def trial(request: MemberRequest, trial_id: UUID) -> HttpResponseBase:
    """What it would have told, while it is counted and after; then keep it or change it."""
    found, slug = _trial(str(trial_id)), request.workspace.slug
    if found is None:
        raise Http404("No such trial.")
    if request.method == "POST":
        one = services.keep_trial(trial_id=trial_id)
        messages.success(request, _("Saved. It looks for the first time in a moment."))
        return redirect(words.monitor_url(slug, one))
    asked = services.trial_definition(found.asked)
    change = f"{reverse('analytics:new_monitor', kwargs={'slug': slug})}?kind={asked.kind}"
    if found.monitor_id:
        where = {"slug": slug, "monitor_id": found.monitor_id}
        change = reverse("analytics:edit_monitor", kwargs=where)
    context = {
        "trial": found,
        "asks": words.asks(asked),
        "result": words.trial_page(found, asked, request.workspace.currency),
        "is_running": found.done_at is None,
        "change_url": change if found.monitor_id else f"{change}&trial={found.pk}",
        "breadcrumbs": [_to_list(slug)],
    }
    return render(request, "analytics/monitors/trial.html", context)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def suggested(request: MemberRequest) -> HttpResponseBase:
    """All monitors that we suggest, in one click."""
    try:
        made = services.add_suggested()
    except Trouble as trouble:
        messages.error(request, f"{trouble} {trouble.advice}".strip())
    else:
        text = ngettext("%(n)d monitor is watching now.", "%(n)d monitors are watching now.", made)
        messages.success(request, text % {"n": made})
    return redirect("analytics:monitors", slug=request.workspace.slug)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def budget(request: MemberRequest) -> HttpResponseBase:
    """At most so many incidents a week."""
    text = request.POST.get("most", "")
    try:
        services.set_alarm_budget(most=int(text) if text.isascii() and text.isdigit() else 0)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("All monitors are tried together now; this takes a minute."))
    return redirect("analytics:monitors", slug=request.workspace.slug)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def pause(request: MemberRequest, monitor_id: UUID) -> HttpResponseBase:
    """Pause with a reason, or look again."""
    one = _monitor(monitor_id)
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    if one.paused_at is not None:
        services.resume_monitor(monitor_id=monitor_id)
        messages.success(request, _("It looks again."))
    elif not reason or holds_number(reason):
        messages.error(request, _("Say in a few words why, so that others know; no CPR number."))
    else:
        services.pause_monitor(monitor_id=monitor_id, reason=reason)
        messages.success(request, _("Paused. Nothing is told until somebody resumes it."))
    return redirect(words.monitor_url(request.workspace.slug, one))


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def delete(request: MemberRequest, monitor_id: UUID) -> HttpResponseBase:
    """Watch no more."""
    one = _monitor(monitor_id)
    services.delete_monitor(monitor_id=monitor_id)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": one.name})
    return redirect("analytics:monitors", slug=request.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def mutes(request: MemberRequest) -> HttpResponseBase:
    """Days of which nobody is told."""
    form = MuteForm(request.POST if request.method == "POST" else None, monitors=monitors())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = UUID(data["monitor"]) if data["monitor"] else None
        names = ("first_on", "last_on", "weekday", "reason")
        try:
            services.mute_days(**{name: data[name] for name in names}, monitor_id=chosen)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(
                request, _("Nobody is told of these days; they are judged all the same.")
            )
            return redirect("analytics:mutes", slug=request.workspace.slug)
    windows = MuteWindow.objects.select_related("monitor", "made_by").order_by("-first_on", "id")
    context = {
        "form": form,
        "tabs": monitor_tabs(request.workspace.slug, "mutes"),
        "windows": [(one, words.mute_words(one)) for one in windows],
    }
    status = 422 if form.errors else 200
    return render(request, "analytics/monitors/mutes.html", context, status=status)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def unmute(request: MemberRequest, window_id: UUID) -> HttpResponseBase:
    """Tell of these days again."""
    services.unmute_days(window_id=window_id)
    messages.success(request, _("These days are told of again."))
    return redirect("analytics:mutes", slug=request.workspace.slug)


def _monitor(monitor_id: UUID) -> Monitor:
    rows = monitors().select_related("made_by", "paused_by")
    one = rows.filter(pk=monitor_id).first()
    if one is None:
        raise Http404("No such monitor.")
    return one


def _trial(text: str) -> MonitorTrial | None:
    try:
        return MonitorTrial.objects.filter(pk=UUID(text)).first()
    except ValueError:
        return None


def _to_list(slug: str) -> Choice:
    return Choice(_("Monitors"), reverse("analytics:monitors", kwargs={"slug": slug}), False)
