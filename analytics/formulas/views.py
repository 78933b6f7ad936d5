"""Metrics: the list, one with its versions, a new one or a change with what it moves, retiring."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from analytics.built_in import BUILT_IN
from analytics.formulas import keeping
from analytics.formulas.forms import MetricForm
from analytics.formulas.moving import moves_of, uses_of
from analytics.formulas.showing import (
    UNITS,
    facts_of,
    formula_words,
    metric_from,
    our_rows,
    own_rows,
    version_rows,
)
from analytics.formulas.trees import NoFormula
from analytics.models import OwnMetric, OwnMetricVersion
from analytics.queries import source_states
from analytics.rooms import in_rooms
from analytics.views.trust import today_of


@require_safe
@requires(Permission.VIEW_NUMBERS)
def metric_list(request: MemberRequest) -> HttpResponseBase:
    """All metrics with what they mean: the workspace's own, and ours."""
    rows = OwnMetricVersion.objects.filter(number=F("metric__version"))
    context = {
        "own": own_rows(rows.select_related("metric", "made_by")),
        "ours": our_rows(),
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
    }
    return render(request, "analytics/metrics/list.html", context)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def metric(request: MemberRequest, metric_id: UUID) -> HttpResponseBase:
    """One of the workspace's own: what it means, its values, who uses it, how it came to be."""
    row = _found(metric_id)
    versions = row.versions.select_related("made_by").order_by("-number")
    newest = keeping.version_of(row)
    context = {
        "row": row,
        "newest": newest,
        "facts": facts_of(row, newest),
        "versions": version_rows(row, versions),
        "uses": uses_of(row.key, request.membership.role, request.user.pk),
        "moves": _moves(request, keeping.draft_of(newest), None),
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
    }
    return render(request, "analytics/metrics/metric.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_metric(request: MemberRequest) -> HttpResponseBase:
    """A new one: what it gives is shown before it is saved."""
    form = MetricForm(request.POST or None)

    def save() -> OwnMetric:
        return keeping.define_metric(draft=form.draft(), user_id=request.user.pk)

    if done := _saved(request, form, save):
        return done
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def edit_metric(request: MemberRequest, metric_id: UUID) -> HttpResponseBase:
    """A further version: what it moves is shown before it is saved."""
    row = _found(metric_id)
    newest = keeping.version_of(row)
    initial = {name: getattr(newest, name) for name in MetricForm.base_fields}
    form = MetricForm(request.POST or None, initial=initial)

    def save() -> OwnMetric:
        return keeping.change_metric(
            metric_id=metric_id,
            draft=form.draft(),
            version=_number(request.POST.get("version", "")),
            user_id=request.user.pk,
        )

    if done := _saved(request, form, save):
        return done
    return _form(request, form, newest)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def restore_metric_version(
    request: MemberRequest, metric_id: UUID, number: int
) -> HttpResponseBase:
    """Make an earlier version the newest."""
    row = _found(metric_id)
    if not row.versions.filter(number=number).exists():
        raise Http404("No such version.")

    def restore() -> OwnMetric:
        return keeping.restore_version(
            metric_id=metric_id,
            number=number,
            version=_number(request.POST.get("version", "")),
            user_id=request.user.pk,
        )

    return _did(request, row, restore, _("It means again what it meant then."))


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def retire_metric(request: MemberRequest, metric_id: UUID) -> HttpResponseBase:
    """Offer it no more."""
    words = _("Retired. Reports and monitors that name it go on.")
    row = _found(metric_id)
    return _did(request, row, lambda: keeping.retire_metric(metric_id=metric_id), words)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def unretire_metric(request: MemberRequest, metric_id: UUID) -> HttpResponseBase:
    """Offer it again."""
    row = _found(metric_id)
    words = _("It is in use again.")
    return _did(request, row, lambda: keeping.unretire_metric(metric_id=metric_id), words)


def _did(
    request: MemberRequest, row: OwnMetric, act: Callable[[], OwnMetric], words: str
) -> HttpResponseBase:
    try:
        act()
    except (Trouble, NoFormula) as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, words)
    return redirect("analytics:metric", slug=request.workspace.slug, metric_id=row.pk)


def _saved(
    request: MemberRequest, form: MetricForm, save: Callable[[], OwnMetric]
) -> HttpResponseBase | None:
    """Where it leads once it is saved; None where one first has to see what it moves."""
    is_asked = request.method == "POST" and request.POST.get("do") == "save"
    if not is_asked or not form.is_valid() or request.POST.get("seen") != form.seen:
        return None
    try:
        row = save()
    except Trouble as trouble:
        form.add_error("name" if trouble.code == "name_taken" else None, str(trouble))
        return None
    messages.success(request, _("Saved. It can be used wherever metrics are chosen."))
    return redirect("analytics:metric", slug=request.workspace.slug, metric_id=row.pk)


def _form(
    request: MemberRequest, form: MetricForm, newest: OwnMetricVersion | None
) -> HttpResponseBase:
    is_asked, ours = request.method == "POST", (BUILT_IN[key] for key in in_rooms(BUILT_IN))
    context: dict[str, Any] = {
        "form": form,
        "newest": newest,
        "known": [(one.key, one.label, UNITS[one.unit]) for one in ours],
    }
    if is_asked and form.is_valid():
        draft = form.draft()
        context |= {
            "seen": form.seen,
            "words": formula_words(draft.formula),
            "unit": UNITS[metric_from(draft, "").unit],
            "moves": _moves(request, draft, newest),
            "uses": uses_of(newest.metric.key, request.membership.role, request.user.pk)
            if newest
            else None,
        }
    status = 422 if is_asked and form.errors else 200
    return render(request, "analytics/metrics/form.html", context, status=status)


def _moves(request: MemberRequest, draft: keeping.Draft, newest: OwnMetricVersion | None) -> Any:
    """Nothing where there are no sources whose numbers could be asked."""
    if not source_states():
        return ()
    try:
        before = metric_from(keeping.draft_of(newest), "") if newest else None
        made = metric_from(draft, "")
    except NoFormula:
        return ()
    return moves_of(made, before, request.workspace, today_of(request))


def _found(metric_id: UUID) -> OwnMetric:
    row = OwnMetric.objects.filter(pk=metric_id).first()
    if row is None:
        raise Http404("No such metric.")
    return row


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
