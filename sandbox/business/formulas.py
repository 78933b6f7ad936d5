"""Formula fields: what an organisation lets Salesforce compute from a record and its neighbours."""

from sandbox.business.story import Story

_STATEMENTS = (
    """
    UPDATE "Lead" SET "Score_Band__c" = CASE WHEN "Lead_Score__c" >= 70 THEN 'Hot'
      WHEN "Lead_Score__c" >= 40 THEN 'Warm' WHEN "Lead_Score__c" IS NOT NULL THEN 'Cold' END
    """,
    """
    UPDATE "Contact" SET "Salutation_Line__c" = trim(coalesce("FirstName", '') || ' ' || "LastName")
    """,
    """
    UPDATE "Account" SET
      "Account_Tier__c" = CASE WHEN "NumberOfEmployees" >= 500 THEN 'A'
        WHEN "NumberOfEmployees" >= 50 THEN 'B' ELSE 'C' END,
      "Renewal_Date__c" = (SELECT date(max(o."CloseDate"), '+1 year') FROM "Opportunity" o
        WHERE o."AccountId" = "Account"."Id" AND o."IsWon" = 1)
    """,
    """
    UPDATE "Campaign" SET "Cost_Per_Lead__c" = round("ActualCost" / "NumberOfLeads", 2)
      WHERE "NumberOfLeads" > 0
    """,
)


def write_formulas(story: Story) -> None:
    """Compute them once; what they become later tests decide. Needs the rollups."""
    for statement in _STATEMENTS:
        story.db.execute(statement)
