"""What keeps a rule from doing anything to a campaign, as far as it is known without asking."""

from collections.abc import Callable
from dataclasses import replace

from analytics.automations.fields import field_of
from analytics.automations.rule import Action, Do
from analytics.automations.things import Thing
from analytics.models import CampaignMatch
from integrations import actions
from integrations.models import Source


def within_reach(action: Action, things: dict[str, Thing]) -> dict[str, Thing]:
    """Each with the reason that it lacks; so it takes the place of no other within a day's cap."""
    if not action.is_asked or not things:
        return things
    lacks = _of_platforms() if action.is_change else _of_crm(action)
    return {key: replace(one, lacks=lacks(one)) for key, one in things.items()}


def _of_platforms() -> Callable[[Thing], str]:
    """A file's campaigns run nowhere that could be asked; of others an admin has the say."""
    rows = Source.objects.values_list("pk", "connector", "options")
    known = {
        str(pk): "" if actions.is_on(options) else "not_on"
        for pk, connector, options in rows
        if actions.can_act(connector)
    }
    return lambda thing: known.get(thing.source_id, "no_desk")


def _of_crm(action: Action) -> Callable[[Thing], str]:
    """A task or a field is of the CRM campaign that an ad campaign is a part of."""
    rows = CampaignMatch.objects.values_list("ad_campaign_id", "crm_campaign__source_id")
    crm = {str(ad): source for ad, source in rows}
    asked = field_of(action) if action.do is Do.FIELD else None

    def lacks(thing: Thing) -> str:
        if thing.key not in crm:
            return "not_mapped"
        return "other_crm" if asked and crm[thing.key] != asked.source_id else ""

    return lacks
