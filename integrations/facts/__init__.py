"""Facts with a history: what each campaign did on each day, and all that was once said otherwise.

with inside(workspace):
    ids = ensure_campaigns(source_id=source.pk, campaigns=[AdCampaign("c1", "Brand")])
    with stage_days() as copy:            # or SQL of your own into STAGED
        copy.write_row([ids["c1"], day, "", 100, 3, 1_500_000, None, None, "EUR", "", 0])
    merge_days(source_id=source.pk, run_id=run.pk, first_on=day, last_on=day, scope="partition")
"""

from integrations.facts.campaigns import AdCampaign, ensure_campaigns
from integrations.facts.merge import FactChanges, merge_days
from integrations.facts.stage import DATED_COLUMNS, STAGED, STAGED_COLUMNS, make_stage, stage_days

__all__ = [
    "DATED_COLUMNS",
    "STAGED",
    "STAGED_COLUMNS",
    "AdCampaign",
    "FactChanges",
    "ensure_campaigns",
    "make_stage",
    "merge_days",
    "stage_days",
]
