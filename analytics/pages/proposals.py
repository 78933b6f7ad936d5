"""What could be done about an incident, in words, and the way to the campaign's own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Workspace
from analytics.figures import exact, short
from analytics.metrics import Unit
from analytics.models import Incident
from analytics.monitors.proposing import Proposed, Step
from analytics.pages.incidents import incident_url, title_of
from analytics.queries.names import platform_name
from integrations import actions

_LABELS = {
    Step.PAUSE: gettext_lazy("Pause “%(campaign)s” at %(platform)s"),
    Step.BUDGET: gettext_lazy("Lower the budget of “%(campaign)s” at %(platform)s"),
    Step.RESUME: gettext_lazy("Resume “%(campaign)s” at %(platform)s"),
}


@dataclass(frozen=True)
class Offer:
    """One step: a label and where it is asked for."""

    label: str
    url: str


@dataclass(frozen=True)
class ProposalCard:
    """What is proposed about one campaign, and what it did in these days."""

    campaign: str
    text: str
    offers: tuple[Offer, ...]


def proposal_cards(
    found: Iterable[Proposed], incident: Incident, workspace: Workspace
) -> list[ProposalCard]:
    """In the order given."""
    return [_card(one, incident, workspace) for one in found]


def _card(one: Proposed, incident: Incident, workspace: Workspace) -> ProposalCard:
    said = [_("The change likely lies in this campaign.")] if one.is_likely else []
    said.append(_brought(one, workspace.currency))
    offers = tuple(_offer(one, step, incident, workspace) for step in one.steps)
    return ProposalCard(one.campaign.name, " ".join(filter(None, said)), offers)


def _brought(one: Proposed, currency: str) -> str:
    spend, clicks, deals = one.brought.spend, one.brought.clicks, one.brought.deals
    days = one.period.days
    words = {
        "n": days,
        "spend": "–" if spend is None else short(Unit.MONEY, spend, currency),
        "clicks": "–" if clicks is None else exact(Unit.COUNT, clicks, ""),
    }
    text = ngettext(
        "On %(n)d day it spent %(spend)s for %(clicks)s clicks",
        "In %(n)d days it spent %(spend)s for %(clicks)s clicks",
        days,
    )
    if deals is None:
        return text % words + "."
    of_deals = ngettext("and %(n)d deal was made of it.", "and %(n)d deals were made of it.", deals)
    return f"{text % words} {of_deals % {'n': deals}}"


def _offer(one: Proposed, step: Step, incident: Incident, workspace: Workspace) -> Offer:
    campaign = one.campaign
    words = {"campaign": campaign.name, "platform": platform_name(campaign.platform)}
    path = incident_url(workspace.slug, incident)
    origin = actions.Origin("incident", incident.pk, title_of(incident)[:200], path)
    asked = {
        "do": step.value,
        "why": title_of(incident),
        "origin": actions.hand_over(origin, workspace_id=workspace.pk, campaign_id=campaign.pk),
    }
    if step is Step.BUDGET and one.daily_micros:
        asked["budget"] = f"{one.daily_micros / 1_000_000:.2f}"
    page = reverse("integrations:campaign", args=[workspace.slug, campaign.pk])
    anchor = "budget" if step is Step.BUDGET else "status"
    return Offer(str(_LABELS[step]) % words, f"{page}?{urlencode(asked)}#{anchor}")
