"""Settings of the numbers: which status is which stage, which campaigns belong together."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.parts import nothing_new
from accounts.permissions import Permission
from accounts.underway import is_still, mark_of
from analytics.models import Stage
from analytics.pages.settings import mapping_tabs
from analytics.queries.names import platform_name
from analytics.selectors import (
    ad_campaigns,
    crm_campaign_names,
    lead_stages,
    matched_names,
    suggestions,
)
from analytics.services.decisions import accept_suggestions, set_matches, set_stages
from integrations.models import Campaign

_PAGE = 50


@dataclass(frozen=True)
class MatchRow:
    """An ad campaign with the CRM campaign that it is a part of, and what is wrong with it."""

    id: UUID
    name: str
    platform: str
    value: str
    error: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def stages(request: MemberRequest) -> HttpResponseBase:
    """Each lead status with what it means."""
    rows = list(lead_stages())
    if request.method == "POST":
        given = {row.pk: request.POST.get(f"stage-{row.pk}", row.stage) for row in rows}
        try:
            changed = set_stages(choices=given)
        except Trouble as trouble:
            messages.error(request, str(trouble))
        else:
            messages.success(request, _said(changed))
        return redirect("analytics:stages", slug=request.workspace.slug)
    waiting = [row.pk for row in rows if row.stage != row.counted_as]
    underway = mark_of(*waiting) if waiting else ""
    if is_still(request, underway):
        return nothing_new()
    context = {"rows": rows, "choices": Stage.choices, "underway": underway}
    return render(request, "analytics/stages.html", context)


def _said(changed: int) -> str:
    if not changed:
        return _("Saved; nothing was changed.")
    return _("Saved. The numbers are being counted anew; this takes a minute.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def matches(request: MemberRequest) -> HttpResponseBase:
    """Each ad campaign with the CRM campaign that it is a part of."""
    text = request.GET.get("q", "").replace("\0", "")[:100]
    page = Paginator(ad_campaigns(text), _PAGE).get_page(request.GET.get("page"))
    names = crm_campaign_names()
    rows = _rows(page)
    if request.method == "POST":
        rows, choices = _given(request, rows, names)
        if not any(row.error for row in rows):
            changed = set_matches(choices=choices)
            words = ngettext("%(n)d campaign changed.", "%(n)d campaigns changed.", changed)
            messages.success(request, words % {"n": changed})
            return redirect(request.get_full_path())
    context = {
        "tabs": mapping_tabs(request.workspace.slug, "matches"),
        "page_obj": page,
        "rows": rows,
        "names": names,
        "suggested": suggestions(),
        "text": text,
    }
    status = 400 if any(row.error for row in rows) else 200
    return render(request, "analytics/matches.html", context, status=status)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def accept_matches(request: MemberRequest) -> HttpResponseBase:
    """Take all suggestions by equal names at once."""
    count = accept_suggestions()
    words = ngettext("%(n)d campaign was mapped.", "%(n)d campaigns were mapped.", count)
    messages.success(request, words % {"n": count})
    return redirect("analytics:matches", slug=request.workspace.slug)


def _rows(page: Page[Campaign]) -> list[MatchRow]:
    campaigns = list(page.object_list)
    known = matched_names([campaign.pk for campaign in campaigns])
    return [
        MatchRow(c.pk, c.name, platform_name(c.platform), known.get(c.pk, "")) for c in campaigns
    ]


def _given(
    request: MemberRequest, rows: list[MatchRow], names: dict[str, UUID]
) -> tuple[list[MatchRow], dict[UUID, UUID | None]]:
    by_name: dict[str, Any] = {name.lower(): key for name, key in names.items()}
    shown: list[MatchRow] = []
    choices: dict[UUID, UUID | None] = {}
    for row in rows:
        text = request.POST.get(f"match-{row.id}", row.value).strip()
        error = ""
        if text == row.value:
            pass
        elif not text:
            choices[row.id] = None
        elif text.lower() in by_name:
            choices[row.id] = by_name[text.lower()]
        else:
            error = _("No campaign of the CRM has this name. Choose one from the list.")
        shown.append(MatchRow(row.id, row.name, row.platform, text, error))
    return shown, choices
