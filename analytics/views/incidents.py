"""Incidents in the browser: the list, and one of them with all that can be done about it."""

from collections.abc import Callable
from datetime import timedelta
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
from accounts.errors import Trouble
from accounts.national_numbers import holds_number
from accounts.parts import nothing_new
from accounts.permissions import Permission
from accounts.underway import is_still, mark_of
from analytics.annotations.reading import annotations_in
from analytics.automations.because import because_of
from analytics.models import Incident, IncidentComment, IncidentEvent, IncidentStatus
from analytics.monitors.definition import definition_of
from analytics.monitors.proposing import Proposed, proposed
from analytics.pages import incidents as words
from analytics.pages.charts import Choice
from analytics.pages.deeds import deeds_of, outcome_words
from analytics.pages.explaining import Explanation, explain
from analytics.pages.monitors import monitor_url
from analytics.pages.proposals import proposal_cards
from analytics.queries import Period
from analytics.selectors import monitors
from analytics.services import incidents as services
from analytics.views.monitors import monitor_tabs

_PAGE = 50


@require_safe
@requires(Permission.VIEW_NUMBERS)
def listing(request: MemberRequest) -> HttpResponseBase:
    """What is not over, or all there was; of one monitor where it is asked for."""
    slug, given = request.workspace.slug, request.GET
    rows = Incident.objects.select_related("monitor", "owner").order_by("-opened_on", "-made_at")
    wanted = given.get("status", "")
    if wanted not in ("all", *IncidentStatus.values):
        rows = rows.exclude(status=IncidentStatus.RESOLVED)
    elif wanted != "all":
        rows = rows.filter(status=wanted)
    if chosen := _uuid(given.get("monitor", "")):
        rows = rows.filter(monitor_id=chosen)
    page = Paginator(rows, _PAGE).get_page(given.get("page"))
    names = [(str(one.pk), one.name, one.pk == chosen) for one in monitors()]
    may_make = Permission.DEFINE_NUMBERS in request.permissions
    every = [("", _("Not over")), ("all", _("All")), *IncidentStatus.choices]
    context = {
        "tabs": monitor_tabs(slug, "incidents"),
        "page_obj": page,
        "rows": [words.incident_row(one, slug, request.workspace.currency) for one in page],
        "statuses": [(value, str(label), value == wanted) for value, label in every],
        "monitors": names,
        "new_url": reverse("analytics:new_monitor", args=[slug]) if may_make else "",
        "is_filtered": bool(wanted or chosen),
    }
    return render(request, "analytics/incidents.html", context)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def incident(request: MemberRequest, incident_id: UUID) -> HttpResponseBase:
    """What happened, what changed, what was done, and what is said."""
    one, slug = _incident(incident_id), request.workspace.slug
    asked, currency = definition_of(one.monitor), request.workspace.currency
    deeds = deeds_of(one, slug)
    underway = mark_of(len(deeds.lines)) if deeds.is_going else ""
    if is_still(request, underway):
        return nothing_new()
    events = IncidentEvent.objects.filter(incident=one).select_related("by").order_by("at", "id")
    comments = IncidentComment.objects.filter(incident=one).select_related("by")
    people = services.possible_owners()
    can_define = Permission.DEFINE_NUMBERS in request.permissions
    explanation = explain(one, asked, request.workspace)
    context = {
        "incident": one,
        "underway": underway,
        "title": words.title_of(one),
        "far": words.far_of(one, currency),
        "status": words.status_words(one),
        "row": words.incident_row(one, slug, currency),
        "chart": words.chart_of(one, currency),
        "explanation": explanation,
        **_proposals(request, one, explanation, deeds.under_way),
        "outcome": outcome_words(one, currency),
        "annotations": notes_of(one),
        "because": because_of(one.pk, request.workspace),
        "timeline": words.timeline(events, one, currency, deeds.lines),
        "comments": comments.order_by("at", "id"),
        "owners": words.owner_choices(people, one.owner_id),
        "names": [member.user.get_full_name() for member in people],
        "monitor_url": monitor_url(slug, one.monitor) if not one.monitor.deleted_at else "",
        "can_define": can_define,
        "can_accept": can_define and one.offers_level and not one.is_over,
        "may_accept": can_define and asked.kind in ("anomaly", "schema") and not one.is_over,
        "is_of_fields": asked.kind == "schema",
        "fields": words.fields_of(one),
        "budget_url": _budget_url(one, slug),
        "breadcrumbs": [
            Choice(_("Incidents"), reverse("analytics:incidents", kwargs={"slug": slug}), False)
        ],
    }
    return render(request, "analytics/incidents/incident.html", context)


def _budget_url(one: Incident, slug: str) -> str:
    """Of an incident of a budget or goal, that one's page."""
    if one.monitor.kind != "pacing" or one.is_failure:
        return ""
    budget_id = _uuid(one.part.partition(":")[2])
    return reverse("analytics:budget", args=[slug, budget_id]) if budget_id else ""


def _proposals(
    request: MemberRequest, one: Incident, explanation: Explanation | None, under_way: str
) -> dict[str, Any]:
    """What could be changed where the campaign runs, and whether it was asked for already."""
    found: tuple[Proposed, ...] = ()
    if explanation is not None and not under_way:
        asked, workspace = definition_of(one.monitor), request.workspace
        found = proposed(one, asked, explanation.after_days, explanation.place, workspace)
    return {
        "under_way": under_way,
        "proposals": proposal_cards(found, one, request.workspace),
        "can_change": Permission.MANAGE_CAMPAIGNS in request.permissions,
    }


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def act(request: MemberRequest, incident_id: UUID) -> HttpResponseBase:
    """One step: acknowledge, close, accept the level, say who works on it, mark it."""
    _incident(incident_id)
    step = _STEPS.get(request.POST.get("do", ""))
    if step is None:
        raise Http404("No such step.")
    try:
        messages.success(request, step(incident_id, request.POST))
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect("analytics:incident", slug=request.workspace.slug, incident_id=incident_id)


@require_POST
@requires(Permission.VIEW_NUMBERS)
def comment(request: MemberRequest, incident_id: UUID) -> HttpResponseBase:
    """Write to the others."""
    _incident(incident_id)
    text = request.POST.get("text", "").replace("\0", "")
    if holds_number(text):
        messages.error(request, _("This holds a CPR number. Leave it out; nothing was saved."))
    else:
        try:
            services.comment_incident(incident_id=incident_id, text=text)
        except Trouble as trouble:
            messages.error(request, str(trouble))
    where = reverse("analytics:incident", args=[request.workspace.slug, incident_id])
    return redirect(f"{where}#comments")


def notes_of(one: Incident) -> list[Any]:
    """What members wrote down of its days and of the week before."""
    last = one.ended_on or max(one.opened_on, one.made_at.date())
    period = Period(one.opened_on - timedelta(days=7), last)
    return annotations_in(period, definition_of(one.monitor).filters)


def _acknowledge(incident_id: UUID, _given: Any) -> str:
    services.acknowledge_incident(incident_id=incident_id)
    return _("Acknowledged.")


def _resolve(incident_id: UUID, _given: Any) -> str:
    services.resolve_incident(incident_id=incident_id)
    return _("Closed.")


def _accept(incident_id: UUID, _given: Any) -> str:
    services.accept_level(incident_id=incident_id)
    return _("This level is normal from now on.")


def _own(incident_id: UUID, given: Any) -> str:
    services.own_incident(incident_id=incident_id, owner_id=_uuid(given.get("owner", "")))
    return _("Saved.")


def _mark(is_useful: bool) -> Callable[[UUID, Any], str]:
    def step(incident_id: UUID, _given: Any) -> str:
        services.mark_incident(incident_id=incident_id, is_useful=is_useful)
        return _("Thank you. It counts for this monitor.")

    return step


_STEPS: dict[str, Callable[[UUID, Any], str]] = {
    "acknowledge": _acknowledge,
    "resolve": _resolve,
    "accept": _accept,
    "own": _own,
    "useful": _mark(is_useful=True),
    "noise": _mark(is_useful=False),
}


def _incident(incident_id: UUID) -> Incident:
    rows = Incident.objects.select_related("monitor", "owner")
    one = rows.filter(pk=incident_id).first()
    if one is None:
        raise Http404("No such incident.")
    return one


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
