"""What is read of Salesforce: each object, the columns it fills, its cursor."""

from django.utils.translation import gettext_noop as _

from integrations.connectors.entities import Column, Kind, Stream, link, text
from integrations.connectors.salesforce.mapping import currency

__all__ = ["BY_NAME", "STREAMS", "Stream"]

_CREATED = Column("CreatedDate", "created_at", Kind.MOMENT)
_MERGED = link("MasterRecordId", "merged_into")
_OWNER = link("OwnerId", "owner_external_id")
_AMOUNT = Column("Amount", "amount_micros", Kind.MICROS, _("Pipeline, revenue and ROAS"))
_PROBABILITY = Column("Probability", "probability", Kind.DECIMAL)
_CUSTOM_YEARS = _(
    "custom fiscal years; without them fiscal quarters and years begin by the organisation’s month"
)


STREAMS: tuple[Stream, ...] = (
    Stream(
        "Organization",
        "Organization",
        (
            text("Name", "name"),
            text("TimeZoneSidKey", "time_zone", length=64),
            Column("FiscalYearStartMonth", "fiscal_year_starts", Kind.WHOLE),
            Column("UsesStartDateAsFiscalYearName", "is_fiscal_year_named_by_start", Kind.FLAG),
            Column("IsSandbox", "is_sandbox", Kind.FLAG),
            currency("DefaultCurrencyIsoCode"),
        ),
        cursor=None,
        has_deleted=False,
    ),
    Stream(
        "FiscalYearSettings",
        "FiscalPeriod",
        (
            text("Name", "name"),
            Column("StartDate", "starts_on", Kind.DAY, _CUSTOM_YEARS),
            Column("EndDate", "ends_on", Kind.DAY, _CUSTOM_YEARS),
            Column("IsStandardYear", "is_standard", Kind.FLAG, _CUSTOM_YEARS),
        ),
        cursor=None,
        has_deleted=False,
        constants={"kind": "'year'", "year_external_id": "''"},
        own_rows="kind = 'year'",
        loss=_CUSTOM_YEARS,
    ),
    Stream(
        "Period",
        "FiscalPeriod",
        (
            text("FullyQualifiedLabel", "name"),
            Column("StartDate", "starts_on", Kind.DAY, _CUSTOM_YEARS),
            Column("EndDate", "ends_on", Kind.DAY, _CUSTOM_YEARS),
            Column("Number", "number", Kind.WHOLE),
            link("FiscalYearSettingsId", "year_external_id"),
        ),
        cursor=None,
        has_deleted=False,
        where="Type = 'Quarter'",
        constants={"kind": "'quarter'"},
        own_rows="kind = 'quarter'",
        loss=_CUSTOM_YEARS,
    ),
    Stream(
        "CurrencyType",
        "ExchangeRate",
        (
            text("IsoCode", "currency", length=3),
            Column("ConversionRate", "rate", Kind.DECIMAL),
            Column("IsCorporate", "is_corporate", Kind.FLAG),
        ),
        cursor=None,
        has_deleted=False,
        is_multicurrency=True,
        own_rows="starts_on IS NULL",
    ),
    Stream(
        "DatedConversionRate",
        "ExchangeRate",
        (
            text("IsoCode", "currency", length=3),
            Column("ConversionRate", "rate", Kind.DECIMAL),
            Column("StartDate", "starts_on", Kind.DAY),
            Column("NextStartDate", "ends_before", Kind.DAY),
        ),
        cursor=None,
        has_deleted=False,
        constants={"is_corporate": "false"},
        is_multicurrency=True,
        own_rows="starts_on IS NOT NULL",
    ),
    Stream(
        "RecordType",
        "RecordType",
        (
            text("SobjectType", "object_name", length=40),
            text("Name", "label"),
            Column("IsActive", "is_active", Kind.FLAG),
        ),
        cursor=None,
        has_deleted=False,
    ),
    Stream(
        "OpportunityStage",
        "OpportunityStage",
        (
            text("ApiName", "label"),
            Column("SortOrder", "sort_order", Kind.WHOLE),
            Column("IsActive", "is_active", Kind.FLAG),
            Column("IsClosed", "is_closed", Kind.FLAG),
            Column("IsWon", "is_won", Kind.FLAG),
            Column("DefaultProbability", "probability", Kind.DECIMAL),
            text("ForecastCategory", "forecast_category", length=40),
        ),
        cursor=None,
        has_deleted=False,
    ),
    Stream(
        "LeadStatus",
        "LeadStatus",
        (
            text("ApiName", "label"),
            Column("SortOrder", "sort_order", Kind.WHOLE),
            Column("IsConverted", "is_converted", Kind.FLAG),
        ),
        cursor=None,
        has_deleted=False,
        loss=_("The list of lead statuses from which you map MQL and SQL"),
    ),
    Stream(
        "User",
        "CrmUser",
        (
            Column("IsActive", "is_active", Kind.FLAG),
            text("UserType", "user_type", length=40),
        ),
        has_deleted=False,
    ),
    Stream(
        "Campaign",
        "Campaign",
        (
            text("Name", "name"),
            text("Type", "type"),
            text("Status", "status"),
            link("ParentId", "parent_external_id"),
            Column("StartDate", "starts_on", Kind.DAY),
            Column("EndDate", "ends_on", Kind.DAY),
            Column("BudgetedCost", "budget_micros", Kind.MICROS, _("Budgets of campaigns")),
            Column("ActualCost", "cost_micros", Kind.MICROS, _("Costs of campaigns")),
            currency(),
            _CREATED,
        ),
        constants={"kind": "'crm'", "platform": "''"},
        loss=_("Which campaign a lead or a deal came from"),
    ),
    Stream(
        "CampaignMemberStatus",
        "CampaignMemberStatus",
        (
            link("CampaignId", "campaign_external_id"),
            text("Label", "label"),
            Column("HasResponded", "has_responded", Kind.FLAG),
        ),
    ),
    Stream(
        "Account",
        "Company",
        (
            text("Name", "name"),
            text("Industry", "industry"),
            text("Type", "type"),
            text("BillingCountry", "country", length=80),
            _OWNER,
            _MERGED,
            _CREATED,
        ),
        loss=_("Companies, and with them new customers and paid CAC"),
    ),
    Stream(
        "Contact",
        "Contact",
        (
            link("AccountId", "company_external_id"),
            text("LeadSource", "lead_source"),
            _OWNER,
            _MERGED,
            _CREATED,
        ),
        is_person=True,
        loss=_("Contacts' touches, and with them part of attribution"),
    ),
    Stream(
        "Lead",
        "Lead",
        (
            text("Status", "status", _("MQL, SQL and the funnel")),
            text("LeadSource", "lead_source", _("Leads by source")),
            text("Country", "country", length=80),
            _OWNER,
            _MERGED,
            Column("CreatedDate", "created_at", Kind.MOMENT, _("Leads by day")),
            Column("IsConverted", "is_converted", Kind.FLAG, _("Conversions of leads")),
            Column("ConvertedDate", "converted_on", Kind.DAY, _("Conversions of leads")),
            link("ConvertedAccountId", "converted_company_external_id"),
            link("ConvertedContactId", "converted_contact_external_id"),
            link("ConvertedOpportunityId", "converted_opportunity_external_id"),
        ),
        is_person=True,
        blanked=("converted_contact_external_id",),
        loss=_("Leads, MQL, SQL and the funnel"),
    ),
    Stream(
        "LeadHistory",
        "LeadStatusChange",
        (
            link("LeadId", "lead_external_id"),
            text("OldValue", "old_status"),
            text("NewValue", "new_status"),
            Column("CreatedDate", "changed_at", Kind.MOMENT),
        ),
        cursor="CreatedDate",
        where="Field = 'Status'",
        constants={"basis": "'history'"},
        people=("lead_external_id",),
        loss=_("When leads changed their status before they were first synced"),
    ),
    Stream(
        "Opportunity",
        "Opportunity",
        (
            link("AccountId", "company_external_id", _("New customers and paid CAC")),
            link("ContactId", "contact_external_id"),
            link("CampaignId", "campaign_external_id", _("Pipeline and revenue by campaign")),
            text("StageName", "stage", _("Pipeline by stage")),
            _AMOUNT,
            currency(),
            _PROBABILITY,
            Column("CloseDate", "closes_on", Kind.DAY, _("Won revenue by day")),
            _CREATED,
            Column("IsClosed", "is_closed", Kind.FLAG, _("Open pipeline")),
            Column("IsWon", "is_won", Kind.FLAG, _("Won revenue")),
            text("Type", "type"),
            text("LeadSource", "lead_source", _("Pipeline and revenue by source")),
            text("ForecastCategory", "forecast_category", length=40),
            _OWNER,
            link("RecordTypeId", "record_type_external_id"),
        ),
        blanked=("contact_external_id",),
        loss=_("Pipeline, revenue, ROAS and CAC"),
    ),
    Stream(
        "OpportunityContactRole",
        "OpportunityContact",
        (
            link("OpportunityId", "opportunity_external_id"),
            link("ContactId", "contact_external_id"),
            text("Role", "role"),
            Column("IsPrimary", "is_primary", Kind.FLAG),
            _CREATED,
        ),
        people=("contact_external_id",),
        is_undeletable=False,
        loss=_("Attribution over everybody who took part in a deal"),
    ),
    Stream(
        "OpportunityHistory",
        "OpportunityChange",
        (
            link("OpportunityId", "opportunity_external_id"),
            text("StageName", "stage"),
            _AMOUNT,
            currency(),
            _PROBABILITY,
            Column("CloseDate", "closes_on", Kind.DAY),
            Column("CreatedDate", "changed_at", Kind.MOMENT),
        ),
        loss=_("Pipeline as it stood on earlier days"),
    ),
    Stream(
        "CampaignMember",
        "CampaignMember",
        (
            link("CampaignId", "campaign_external_id"),
            link("LeadId", "lead_external_id"),
            link("ContactId", "contact_external_id"),
            text("Status", "status"),
            Column("HasResponded", "has_responded", Kind.FLAG),
            Column("FirstRespondedDate", "first_responded_on", Kind.DAY),
            _CREATED,
        ),
        people=("lead_external_id", "contact_external_id"),
        is_undeletable=False,
        loss=_("Touches, and with them attribution"),
    ),
)
BY_NAME = {stream.name: stream for stream in STREAMS}
