"""What a workspace decides about its numbers: stages of lead statuses, campaigns that belong."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Trouble
from accounts.tenancy import inside, new_id, require_workspace_id
from analytics.channels.assigning import assign_mapped
from analytics.models import CampaignMatch, LeadStage, Stage
from analytics.rollups.keeper import ask_for_rebuild
from analytics.rollups.lock import count_version, lock_rollups
from analytics.selectors import SUGGESTED
from integrations.models import Campaign


def set_stages(*, choices: Mapping[UUID, str]) -> int:
    """Decide what statuses mean, {LeadStage.id: stage}; a job then counts anew. How many changed.

    Raises Trouble for a word that is no stage.
    """
    with inside(require_workspace_id()):
        changed = []
        for row in LeadStage.objects.select_for_update().filter(id__in=choices):
            wanted = choices[row.pk]
            if wanted not in Stage.values:
                raise Trouble(_("“%(stage)s” is no stage.") % {"stage": wanted})
            if (row.stage, row.is_guess) != (wanted, False):
                if row.stage != wanted:
                    changed.append(row)
                    row.changed_at = timezone.now()
                row.stage, row.is_guess = wanted, False
                row.save(update_fields=["stage", "is_guess", "changed_at"])
        for source_id in {row.source_id for row in changed}:
            ask_for_rebuild(source_id)
        if changed:
            record("lead_stages.set", **{str(row.pk): row.stage or "none" for row in changed})
    return len(changed)


def set_matches(*, choices: Mapping[UUID, UUID | None]) -> int:
    """Decide of which CRM campaign ad campaigns are a part, None of none; how many changed."""
    with inside(require_workspace_id()):
        kept = dict(
            CampaignMatch.objects.filter(ad_campaign_id__in=choices).values_list(
                "ad_campaign_id", "crm_campaign_id"
            )
        )
        changed = {ad: crm for ad, crm in choices.items() if kept.get(ad) != crm}
        _check_kinds(changed)
        CampaignMatch.objects.filter(ad_campaign_id__in=changed).delete()
        for ad, crm in changed.items():
            if crm is not None:
                CampaignMatch.objects.create(
                    ad_campaign_id=ad, crm_campaign_id=crm, made_by_id=_person()
                )
        if changed:
            lock_rollups()
            assign_mapped(
                {*filter(None, changed.values()), *(kept[ad] for ad in changed if ad in kept)}
            )
            count_version()
            record("campaigns.matched", count=len(changed))
    return len(changed)


def accept_suggestions() -> int:
    """Match every ad campaign to the one CRM campaign of the same name. How many were matched."""
    with inside(require_workspace_id()), connection.cursor() as cursor:
        cursor.execute(SUGGESTED, {"workspace": require_workspace_id()})
        pairs = [(ad, crm) for ad, _name, crm in cursor.fetchall()]
        cursor.execute(
            """INSERT INTO analytics_campaignmatch
                (workspace_id, id, ad_campaign_id, crm_campaign_id, made_by_id, made_at)
            SELECT %s, p.id, p.ad, p.crm, %s, now()
            FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS p (id, ad, crm)
            ON CONFLICT (workspace_id, ad_campaign_id) DO NOTHING""",
            [
                require_workspace_id(),
                _person(),
                [new_id() for _pair in pairs],
                [ad for ad, _crm in pairs],
                [crm for _ad, crm in pairs],
            ],
        )
        count: int = cursor.rowcount
        if count:
            _follow_matches({crm for _ad, crm in pairs})
            record("campaigns.matched", count=count)
    return count


def _follow_matches(crm_ids: set[UUID]) -> None:
    """A campaign of the CRM is in the channel of its ad campaigns."""
    lock_rollups()
    assign_mapped(crm_ids)
    count_version()


def _check_kinds(choices: Mapping[UUID, UUID | None]) -> None:
    wanted = {*choices, *(crm for crm in choices.values() if crm)}
    kinds = dict(Campaign.objects.filter(id__in=wanted).values_list("id", "kind"))
    is_right = all(
        kinds.get(ad) == "ad" and (crm is None or kinds.get(crm) == "crm")
        for ad, crm in choices.items()
    )
    if not is_right:
        raise Trouble(_("An ad campaign belongs to a campaign of the CRM, and to nothing else."))


def _person() -> UUID | None:
    actor = current_actor()
    return actor.id if actor.kind == "user" else None
