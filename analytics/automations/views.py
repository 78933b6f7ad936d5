"""The pages of automations: all of them, one, its form, its preview; the steps between."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.advising import advise
from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.national_numbers import holds_number
from accounts.parts import nothing_new
from accounts.permissions import Permission
from accounts.standing import standstill_words
from accounts.underway import is_still
from analytics.automations import keeping
from analytics.automations.detail import detail_of, last_changes, underway_of
from analytics.automations.forms import RuleForm, initial_of
from analytics.automations.presets import EMPTY, PRESETS
from analytics.automations.previews import preview_page
from analytics.automations.rule import Rule, rule_from
from analytics.automations.running import current_version
from analytics.automations.scoping import found_conflicts
from analytics.automations.showing import conflict_words, decision_rows, rule_rows
from analytics.models import Automation, AutomationDecision, AutomationPreview, AutomationSwitch
from analytics.pages.charts import Choice
from integrations import actions

_LINES = 50
_OUTCOMES = ("acted", "held_out", "blocked")


@require_safe
@requires(Permission.VIEW_NUMBERS)
def listing(request: MemberRequest) -> HttpResponseBase:
    """Each rule as a sentence, how far it goes, and what it did lately."""
    rows = rule_rows(request.workspace)
    context = {
        "rows": rows,
        "conflicts": conflict_words(found_conflicts()),
        "switch": AutomationSwitch.objects.select_related("stopped_by").first(),
        "standstill": standstill_words(request.workspace.pk),
        "is_all_stopped": actions.rules().stopped_at is not None,
        "presets": [] if rows else presets(),
        **_rights(request),
    }
    return render(request, "analytics/automations/list.html", context)


def presets() -> list[Choice]:
    """What one may begin with."""
    return [
        Choice(str(one.name), f"?like={key}", is_current=False, value=str(one.text))
        for key, one in PRESETS.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_automation(request: MemberRequest) -> HttpResponseBase:
    """A rule, in dry run; its preview is made at once."""
    like = PRESETS.get(request.GET.get("like", ""))
    rule, name = (like.rule, str(like.name)) if like else (EMPTY, "")
    return _form(request, name, rule)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def edit_automation(request: MemberRequest, automation_id: UUID) -> HttpResponseBase:
    """Have it say something else; it begins again in dry run."""
    row = find_automation(automation_id)
    return _form(request, row.name, rule_from(current_version(row).rule), row)


def _form(
    request: MemberRequest, name: str, rule: Rule, row: Automation | None = None
) -> HttpResponseBase:
    is_sent = request.method == "POST"
    form = RuleForm(
        request.POST if is_sent else None,
        workspace=request.workspace,
        initial=initial_of(name, rule),
    )
    if is_sent and form.is_valid() and form.rule is not None:
        try:
            row = _keep(form.cleaned_data["name"], form.rule, row)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("Saved. This is what it would have done."))
            return redirect("analytics:automation_preview", request.workspace.slug, row.pk)
    context = {
        "form": form,
        "automation": row,
        "presets": presets() if row is None and not is_sent else [],
        "breadcrumbs": crumbs(request, row),
    }
    status = 422 if is_sent else 200
    return render(request, "analytics/automations/form.html", context, status=status)


def _keep(name: str, rule: Rule, row: Automation | None) -> Automation:
    if row is None:
        return keeping.add_automation(name=name, rule=rule)
    return keeping.change_automation(automation_id=row.pk, name=name, rule=rule)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def automation(request: MemberRequest, automation_id: UUID) -> HttpResponseBase:
    """What it says, what it did and why, what came of it."""
    row = find_automation(automation_id, with_deleted=True)
    changes = last_changes(row, request)
    underway = underway_of(row, changes)
    if is_still(request, underway):
        return nothing_new()
    outcome = request.GET.get("outcome", "")
    log = AutomationDecision.objects.filter(automation=row).order_by("-at", "-id")
    if outcome in _OUTCOMES:
        log = log.filter(outcome=outcome)
    page = Paginator(log, _LINES).get_page(request.GET.get("page"))
    context = {
        **detail_of(row, request, changes),
        "underway": underway,
        "page": page,
        "log": decision_rows(page, request.workspace),
        "outcome": outcome,
        "breadcrumbs": crumbs(request),
        **_rights(request),
    }
    return render(request, "analytics/automations/detail.html", context)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def preview(request: MemberRequest, automation_id: UUID) -> HttpResponseBase:
    """What it would have done over the last weeks; the step to live is below it."""
    row = find_automation(automation_id)
    rows = AutomationPreview.objects.filter(automation=row, version=row.version)
    context = {
        **preview_page(row, rows.order_by("-made_at").first(), request.workspace),
        "breadcrumbs": crumbs(request, row),
        **_rights(request),
    }
    return render(request, "analytics/automations/preview.html", context)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def preview_anew(request: MemberRequest, automation_id: UUID) -> HttpResponseBase:
    """As of now."""
    return _step(
        request,
        automation_id,
        lambda: keeping.preview_anew(automation_id=automation_id),
        "",
        page="analytics:automation_preview",
    )


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def set_live(request: MemberRequest, automation_id: UUID) -> HttpResponseBase:
    """Whoever does it stands behind what it asks for, and approves none of it."""
    try:
        preview_id = UUID(request.POST.get("preview", ""))
    except ValueError:
        messages.error(request, _("Look at its preview before you set it live."))
        return redirect("analytics:automation_preview", request.workspace.slug, automation_id)
    return _step(
        request,
        automation_id,
        lambda: keeping.set_live(automation_id=automation_id, preview_id=preview_id),
        _("It is live. It looks for the first time in a moment."),
    )


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def set_dry(request: MemberRequest, automation_id: UUID) -> HttpResponseBase:
    """Back to dry run."""
    return _step(
        request,
        automation_id,
        lambda: keeping.set_dry(automation_id=automation_id),
        _("It decides and writes down, and does nothing."),
    )


@require_POST
@requires(Permission.DEFINE_NUMBERS, goes_on=True)
def pause(request: MemberRequest, automation_id: UUID) -> HttpResponseBase:
    """With a reason, which others read."""
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    if not reason or holds_number(reason):
        messages.error(request, _("Say in a few words why, so that others know; no CPR number."))
        return redirect("analytics:automation", request.workspace.slug, automation_id)
    return _step(
        request,
        automation_id,
        lambda: keeping.pause_automation(automation_id=automation_id, reason=reason),
        _("Paused. It looks no more until somebody takes it up again."),
    )


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def delete(request: MemberRequest, automation_id: UUID) -> HttpResponseBase:
    """Its log stays."""
    find_automation(automation_id)
    keeping.delete_automation(automation_id=automation_id)
    messages.success(request, _("Deleted. What it did stays in the log of actions."))
    return redirect("analytics:automations", request.workspace.slug)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS, goes_on=True)
def stop(request: MemberRequest) -> HttpResponseBase:
    """The one button for all of them."""
    keeping.stop_automations()
    messages.success(request, _("Stopped. No automation looks or does anything."))
    return redirect("analytics:automations", request.workspace.slug)


@require_POST
@requires(Permission.APPROVE_CAMPAIGNS)
def go_on(request: MemberRequest) -> HttpResponseBase:
    """They look again."""
    keeping.let_automations_go_on()
    messages.success(request, _("They look again. What passed meanwhile is over."))
    return redirect("analytics:automations", request.workspace.slug)


def _step(
    request: MemberRequest,
    automation_id: UUID,
    take: Callable[[], Any],
    done: str,
    page: str = "analytics:automation",
) -> HttpResponseBase:
    find_automation(automation_id)
    try:
        take()
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
    else:
        if done:
            messages.success(request, done)
    return redirect(page, request.workspace.slug, automation_id)


def find_automation(automation_id: UUID, *, with_deleted: bool = False) -> Automation:
    """One of the entered workspace; 404 for any other."""
    rows = Automation.objects.select_related("made_by", "live_by", "paused_by")
    if not with_deleted:
        rows = rows.filter(deleted_at=None)
    found = rows.filter(pk=automation_id).first()
    if found is None:
        raise Http404("No such automation.")
    return found


def crumbs(request: MemberRequest, row: Automation | None = None) -> list[Choice]:
    """The way up."""
    slug = request.workspace.slug
    found = [_crumb(_("Automations"), reverse("analytics:automations", args=[slug]))]
    if row is not None:
        found.append(_crumb(row.name, reverse("analytics:automation", args=[slug, row.pk])))
    return found


def _crumb(label: str, url: str) -> Choice:
    return Choice(label, url, is_current=False)


def _rights(request: MemberRequest) -> dict[str, Any]:
    return {
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
        "can_go_live": Permission.MANAGE_CAMPAIGNS in request.permissions,
        "can_approve": Permission.APPROVE_CAMPAIGNS in request.permissions,
    }
