"""One record of a CRM: a task about it, a field of it; previewed before it is asked for."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.advising import advise
from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations import actions
from integrations.actions import Asker, FieldProposal, FieldShape, LiveRecord, Target, TaskProposal
from integrations.forms.records import FindForm, KeyForm, TaskForm, ValueForm
from integrations.models import CampaignAction, Source
from integrations.selectors import record_link
from integrations.selectors.actions import campaign_actions
from integrations.selectors.records import KINDS, called, find_records, names_of
from integrations.views.acting.campaign import crumbs, reader_of
from integrations.views.acting.words import NEEDS, action_lines, value_in_words
from integrations.views.links import Crumb

_SHOWN = 10
_What = CampaignAction.What


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS)
def find_record(request: MemberRequest) -> HttpResponseBase:
    """The record that a task or a change is to be about, by its name or id."""
    sources = [
        one
        for one in Source.objects.filter(disconnected_at=None).order_by("name")
        if actions.record_desk(one.connector)
    ]
    choices = [(str(one.pk), one.name) for one in sources]
    form = FindForm(request.GET if "kind" in request.GET else None, sources=choices)
    found: list[dict[str, str]] = []
    is_asked = form.is_bound and form.is_valid() and bool(form.cleaned_data["q"].strip())
    if is_asked:
        source_id = UUID(form.cleaned_data["source"])
        rows = find_records(
            source_id=source_id, kind=form.cleaned_data["kind"], text=form.cleaned_data["q"].strip()
        )
        found = [
            {"name": name, "id": one, "url": _url(request, "record", Target(source_id, kind, one))}
            for kind, one, name in rows
        ]
    context = {
        "form": form,
        "found": found,
        "is_asked": is_asked,
        "has_sources": bool(sources),
        "breadcrumbs": crumbs(request),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "integrations/records.html", context, status=status)


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS, transaction=False)
def record_page(
    request: MemberRequest, source_id: UUID, kind: str, external_id: str
) -> HttpResponseBase:
    """Asked of the CRM while the page is opened; without an answer it says why."""
    return _page(request, Target(source_id, kind, external_id))


def _page(
    request: MemberRequest,
    target: Target,
    *,
    task: TaskForm | None = None,
    value: ValueForm | None = None,
) -> HttpResponseBase:
    with inside(request.workspace):
        context = _standing(request, target)
    live = actions.live_record(
        workspace_id=request.workspace.pk, target=target, run=f"page:{uuid4()}"
    )
    shape = _chosen(live, request.POST.get("field") or request.GET.get("field", ""))
    context |= _shown(live) | {
        "task_form": task or TaskForm(),
        "shape": shape,
        "value_form": value or _value_form(live, shape),
        "breadcrumbs": crumbs(request),
    }
    is_wrong = any(form is not None and form.errors for form in (task, value))
    return render(request, "integrations/record.html", context, status=422 if is_wrong else 200)


def _standing(request: MemberRequest, target: Target) -> dict[str, Any]:
    """What is known of it here; 404 for a record that is not this workspace's."""
    source = _source(target)
    try:
        actions.check_target(source, target)
    except Trouble as trouble:
        raise Http404("No such record.") from trouble
    place = (source.pk, target.kind, target.external_id)
    rows = campaign_actions().filter(source=source, record_external_id=target.external_id)
    return {
        "source": source,
        "target": target,
        "kind": str(KINDS[target.kind]),
        "name": called(names_of([place]), *place),
        "record_url": record_link(source, target.external_id),
        "lines": action_lines(rows[:_SHOWN], reader_of(request)),
        "may_approve": Permission.APPROVE_CAMPAIGNS in request.permissions,
    }


def _shown(live: LiveRecord) -> dict[str, Any]:
    values = live.state.values if live.state else {}
    return {
        "state": live.state,
        "trouble": live.trouble,
        "may_make_tasks": live.may_make_tasks,
        "fields": [(one, values.get(one.name, "")) for one in live.shapes],
    }


def _chosen(live: LiveRecord, name: str) -> FieldShape | None:
    return next((one for one in live.shapes if one.name == name), None)


def _value_form(live: LiveRecord, shape: FieldShape | None) -> ValueForm | None:
    if shape is None or live.state is None:
        return None
    return ValueForm(initial={"value": live.state.values.get(shape.name, "")}, shape=shape)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS, transaction=False)
def preview_task(
    request: MemberRequest, source_id: UUID, kind: str, external_id: str
) -> HttpResponseBase:
    """What would be written there, word for word."""
    target, form = Target(source_id, kind, external_id), TaskForm(request.POST)
    if not form.is_valid():
        return _page(request, target, task=form)
    with inside(request.workspace):
        context = _standing(request, target)
    try:
        actions.try_task(workspace_id=request.workspace.pk, target=target, run=f"page:{uuid4()}")
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
        return redirect(_url(request, "record", target))
    given = form.cleaned_data
    due = given["due_on"]
    context |= {
        "what": _("Make a task"),
        "form": form,
        "is_task": True,
        "hidden": {**given, "due_on": due.isoformat() if due else "", "key": uuid4()},
        "action_url": _url(request, "make_task", target),
        "breadcrumbs": [*crumbs(request), _crumb(request, target, context["name"])],
    }
    return render(request, "integrations/record_preview.html", context)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def make_task(
    request: MemberRequest, source_id: UUID, kind: str, external_id: str
) -> HttpResponseBase:
    """What was previewed is asked for; the key of the preview makes it once."""
    target = Target(source_id, kind, external_id)
    _source(target)
    form, key = TaskForm(request.POST), KeyForm(request.POST)
    if not (form.is_valid() and key.is_valid()):
        return _look_again(request, target)
    asked = TaskProposal(
        target=target,
        subject=form.cleaned_data["subject"],
        body=form.cleaned_data["body"],
        due_on=form.cleaned_data["due_on"],
        priority=form.cleaned_data["priority"],
        reason=form.cleaned_data["reason"],
        key=f"{request.user.pk}:{key.cleaned_data['key']}",
    )
    return _ask(
        request, target, lambda: actions.propose_task(asked=asked, by=Asker(request.user.pk))
    )


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS, transaction=False)
def preview_field(
    request: MemberRequest, source_id: UUID, kind: str, external_id: str
) -> HttpResponseBase:
    """The field before and after, checked by what the CRM says of it."""
    target, form = Target(source_id, kind, external_id), ValueForm(request.POST)
    with inside(request.workspace):
        context = _standing(request, target)
    if not form.is_valid():
        return _look_again(request, target)
    name, given = form.cleaned_data["field"], form.cleaned_data
    try:
        found = actions.try_field(
            workspace_id=request.workspace.pk,
            target=target,
            field=name,
            value=given["value"],
            run=f"page:{uuid4()}",
        )
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
        return redirect(f"{_url(request, 'record', target)}?field={name}")
    asked = FieldProposal(target, name, found.value, "", before=found.before)
    with inside(request.workspace):
        needs = actions.needs_second_for_field(asked)
    context |= {
        "what": f"{_('Set a field')}: {found.shape.label}",
        "before": value_in_words({actions.VALUE: found.before}, _What.FIELD, ""),
        "after": value_in_words({actions.VALUE: found.value}, _What.FIELD, ""),
        "is_same": found.before == found.value,
        "form": form,
        "needs": str(NEEDS.get(needs, "")),
        "hidden": {
            "field": name,
            "value": found.value,
            "before": found.before,
            "reason": given["reason"],
            "key": uuid4(),
        },
        "action_url": _url(request, "set_field", target),
        "breadcrumbs": [*crumbs(request), _crumb(request, target, context["name"])],
    }
    return render(request, "integrations/record_preview.html", context)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def set_field(
    request: MemberRequest, source_id: UUID, kind: str, external_id: str
) -> HttpResponseBase:
    """What was previewed is asked for; the key of the preview makes it once."""
    target = Target(source_id, kind, external_id)
    _source(target)
    form, key = ValueForm(request.POST), KeyForm(request.POST)
    if not (form.is_valid() and key.is_valid()):
        return _look_again(request, target)
    asked = FieldProposal(
        target=target,
        field=form.cleaned_data["field"],
        value=form.cleaned_data["value"],
        before=key.cleaned_data["before"],
        reason=form.cleaned_data["reason"],
        key=f"{request.user.pk}:{key.cleaned_data['key']}",
    )
    return _ask(
        request, target, lambda: actions.propose_field(asked=asked, by=Asker(request.user.pk))
    )


def _ask(request: MemberRequest, target: Target, ask: Any) -> HttpResponseBase:
    try:
        action: CampaignAction = ask()
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
        return redirect(_url(request, "record", target))
    done = _("It waits for a second member.") if action.needs else _("It is on its way.")
    messages.success(request, done)
    return redirect("integrations:action", request.workspace.slug, action.pk)


def _look_again(request: MemberRequest, target: Target) -> HttpResponseBase:
    messages.error(request, _("Look at the change once more before you make it."))
    return redirect(_url(request, "record", target))


def _source(target: Target) -> Source:
    source = Source.objects.filter(pk=target.source_id).first()
    if source is None or target.kind not in KINDS:
        raise Http404("No such record.")
    return source


def _url(request: MemberRequest, name: str, target: Target) -> str:
    place = (target.source_id, target.kind, target.external_id)
    return reverse(f"integrations:{name}", args=[request.workspace.slug, *place])


def _crumb(request: MemberRequest, target: Target, name: str) -> Crumb:
    return Crumb(name, _url(request, "record", target))
