"""Shared links for members: made of a report or a dashboard, listed, revoked at once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from analytics.dashboards.doors import board_url, found
from analytics.exploring.words import names_in, question
from analytics.models import SavedReport, SharedKind, SharedLink
from analytics.reports.asking import url_of
from analytics.reports.keeping import reports_of
from analytics.sharing import keeping
from analytics.sharing.boards import contents_as_shared, refusal_of
from analytics.sharing.forms import LinkForm
from analytics.sharing.parts import address_of, refused, today_in
from enquiries.site.addresses import absolute

_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A link of the list, in words."""

    link: SharedLink
    state: str
    tone: str
    can_revoke: bool
    is_nobodys: bool


@dataclass(frozen=True)
class Subject:
    """What is to be shared: the values of its link, its name, in words, and why it may not be."""

    what: dict[str, Any]
    name: str
    words: str
    back: str
    refusal: str
    is_board: bool = False


@require_safe
@requires(Permission.DEFINE_NUMBERS)
def link_list(request: MemberRequest) -> HttpResponseBase:
    """All of the workspace: who made it, of what, until when, how often it was opened."""
    page = Paginator(keeping.links(), _PAGE).get_page(request.GET.get("page"))
    may_all = Permission.MANAGE_WORKSPACE in request.permissions
    makers = keeping.makers_who_may()
    rows = [
        Row(
            link,
            *_state(link),
            can_revoke=link.is_open and (may_all or link.made_by_id == request.user.pk),
            is_nobodys=link.made_by_id not in makers,
        )
        for link in page.object_list
    ]
    context = {
        "page_obj": page,
        "rows": rows,
        "can_revoke_all": may_all and keeping.open_links().exists(),
    }
    return render(request, "analytics/shared/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def share_report(request: MemberRequest, report_id: UUID) -> HttpResponseBase:
    """Make a link of a saved report; its address is in the answer, and never again."""
    row = _report(request, report_id)
    address = address_of(row.question, request.workspace)
    words = question(address, names_in(address.where), request.workspace.currency)
    subject = Subject(
        {"kind": SharedKind.REPORT, "shows": row.pk, "question": row.question},
        row.name,
        words,
        url_of(row, request.workspace.slug),
        refused(address),
    )
    return _share(request, subject)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def share_dashboard(request: MemberRequest, dashboard_id: UUID) -> HttpResponseBase:
    """Make a link of a dashboard as it stands now."""
    row = found(request, dashboard_id)
    subject = Subject(
        {"kind": SharedKind.DASHBOARD, "shows": row.pk, "version": row.version},
        row.name,
        row.name,
        board_url(request, row.pk),
        refusal_of(contents_as_shared(row, request.workspace), ""),
        is_board=True,
    )
    return _share(request, subject)


def _share(request: MemberRequest, subject: Subject) -> HttpResponseBase:
    last = today_in(request.workspace) + timedelta(days=keeping.USUAL_DAYS)
    initial = {"name": subject.name, "until": last}
    form = LinkForm(request.POST or None, initial=initial, is_board=subject.is_board)
    context: dict[str, Any] = {"form": form, "subject": subject}
    if request.method == "POST" and not subject.refusal and form.is_valid():
        made = _made(request, form, subject)
        if made is not None:
            url = reverse("analytics:shared", kwargs={"token": made.token})
            context |= {"made": made.link, "address": absolute(url)}
            return render(request, "analytics/shared/made.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/shared/new.html", context, status=status)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def revoke_link(request: MemberRequest, link_id: UUID) -> HttpResponseBase:
    """End one at once."""
    if not keeping.links().filter(pk=link_id).exists():
        raise Http404("No such link.")
    may_all = Permission.MANAGE_WORKSPACE in request.permissions
    try:
        row = keeping.revoke_link(link_id=link_id, user_id=request.user.pk, may_all=may_all)
        messages.success(request, _("“%(name)s” shows nothing any more.") % {"name": row.name})
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect("analytics:shared_links", slug=request.workspace.slug)


@require_POST
@requires(Permission.MANAGE_WORKSPACE)
def revoke_links(request: MemberRequest) -> HttpResponseBase:
    """End all at once."""
    count = keeping.revoke_links(user_id=request.user.pk)
    text = ngettext("%(count)d link was revoked.", "%(count)d links were revoked.", count)
    messages.success(request, text % {"count": count})
    return redirect("analytics:shared_links", slug=request.workspace.slug)


def _report(request: MemberRequest, report_id: UUID) -> SavedReport:
    row = reports_of(request.user.pk).filter(pk=report_id).first()
    if row is None:
        raise Http404("No such report.")
    return row


def _made(request: MemberRequest, form: LinkForm, subject: Subject) -> keeping.Made | None:
    wanted = keeping.Wanted(**subject.what, **form.cleaned_data)
    try:
        return keeping.make_link(
            wanted=wanted, workspace=request.workspace, user_id=request.user.pk
        )
    except Trouble as trouble:
        form.add_error(None, str(trouble))
        return None


def _state(link: SharedLink) -> tuple[str, str]:
    if link.revoked_at is not None:
        return _("Revoked"), "none"
    return (_("Open"), "good") if link.is_open else (_("Expired"), "none")
