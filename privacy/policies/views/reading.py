"""Published texts for everybody: the one in force, all versions, and each as it was."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from accounts.doors import public
from privacy.models import PolicyKind, PolicyVersion, ShownBy
from privacy.policies import reading
from privacy.policies.addresses import reader_locale
from privacy.policies.changing import open_changes
from privacy.policies.outline import differences
from privacy.policies.showing import note_shown

# For the file alone: it stands outside of our pages, and of their policy.
_STYLES = """<style>
body { font: 16px/1.6 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
dl > div { display: grid; grid-template-columns: 11rem 1fr; gap: 1rem } dd { margin: 0 }
table { border-collapse: collapse } th, td { border: 1px solid #999; padding: .4rem }
th, td { text-align: start; vertical-align: top } .table__sub { display: block; font-weight: 400 }
.table-region { overflow: auto } :root { color-scheme: light dark }
</style></head>"""


@require_safe
@public
def page(request: HttpRequest, kind: PolicyKind) -> HttpResponseBase:
    """The text that counts today, in the reader's language."""
    row = reading.in_force(kind, reader_locale())
    if row is None:
        raise Http404("Nothing is published yet.")
    return _read(request, row)


@require_safe
@public
def version(request: HttpRequest, kind: PolicyKind, number: int, locale: str) -> HttpResponseBase:
    """One version in one language, for ever at this address, with what it changed."""
    return _read(request, _row(kind, number, locale), is_version=True)


@require_safe
@public
def versions(request: Any, kind: PolicyKind) -> HttpResponseBase:
    """All versions, and the way to the one that stood here on a day."""
    locale, on = reader_locale(), _day(request)
    if on is not None:
        found = reading.shown_on(kind, locale, on)
        if found is not None:
            address = reverse("policies:version", args=[kind, found.number, locale])
            return redirect(request.address_prefix + address)
    newest = reading.newest(kind, locale)
    if newest is None:
        raise Http404("Nothing is published yet.")
    context = {
        "kind": kind,
        "page": reading.page_of(newest),
        "on": on,
        "today": timezone.localdate(),
    }
    return render(request, "privacy/policies/versions.html", context)


@require_safe
@public
def text(request: HttpRequest, kind: PolicyKind, number: int, locale: str) -> HttpResponse:
    """The very text as a file that loads nothing."""
    row = _row(kind, number, locale)
    with override(locale):
        body = render_to_string("privacy/policies/file.html", {"row": row})
    response = HttpResponse(body.replace("</head>", _STYLES, 1))
    name = f"proactivox-{kind}-{number}-{locale}.html"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(kind: PolicyKind, number: int, locale: str) -> PolicyVersion:
    row = reading.version(kind, locale, number)
    if row is None:
        raise Http404("There is no such version.")
    return row


def _read(request: Any, row: PolicyVersion, *, is_version: bool = False) -> HttpResponseBase:
    if request.user.is_authenticated and request.method == "GET":
        note_shown(request.user.pk, row, ShownBy.PAGE)
    context = {"page": reading.page_of(row), "row": row, "is_version": is_version}
    before = reading.version(row.kind, row.locale, row.number - 1) if is_version else None
    if before is not None:
        context |= {"before": before, "changes": differences(before.body, row.body)}
    if row.kind == PolicyKind.SUBPROCESSORS:
        context["announced"] = open_changes()
    return render(request, "privacy/policies/page.html", context)


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
