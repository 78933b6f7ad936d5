"""Sources and how they are synced; what they load: CRM rows, campaigns and facts; who stays out."""

from integrations.models.campaign_actions import ActionRules, ActionStep, CampaignAction
from integrations.models.campaigns import Campaign, CampaignDay, CampaignDayRevision
from integrations.models.certificates import Certificate
from integrations.models.controls import ControlledDay, ControlTotal
from integrations.models.crm import (
    CampaignMember,
    CampaignMemberStatus,
    Company,
    Contact,
    CrmUser,
    ExchangeRate,
    Lead,
    LeadStatus,
    LeadStatusChange,
    Opportunity,
    OpportunityChange,
    OpportunityContact,
    OpportunityStage,
    Organization,
    RecordType,
)
from integrations.models.fiscal import FiscalPeriod
from integrations.models.formulas import Formula, FormulaValue
from integrations.models.people import (
    Correction,
    MergedRecord,
    PersonField,
    Restriction,
    Suppression,
)
from integrations.models.quarantine import QuarantinedRecord
from integrations.models.retention import PeopleLimit
from integrations.models.sources import Credential, Source, StreamState, SyncRun, SyncSlice
from integrations.models.traffic import TrafficDay, TrafficDayRevision, TrafficOrigin

__all__ = [
    "ActionRules",
    "ActionStep",
    "Campaign",
    "CampaignAction",
    "CampaignDay",
    "CampaignDayRevision",
    "CampaignMember",
    "CampaignMemberStatus",
    "Certificate",
    "Company",
    "Contact",
    "ControlTotal",
    "ControlledDay",
    "Correction",
    "Credential",
    "CrmUser",
    "ExchangeRate",
    "FiscalPeriod",
    "Formula",
    "FormulaValue",
    "Lead",
    "LeadStatus",
    "LeadStatusChange",
    "MergedRecord",
    "Opportunity",
    "OpportunityChange",
    "OpportunityContact",
    "OpportunityStage",
    "Organization",
    "PeopleLimit",
    "PersonField",
    "QuarantinedRecord",
    "RecordType",
    "Restriction",
    "Source",
    "StreamState",
    "Suppression",
    "SyncRun",
    "SyncSlice",
    "TrafficDay",
    "TrafficDayRevision",
    "TrafficOrigin",
]
