"""What is read of HubSpot, and which of our tables it fills.

The choice that makes HubSpot count in the same metrics as any CRM: a contact is a Contact. It is
also a Lead once it has entered a lifecycle stage from Lead to the one before Opportunity; whoever
began as an opportunity or customer never was a lead. The day on which it first entered such a
stage is the day on which the lead was made, and each entry into a stage is a LeadStatusChange
whose basis is "history", because HubSpot itself keeps the moments: the last one of each stage as a
property, the others in the property's history. Lifecycle stages are the lead
statuses in which a workspace says what an MQL and an SQL is. A deal is an Opportunity; its stage
is told by its label. How it stood on earlier days is an OpportunityChange, from the histories of
its properties, of which HubSpot keeps the last twenty values each.

HubSpot's campaigns and marketing e-mails are not read.
"""

from django.utils.translation import gettext_noop as _

from integrations.connectors.entities import Column, Kind, Stream, link, text

_OWNER = link("hubspot_owner_id", "owner_external_id")
_MERGED = link("hs_merged_object_ids", "merged_into")
_CREATED = Column("createdate", "created_at", Kind.MOMENT)
_SOURCE = text("hs_analytics_source", "lead_source", _("Leads, pipeline and revenue by source"))
# Contacts have a name of their own for the moment of the last change.
CONTACT_STAMP = "lastmodifieddate"
STAMP = "hs_lastmodifieddate"

ACCOUNT = Stream(
    "account",
    "Organization",
    (
        text("name", "name"),
        text("timeZone", "time_zone", length=64),
        text("companyCurrency", "currency", length=3),
        Column("is_sandbox", "is_sandbox", Kind.FLAG),
    ),
    cursor=None,
    has_deleted=False,
)
PIPELINES = Stream(
    "pipelines",
    "RecordType",
    (
        text("object", "object_name", length=40),
        text("label", "label"),
        Column("is_active", "is_active", Kind.FLAG),
    ),
    cursor=None,
    has_deleted=False,
)
DEAL_STAGES = Stream(
    "deal_stages",
    "OpportunityStage",
    (
        text("label", "label"),
        Column("displayOrder", "sort_order", Kind.WHOLE),
        Column("is_active", "is_active", Kind.FLAG),
        Column("isClosed", "is_closed", Kind.FLAG),
        Column("is_won", "is_won", Kind.FLAG),
        Column("probability", "probability", Kind.DECIMAL),
    ),
    cursor=None,
    has_deleted=False,
    constants={"forecast_category": "''"},
)
LIFECYCLE_STAGES = Stream(
    "lifecycle_stages",
    "LeadStatus",
    (
        text("label", "label"),
        Column("displayOrder", "sort_order", Kind.WHOLE),
        Column("is_converted", "is_converted", Kind.FLAG),
    ),
    cursor=None,
    has_deleted=False,
    loss=_("The list of lifecycle stages from which you map MQL and SQL"),
)
OWNERS = Stream(
    "owners",
    "CrmUser",
    (Column("is_active", "is_active", Kind.FLAG), text("type", "user_type", length=40)),
    cursor=None,
    has_deleted=False,
)
COMPANIES = Stream(
    "companies",
    "Company",
    (
        text("name", "name"),
        text("industry", "industry"),
        text("type", "type"),
        text("country", "country", length=80),
        _OWNER,
        _MERGED,
        _CREATED,
    ),
    cursor=STAMP,
    skips_unknown_deletes=True,
    loss=_("Companies, and with them new customers and paid CAC"),
)
CONTACTS = Stream(
    "contacts",
    "Contact",
    (link("associatedcompanyid", "company_external_id"), _SOURCE, _OWNER, _MERGED, _CREATED),
    cursor=CONTACT_STAMP,
    is_person=True,
    skips_unknown_deletes=True,
    loss=_("Leads, MQL, SQL and the funnel"),
)
# Comes with each page of contacts.
LEADS = Stream(
    "leads",
    "Lead",
    (
        text("lifecyclestage", "status"),
        _SOURCE,
        text("country", "country", length=80),
        _OWNER,
        _MERGED,
        Column("became_lead", "created_at", Kind.MOMENT),
        Column("is_converted", "is_converted", Kind.FLAG),
        Column("converted_on", "converted_on", Kind.DAY),
        link("converted_company", "converted_company_external_id"),
        link("converted_contact", "converted_contact_external_id"),
    ),
    cursor=CONTACT_STAMP,
    constants={"converted_opportunity_external_id": "''"},
    blanked=("converted_contact_external_id",),
    is_person=True,
    skips_unknown_deletes=True,
)
# Comes with each page of contacts, too: the moments at which they entered their stages.
STAGE_ENTRIES = Stream(
    "stage_entries",
    "LeadStatusChange",
    (
        link("contact", "lead_external_id"),
        text("old_stage", "old_status"),
        text("new_stage", "new_status"),
        Column("entered_at", "changed_at", Kind.MOMENT),
    ),
    cursor=CONTACT_STAMP,
    has_deleted=False,
    constants={"basis": "'history'"},
    people=("lead_external_id",),
)
DEALS = Stream(
    "deals",
    "Opportunity",
    (
        link("company", "company_external_id"),
        link("contact", "contact_external_id"),
        text("dealstage", "stage", _("Pipeline by stage")),
        Column("amount", "amount_micros", Kind.MICROS, _("Pipeline, revenue and ROAS")),
        Column("deal_currency_code", "currency", length=3, is_multicurrency=True),
        Column("hs_deal_stage_probability", "probability", Kind.DECIMAL),
        Column("closedate", "closes_on", Kind.DAY, _("Won revenue by day")),
        _CREATED,
        Column("hs_is_closed", "is_closed", Kind.FLAG, _("Open pipeline")),
        Column("hs_is_closed_won", "is_won", Kind.FLAG, _("Won revenue")),
        text("dealtype", "type"),
        _SOURCE,
        text("hs_manual_forecast_category", "forecast_category", length=40),
        _OWNER,
        link("pipeline", "record_type_external_id"),
    ),
    cursor=STAMP,
    constants={"campaign_external_id": "''"},
    blanked=("contact_external_id",),
    skips_unknown_deletes=True,
    loss=_("Pipeline, revenue, ROAS and CAC"),
    # The second brings how deals stood before.
    edition=2,
)
# Comes with each page of deals: how they stood from a moment on.
DEAL_CHANGES = Stream(
    "deal_changes",
    "OpportunityChange",
    (
        link("deal", "opportunity_external_id"),
        text("dealstage", "stage"),
        Column("amount", "amount_micros", Kind.MICROS),
        text("deal_currency_code", "currency", length=3),
        Column("closedate", "closes_on", Kind.DAY),
        Column("changed_at", "changed_at", Kind.MOMENT),
    ),
    cursor=STAMP,
    has_deleted=False,
    constants={"probability": "NULL::numeric"},
)
# Comes with each page of deals: who took part in them.
DEAL_CONTACTS = Stream(
    "deal_contacts",
    "OpportunityContact",
    (
        link("deal", "opportunity_external_id"),
        link("contact", "contact_external_id"),
        text("label", "role"),
        Column("is_only", "is_primary", Kind.FLAG),
    ),
    cursor=STAMP,
    has_deleted=False,
    people=("contact_external_id",),
)
STREAMS = (
    ACCOUNT,
    PIPELINES,
    DEAL_STAGES,
    LIFECYCLE_STAGES,
    OWNERS,
    COMPANIES,
    CONTACTS,
    DEALS,
)
# The streams of HubSpot's own records: name of the object = name of the stream.
OBJECTS = ("companies", "contacts", "deals")
# Filled from elsewhere than a property of the record.
DERIVED = ("company", "contact")
# Fields of people that may be opted in; everything else is never even asked for.
PERSON_FIELDS = {
    "contacts": ("firstname", "lastname", "jobtitle", "email", "phone", "mobilephone"),
}
# Properties of contacts behind leads: (name, what is missing without it).
LEAD_PROPERTIES = (
    ("lifecyclestage", _("Leads, MQL, SQL and the funnel")),
    ("country", ""),
)
