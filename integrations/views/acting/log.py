"""The log of actions: what was asked, what became of it; approving, refusing, undoing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.advising import advise
from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.parts import nothing_new
from accounts.permissions import Permission
from accounts.underway import is_still, mark_of
from integrations import actions
from integrations.actions import Asker
from integrations.forms.acting import LimitsForm
from integrations.models import ActionRules, ActionStep, CampaignAction, Source
from integrations.selectors import record_link
from integrations.selectors.actions import campaign_actions
from integrations.views.acting.campaign import crumbs, reader_of
from integrations.views.acting.words import (
    FILTERS,
    WHATS,
    action_lines,
    found_instead,
    names_of_members,
    step_lines,
)

_State = CampaignAction.State
_SHOWN = 50
_MOST_TEXT = 100


@require_safe
@requires(Permission.VIEW_NUMBERS)
def actions_page(request: MemberRequest) -> HttpResponseBase:
    """The newest first, by state, kind and name."""
    return render_actions(request)


def render_actions(
    request: MemberRequest, *, form: LimitsForm | None = None, status: int = 200
) -> HttpResponseBase:
    """The page; `form` is one that came back with errors."""
    state, what = request.GET.get("state", ""), request.GET.get("what", "")
    text = request.GET.get("q", "")[:_MOST_TEXT].strip()
    rows = campaign_actions(state=state, what=what, text=text)
    page = Paginator(rows, _SHOWN).get_page(request.GET.get("page"))
    rules = actions.rules()
    connectors = Source.objects.filter(disconnected_at=None).values_list("connector", flat=True)
    context: dict[str, Any] = {
        "page": page,
        "lines": action_lines(page, reader_of(request)),
        "states": [(key, label, key == state) for key, label in FILTERS.items()],
        "whats": [(key, label, key == what) for key, label in WHATS.items()],
        "text": text,
        "is_filtered": bool(state or what or text),
        "rules": rules,
        "stopped_by": names_of_members([rules.stopped_by]).get(rules.stopped_by, ""),
        "form": form or _limits_form(rules),
        "can_write_records": any(map(actions.record_desk, connectors)),
        "may_manage": Permission.MANAGE_CAMPAIGNS in request.permissions,
        "may_approve": Permission.APPROVE_CAMPAIGNS in request.permissions,
    }
    return render(request, "integrations/actions.html", context, status=status)


def _limits_form(rules: ActionRules) -> LimitsForm:
    amount = rules.most_micros / 1_000_000
    return LimitsForm(
        initial={
            "per_day": rules.per_day,
            "most_percent": rules.most_percent,
            "most_amount": f"{amount:.2f}",
            "records_alone": rules.records_alone,
            "pauses_of_two": not rules.pauses_alone,
        }
    )


@require_safe
@requires(Permission.VIEW_NUMBERS)
def action_page(request: MemberRequest, action_id: UUID) -> HttpResponseBase:
    """One action with each of its steps."""
    action = find_action(action_id)
    (line,) = action_lines([action], reader_of(request))
    undo = CampaignAction.objects.filter(undoes=action).order_by("-asked_at").first()
    underway = _underway(action, undo) if line.is_busy or _is_going(undo) else ""
    if is_still(request, underway):
        return nothing_new()
    context = {
        "underway": underway,
        "action": action,
        "line": line,
        "steps": step_lines(action),
        "undo": undo,
        "found": found_instead(undo) if line.may_undo else "",
        **({} if line.is_hidden else _links(action)),
        "breadcrumbs": crumbs(request),
        "may_approve": Permission.APPROVE_CAMPAIGNS in request.permissions,
    }
    return render(request, "integrations/action.html", context)


def _is_going(undo: CampaignAction | None) -> bool:
    return undo is not None and undo.state in (_State.APPROVED, _State.RUNNING)


def _underway(*rows: CampaignAction | None) -> str:
    """How what is on its way stands, and the way back of it."""
    known = [one for one in rows if one]
    steps = ActionStep.objects.filter(action__in=known).count()
    return mark_of(steps, *(one.state for one in known))


def _links(action: CampaignAction) -> dict[str, str]:
    return {
        "record_url": record_link(action.source, action.record_external_id),
        "task_url": record_link(action.source, action.made_external_id),
    }


@require_POST
@requires(Permission.APPROVE_CAMPAIGNS)
def approve(request: MemberRequest, action_id: UUID) -> HttpResponseBase:
    """It is put on its way, by another member than the one who asked."""
    return _try(
        request,
        action_id,
        lambda: actions.approve_action(action_id=action_id, by=request.user.pk),
        _("Approved. It is on its way."),
    )


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS, goes_on=True)
def refuse(request: MemberRequest, action_id: UUID) -> HttpResponseBase:
    """It is let be: by who may decide, or by the one who asked."""
    return _try(
        request,
        action_id,
        lambda: actions.refuse_action(action_id=action_id, by=request.user.pk),
        _("It is let be. Nothing was changed."),
    )


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def undo(request: MemberRequest, action_id: UUID) -> HttpResponseBase:
    """Back to what stood before."""
    return _try(
        request,
        action_id,
        lambda: actions.undo_action(
            action_id=action_id, by=Asker(request.user.pk), over=bool(request.POST.get("over"))
        ),
        _("The way back is under way. It stops where somebody changed it since."),
    )


@require_POST
@requires(Permission.APPROVE_CAMPAIGNS)
def give_up(request: MemberRequest, action_id: UUID) -> HttpResponseBase:
    """Somebody has looked at the platform, and nobody waits any more."""
    return _try(
        request,
        action_id,
        lambda: actions.give_up_action(action_id=action_id, by=request.user.pk),
        _("Nobody looks for it any more."),
    )


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS, goes_on=True)
def stop(request: MemberRequest) -> HttpResponseBase:
    """The one button: nothing is sent any more."""
    actions.stop_all(by=request.user.pk)
    messages.success(request, _("Stopped. Nothing is changed at any platform from here."))
    return redirect("integrations:actions", request.workspace.slug)


@require_POST
@requires(Permission.APPROVE_CAMPAIGNS)
def go_on(request: MemberRequest) -> HttpResponseBase:
    """Changes are sent again."""
    actions.let_go_on(by=request.user.pk)
    messages.success(request, _("Changes are sent again."))
    return redirect("integrations:actions", request.workspace.slug)


@require_POST
@requires(Permission.APPROVE_CAMPAIGNS)
def set_limits(request: MemberRequest) -> HttpResponseBase:
    """How far one member goes alone, from now on."""
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return render_actions(request, form=form, status=422)
    actions.set_limits(
        per_day=form.cleaned_data["per_day"],
        most_percent=form.cleaned_data["most_percent"],
        most_micros=form.micros,
        records_alone=form.cleaned_data["records_alone"],
        pauses_alone=not form.cleaned_data["pauses_of_two"],
    )
    messages.success(request, _("Saved. It counts for what is asked from now on."))
    return redirect("integrations:actions", request.workspace.slug)


def find_action(action_id: UUID) -> CampaignAction:
    """An action of the entered workspace; 404 for any other."""
    rows = CampaignAction.objects.select_related("source", "campaign")
    found = rows.filter(pk=action_id).first()
    if found is None:
        raise Http404("No such action.")
    return found


def _try(
    request: MemberRequest, action_id: UUID, act: Callable[[], object], done: str
) -> HttpResponseBase:
    find_action(action_id)
    try:
        act()
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
    else:
        messages.success(request, done)
    return redirect("integrations:action", request.workspace.slug, action_id)
