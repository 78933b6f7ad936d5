"""The page behind a link: no session, nothing kept of who reads, one answer for all that ended."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import public
from accounts.models import Workspace
from accounts.number_formats import writing_numbers
from accounts.tenancy import inside
from analytics.models import SharedLink
from analytics.services.explorations import csv_of
from analytics.sharing.forms import PasswordForm
from analytics.sharing.keeping import note_opening
from analytics.sharing.parts import today_in
from analytics.sharing.showing import answer_of, page_of
from analytics.sharing.tokens import link_of, workspace_of
from analytics.sharing.unlocking import RATES, is_password, is_unlocked, remember


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponseBase:
    """The numbers, or the password's form; a POST is the password."""
    return _closed(_answer(request, token))


@require_safe
@public
@never_cache
def shared_csv(request: HttpRequest, token: str) -> HttpResponseBase:
    """The table as a file, where whoever made the link allows it."""
    return _closed(_file(request, token))


def _answer(request: HttpRequest, token: str) -> HttpResponseBase:
    if (refusal := RATES.too_many(request, "open", counts_reading=True)) is not None:
        return refusal
    workspace, link = _found(token)
    if workspace is None or link is None:
        return _gone(request)
    if request.method == "POST":
        return _unlock(request, workspace, link)
    if not is_unlocked(request, link):
        return _locked(request, workspace, PasswordForm())
    return _page(request, workspace, link, token)


def _page(
    request: HttpRequest, workspace: Workspace, link: SharedLink, token: str
) -> HttpResponseBase:
    with (
        timezone.override(workspace.zone),
        writing_numbers(workspace=workspace.number_format),
        inside(workspace),
    ):
        page = page_of(link, workspace)
        if page is None:
            return _gone(request)
        if request.method == "GET":
            note_opening(link, today_in(workspace))
        context = {"place": workspace, "link": link, "page": page, "token": token}
        return render(request, "analytics/shared/page.html", context)


def _unlock(request: HttpRequest, workspace: Workspace, link: SharedLink) -> HttpResponseBase:
    if (refusal := RATES.too_many(request, "password", str(link.pk))) is not None:
        return refusal
    form = PasswordForm(request.POST)
    if link.password and (not form.is_valid() or not is_password(link, form.given())):
        if form.is_valid():
            form.refuse()
        return _locked(request, workspace, form)
    answer = HttpResponseRedirect(request.path, status=303)
    if link.password:
        remember(request, answer, link)
    return answer


def _file(request: HttpRequest, token: str) -> HttpResponseBase:
    if (refusal := RATES.too_many(request, "open", counts_reading=True)) is not None:
        return refusal
    workspace, link = _found(token)
    if workspace is None or link is None or not link.offers_csv or not is_unlocked(request, link):
        return _gone(request)
    with timezone.override(workspace.zone), inside(workspace):
        explored = answer_of(link, workspace)
        if explored is None:
            return _gone(request)
        body = csv_of(explored)
    name = f"{workspace.slug}-{explored.exploration.query.period.first_on}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


def _found(token: str) -> tuple[Workspace | None, SharedLink | None]:
    workspace = workspace_of(token)
    if workspace is None:
        return None, None
    with inside(workspace):
        return workspace, link_of(token)


def _locked(request: HttpRequest, workspace: Workspace, form: PasswordForm) -> HttpResponseBase:
    status = 422 if form.is_bound else 200
    context = {"place": workspace, "form": form}
    answer = render(request, "analytics/shared/locked.html", context, status=status)
    # Without a referrer a browser does not say where a form comes from, and it would be refused.
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _gone(request: HttpRequest) -> HttpResponseBase:
    """Expired, revoked, never made: nobody learns which."""
    return render(request, "analytics/shared/gone.html", status=404)


def _closed(answer: HttpResponseBase) -> HttpResponseBase:
    """Seen by whoever has the address, and by no search engine or other site."""
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    return answer
