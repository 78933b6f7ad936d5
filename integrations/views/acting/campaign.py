"""One campaign as it stands where it runs now, and what may be changed of it."""

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
from integrations.actions import Asker, LiveCampaign, Origin, Proposal
from integrations.forms.acting import ChangeForm, SeenForm
from integrations.models import Campaign
from integrations.money import written
from integrations.selectors.actions import campaign_actions
from integrations.views.acting.words import (
    NEEDS,
    STATUSES,
    WHATS,
    Reader,
    action_lines,
    value_in_words,
)
from integrations.views.links import Crumb

_SHOWN = 10


@require_safe
@requires(Permission.VIEW_NUMBERS, transaction=False)
def campaign_page(request: MemberRequest, campaign_id: UUID) -> HttpResponseBase:
    """Asked of the platform while the page is opened; without an answer it says why."""
    return _page(request, campaign_id)


def _page(
    request: MemberRequest, campaign_id: UUID, *, form: ChangeForm | None = None
) -> HttpResponseBase:
    with inside(request.workspace):
        campaign = find_campaign(campaign_id)
        context = {**_standing(request, campaign), "campaign": campaign, "source": campaign.source}
        context["lines"] = action_lines(
            campaign_actions().filter(campaign=campaign)[:_SHOWN], reader_of(request)
        )
    live = actions.live_campaign(workspace_id=request.workspace.pk, campaign_id=campaign_id)
    currency = live.state.currency if live.state else campaign.currency
    context |= {
        **_shown(live),
        "form": form or _fresh_form(request, currency),
        "proposed": _proposed(request, campaign_id, form),
        "breadcrumbs": crumbs(request),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "integrations/campaign.html", context, status=status)


def _standing(request: MemberRequest, campaign: Campaign) -> dict[str, Any]:
    """Whether it may be changed from here by whoever looks, and what stands in the way."""
    may_manage = Permission.MANAGE_CAMPAIGNS in request.permissions
    obstacle: Trouble | None = None
    if may_manage:
        try:
            actions.check_source(campaign.source)
        except Trouble as trouble:
            obstacle = trouble
    return {
        "may_manage": may_manage,
        "may_approve": Permission.APPROVE_CAMPAIGNS in request.permissions,
        "obstacle": obstacle,
        "can_change": may_manage and obstacle is None,
    }


def _shown(live: LiveCampaign) -> dict[str, Any]:
    state = live.state
    if state is None:
        return {"state": None, "trouble": live.trouble}
    budget = state.daily_budget_micros
    return {
        "state": state,
        "status": str(STATUSES.get(state.status, state.status)),
        "budget": "" if budget is None else written(budget, state.currency),
        "no_budget": _(state.no_budget) if state.no_budget else "",
        "shared_with": ", ".join(state.shared_with),
    }


def _fresh_form(request: MemberRequest, currency: str) -> ChangeForm:
    """Empty, or with what another page proposes."""
    why, budget = request.GET.get("why", "")[:500], request.GET.get("budget", "")[:20]
    return ChangeForm(currency=currency, initial={"reason": why, "budget": budget})


def _proposed(
    request: MemberRequest, campaign_id: UUID, form: ChangeForm | None
) -> dict[str, Any] | None:
    """What another page proposed: its name, its address, and the text that says so once more."""
    text = form.data.get("origin", "") if form else request.GET.get("origin", "")
    origin = _origin(request, campaign_id, text)
    if origin is None or not text:
        return None
    return {"label": origin.label, "path": origin.path, "origin": text}


def _origin(request: MemberRequest, campaign_id: UUID, text: str) -> Origin | None:
    """Because of what it is asked for; None of what nobody of ours has signed."""
    if not text:
        return Origin()
    return actions.handed(text, workspace_id=request.workspace.pk, campaign_id=campaign_id)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS, transaction=False)
def preview_change(request: MemberRequest, campaign_id: UUID) -> HttpResponseBase:
    """The change before and after, checked by the platform without being made."""
    with inside(request.workspace):
        campaign = find_campaign(campaign_id)
    form = ChangeForm(request.POST, currency=campaign.currency)
    if not form.is_valid():
        return _page(request, campaign_id, form=form)
    asked = _proposal(campaign_id, form, before={}, key="")
    try:
        state = actions.try_change(
            workspace_id=request.workspace.pk, campaign_id=campaign_id, wanted=asked.wanted
        )
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
        return redirect("integrations:campaign", request.workspace.slug, campaign_id)
    seen = actions.seen_of(state)
    asked = _proposal(campaign_id, form, before=seen, key="")
    with inside(request.workspace):
        needs = actions.needs_second(asked)
    context = {
        "campaign": campaign,
        "source": campaign.source,
        "state": state,
        "form": form,
        "seen": seen,
        # As texts: numbers would be written with the reader's marks.
        "seen_micros": str(seen[actions.BUDGET] or ""),
        "amount": str(form.cleaned_data["budget"] or ""),
        "key": uuid4(),
        "what": str(WHATS[asked.what]),
        "before": value_in_words(seen, asked.what, state.currency),
        "after": value_in_words(asked.wanted, asked.what, state.currency),
        "needs": str(NEEDS.get(needs, "")),
        "proposed": _proposed(request, campaign_id, form),
        "breadcrumbs": crumbs(request, campaign),
    }
    return render(request, "integrations/change_preview.html", context)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def change_campaign(request: MemberRequest, campaign_id: UUID) -> HttpResponseBase:
    """What was previewed is asked for; the key of the preview makes it once."""
    find_campaign(campaign_id)
    form, seen = ChangeForm(request.POST), SeenForm(request.POST)
    origin = _origin(request, campaign_id, request.POST.get("origin", ""))
    if not (form.is_valid() and seen.is_valid()) or origin is None:
        messages.error(request, _("Look at the change once more before you make it."))
        return redirect("integrations:campaign", request.workspace.slug, campaign_id)
    before = {
        actions.STATUS: seen.cleaned_data["status"],
        actions.BUDGET: seen.cleaned_data["daily_budget_micros"],
    }
    key = f"{request.user.pk}:{seen.cleaned_data['key']}"
    asked = _proposal(campaign_id, form, before=before, key=key)
    try:
        action = actions.propose_action(asked=asked, by=Asker(request.user.pk), origin=origin)
    except Trouble as trouble:
        messages.error(request, advise(request, trouble))
        return redirect("integrations:campaign", request.workspace.slug, campaign_id)
    done = _("It waits for a second member.") if action.needs else _("It is on its way.")
    messages.success(request, done)
    return redirect("integrations:action", request.workspace.slug, action.pk)


def _proposal(campaign_id: UUID, form: ChangeForm, *, before: Any, key: str) -> Proposal:
    return Proposal(
        campaign_id=campaign_id,
        what=form.cleaned_data["what"],
        before=before,
        key=key,
        daily_budget_micros=form.micros,
        reason=form.cleaned_data["reason"],
    )


def find_campaign(campaign_id: UUID) -> Campaign:
    """An ad campaign of the entered workspace; 404 for any other."""
    rows = Campaign.objects.select_related("source")
    found = rows.filter(pk=campaign_id, kind="ad").first()
    if found is None:
        raise Http404("No such campaign.")
    return found


def reader_of(request: MemberRequest) -> Reader:
    """What `action_lines` asks of whoever looks."""
    return Reader(
        slug=request.workspace.slug,
        user_id=request.user.pk,
        may_manage=Permission.MANAGE_CAMPAIGNS in request.permissions,
        may_approve=Permission.APPROVE_CAMPAIGNS in request.permissions,
    )


def crumbs(request: MemberRequest, campaign: Campaign | None = None) -> list[Crumb]:
    """The way up to the log of changes, or to a campaign."""
    slug = request.workspace.slug
    found = [Crumb(_("Actions"), reverse("integrations:actions", args=[slug]))]
    if campaign is not None:
        found.append(
            Crumb(campaign.name, reverse("integrations:campaign", args=[slug, campaign.pk]))
        )
    return found
