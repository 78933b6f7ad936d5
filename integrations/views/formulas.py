"""Formula fields of a source: what they were last night, and which are picked."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from integrations import services
from integrations.forms import FormulasForm
from integrations.models import Source
from integrations.selectors import record_link
from integrations.selectors.formulas import (
    SHOWN,
    Picked,
    RecordValue,
    newest_values,
    offers,
    picked_formulas,
)
from integrations.views.links import crumbs
from integrations.views.sources import find_source


@dataclass(frozen=True)
class ValueLine:
    """A record's value as the table shows it; `url` is "" where the source has no page for it."""

    row: RecordValue
    url: str


@require_GET
@requires(Permission.VIEW_SOURCES)
def formulas(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Each picked formula with its last reading, and the newest values of one of them."""
    return _show(request, find_source(source_id))


@require_POST
@requires(Permission.MANAGE_SOURCES)
def choose_formulas(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Which formulas are kept; what is no longer chosen is deleted."""
    source = find_source(source_id)
    form = _form(source, picked_formulas(source), request.POST)
    if not form.is_valid():
        return _show(request, source, form, 422)
    try:
        services.choose_formulas(source_id=source.pk, fields=form.fields_by_stream())
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("Saved. What is new is read now, then every night."))
    return redirect("integrations:formulas", request.workspace.slug, source.pk)


def _show(
    request: MemberRequest, source: Source, form: FormulasForm | None = None, status: int = 200
) -> HttpResponseBase:
    picked = picked_formulas(source)
    shown = _shown(request, picked)
    context = {
        "source": source,
        "picked": picked,
        "shown": shown,
        "lines": _lines(source, shown),
        "most": SHOWN,
        "form": form or _form(source, picked),
        "may_manage": Permission.MANAGE_SOURCES in request.permissions and source.is_active,
        "breadcrumbs": crumbs(request, source),
    }
    return render(request, "integrations/formulas.html", context, status=status)


def _form(source: Source, picked: Sequence[Picked], data: object = None) -> FormulasForm:
    chosen = [one.formula.field for one in picked]
    return FormulasForm(data, offers=offers(source), picked=picked, initial={"formulas": chosen})


def _shown(request: MemberRequest, picked: Sequence[Picked]) -> Picked | None:
    """The formula that was asked for, or the first; values of people are not shown."""
    open_ones = [one for one in picked if not one.is_person]
    asked = request.GET.get("formula", "")
    return next(
        (one for one in open_ones if str(one.formula.pk) == asked),
        open_ones[0] if open_ones else None,
    )


def _lines(source: Source, shown: Picked | None) -> list[ValueLine]:
    rows = newest_values(source, shown.formula.pk) if shown else ()
    return [ValueLine(row, record_link(source, row.external_id)) for row in rows]
