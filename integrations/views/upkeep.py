"""What a person does with a source: sync, read again, pause, rename, choose fields, disconnect."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.advising import advise
from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from integrations import services
from integrations.forms import (
    ApiShareForm,
    DisconnectForm,
    PaceForm,
    PersonFieldsForm,
    RangeForm,
    RenameForm,
)
from integrations.models import Source
from integrations.selectors.pacing import least_pace
from integrations.views.links import crumbs
from integrations.views.sources import find_source, render_source


@require_POST
@requires(Permission.MANAGE_SOURCES)
def sync(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Read what is new, now."""
    source = find_source(source_id)
    return _try(
        request, source, lambda: services.request_sync(source_id=source.pk), _("The sync begins.")
    )


@require_POST
@requires(Permission.MANAGE_SOURCES, goes_on=True)
def pause(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """No sync until it is resumed."""
    source = find_source(source_id)
    done = _("%(name)s is paused. Its numbers stay as they are.") % {"name": source.name}
    return _try(request, source, lambda: services.pause_source(source_id=source.pk), done)


@require_POST
@requires(Permission.MANAGE_SOURCES)
def resume(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Sync again."""
    source = find_source(source_id)
    done = _("%(name)s is read again.") % {"name": source.name}
    return _try(request, source, lambda: services.resume_source(source_id=source.pk), done)


@require_POST
@requires(Permission.MANAGE_SOURCES)
def rename(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Another name."""
    source, form = find_source(source_id), RenameForm(request.POST)
    if not form.is_valid():
        return render_source(request, source, 422, rename_form=form)
    name = form.cleaned_data["name"]
    return _try(
        request,
        source,
        lambda: services.rename_source(source_id=source.pk, name=name),
        _("It is called %(name)s now.") % {"name": name},
    )


@require_POST
@requires(Permission.MANAGE_SOURCES)
def api_share(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """How much of the organisation's API budget may be used before we wait."""
    source, form = find_source(source_id), ApiShareForm(request.POST)
    if not form.is_valid():
        return render_source(request, source, 422, share_form=form)
    share = form.cleaned_data["api_share"]
    return _try(
        request,
        source,
        lambda: services.choose_api_share(source_id=source.pk, share=share),
        _("We stop at %(share)d %% of the day’s API requests.") % {"share": share},
    )


@require_POST
@requires(Permission.MANAGE_SOURCES)
def set_pace(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """How often it is read by itself."""
    source = find_source(source_id)
    form = PaceForm(request.POST, least=least_pace(request.workspace.pk))
    if not form.is_valid():
        return render_source(request, source, 422, pace_form=form)
    minutes = form.cleaned_data["pace"]
    return _try(
        request,
        source,
        lambda: services.choose_pace(source_id=source.pk, minutes=minutes),
        _("Saved."),
    )


@require_POST
@requires(Permission.MANAGE_SOURCES)
def reread(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Read a range of days again, whole days in the workspace's zone."""
    source, form = find_source(source_id), RangeForm(request.POST)
    if not form.is_valid():
        return render_source(request, source, 422, range_form=form)
    zone, last_on = request.workspace.zone, form.cleaned_data["last_on"]
    from_at = datetime.combine(form.cleaned_data["first_on"], time(), zone)
    to_at = datetime.combine(last_on + timedelta(days=1), time(), zone) if last_on else None
    return _try(
        request,
        source,
        lambda: services.reread_range(source_id=source.pk, from_at=from_at, to_at=to_at),
        _("The range is read again."),
    )


@require_POST
@requires(Permission.MANAGE_SOURCES)
def person_fields(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Which fields of people are kept."""
    source = find_source(source_id)
    form = PersonFieldsForm(request.POST, connector=source.connector)
    if not form.is_valid():
        return render_source(request, source, 422, people_form=form)
    fields = form.fields_by_stream()
    return _try(
        request,
        source,
        lambda: services.choose_person_fields(source_id=source.pk, fields=fields),
        _("Saved. What is no longer chosen is deleted."),
    )


@requires(Permission.MANAGE_SOURCES, goes_on=True)
def disconnect(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Says what happens, and asks for the name."""
    source = find_source(source_id)
    form = DisconnectForm(request.POST or None, name=source.name)
    if request.method == "POST" and form.is_valid():
        done = _("%(name)s is disconnected. Its numbers stay.") % {"name": source.name}
        return _try(request, source, lambda: services.disconnect_source(source_id=source.pk), done)
    context = {
        "source": source,
        "form": form,
        "is_shared": services.is_access_shared(source),
        "breadcrumbs": crumbs(request, source),
    }
    status = 422 if form.errors else 200
    return render(request, "integrations/disconnect.html", context, status=status)


def _try(
    request: MemberRequest, source: Source, act: Callable[[], object], done: str
) -> HttpResponseBase:
    try:
        act()
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
    else:
        messages.success(request, done)
    return redirect("integrations:source", request.workspace.slug, source.pk)
