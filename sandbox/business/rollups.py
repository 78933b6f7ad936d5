"""Fields that follow from other rows: costs and counts of campaigns, customers among accounts."""

import sqlite3

from sandbox.business.story import Story

_COUNTS = """
UPDATE "Campaign" SET
 "NumberOfLeads" = (SELECT count(*) FROM "CampaignMember" m
   WHERE m."CampaignId" = "Campaign"."Id" AND m."ContactId" IS NULL),
 "NumberOfContacts" = (SELECT count(*) FROM "CampaignMember" m
   WHERE m."CampaignId" = "Campaign"."Id" AND m."ContactId" IS NOT NULL),
 "NumberOfConvertedLeads" = (SELECT count(*) FROM "CampaignMember" m
   WHERE m."CampaignId" = "Campaign"."Id" AND m."ContactId" IS NOT NULL AND m."LeadId" IS NOT NULL),
 "NumberOfResponses" = (SELECT count(*) FROM "CampaignMember" m
   WHERE m."CampaignId" = "Campaign"."Id" AND m."HasResponded" = 1),
 "NumberOfOpportunities" = (SELECT count(*) FROM "Opportunity" o
   WHERE o."CampaignId" = "Campaign"."Id"),
 "NumberOfWonOpportunities" = (SELECT count(*) FROM "Opportunity" o
   WHERE o."CampaignId" = "Campaign"."Id" AND o."IsWon" = 1),
 "AmountAllOpportunities" = (SELECT round(coalesce(sum(o."Amount"
     / CASE WHEN o."CurrencyIsoCode" = "Campaign"."CurrencyIsoCode" THEN 1
            WHEN o."CurrencyIsoCode" = 'EUR' THEN 0.92 ELSE 1 / 0.92 END), 0), 0)
   FROM "Opportunity" o WHERE o."CampaignId" = "Campaign"."Id"),
 "AmountWonOpportunities" = (SELECT round(coalesce(sum(o."Amount"
     / CASE WHEN o."CurrencyIsoCode" = "Campaign"."CurrencyIsoCode" THEN 1
            WHEN o."CurrencyIsoCode" = 'EUR' THEN 0.92 ELSE 1 / 0.92 END), 0), 0)
   FROM "Opportunity" o WHERE o."CampaignId" = "Campaign"."Id" AND o."IsWon" = 1)
"""
_CUSTOMERS = """
UPDATE "Account" SET "Type" = 'Customer - Direct' WHERE "Id" IN (
  SELECT "AccountId" FROM "Opportunity" WHERE "IsWon" = 1)
"""


def write_rollups(story: Story) -> None:
    """Fill in what can be counted only at the end; needs the indexes."""
    db = story.db
    db.execute(_COUNTS)
    db.execute(_CUSTOMERS)
    _write_costs(story, db)


def _write_costs(story: Story, db: sqlite3.Connection) -> None:
    for row in story.campaigns:
        found = db.execute("SELECT sum(spend) FROM _spend WHERE campaign = ?", (row.plan.name,))
        spent = found.fetchone()[0]
        if spent is None:
            counted = db.execute(
                'SELECT count(*) FROM "CampaignMember" WHERE "CampaignId" = ?', (row.id,)
            ).fetchone()[0]
            spent = counted * row.plan.price
        # One old campaign has no costs at all: nobody entered them.
        is_unknown = row.plan.name == "Email | Winter Re-engagement"
        db.execute(
            'UPDATE "Campaign" SET "ActualCost" = ?, "BudgetedCost" = ?, "NumberSent" = ?,'
            ' "HierarchyActualCost" = ?, "HierarchyBudgetedCost" = ?,'
            ' "HierarchyNumberOfLeads" = "NumberOfLeads", "ExpectedRevenue" = ?'
            ' WHERE "Id" = ?',
            (
                None if is_unknown else float(round(spent)),
                float(round(spent * 1.08, -2)),
                float(round(spent / 2)) if row.plan.channel == "email" else 0.0,
                None if is_unknown else float(round(spent)),
                float(round(spent * 1.08, -2)),
                float(round(spent * 6, -3)),
                row.id,
            ),
        )
