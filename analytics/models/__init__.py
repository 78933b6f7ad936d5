"""Rollups that pages read, and what a workspace decided about its numbers."""

from analytics.models.ad_rollups import (
    AdCampaignDay,
    AdCampaignMonth,
    AdChannelDay,
    AdDay,
)
from analytics.models.annotations import Annotation, AnnotationKind
from analytics.models.automations import (
    Automation,
    AutomationDecision,
    AutomationPreview,
    AutomationRun,
    AutomationState,
    AutomationSwitch,
    AutomationVersion,
)
from analytics.models.budgets import Budget, BudgetAmount, BudgetState, Every, KeptStanding, Spread
from analytics.models.channels import ChannelBook, ChannelOf, ChannelRule, ThingKind
from analytics.models.crm_rollups import CrmDay, RollupBasis
from analytics.models.dashboards import Dashboard, DashboardVersion
from analytics.models.decisions import CampaignMatch, LeadStage, Stage
from analytics.models.exports import NumbersExport
from analytics.models.incidents import (
    Incident,
    IncidentComment,
    IncidentEnd,
    IncidentEvent,
    IncidentStatus,
)
from analytics.models.memories import MonitorMemory
from analytics.models.monitors import (
    AlarmBudget,
    Evaluation,
    Monitor,
    MonitorKind,
    MonitorState,
    MonitorTrial,
    MonitorWatch,
    MuteWindow,
)
from analytics.models.own_metrics import OwnMetric, OwnMetricVersion
from analytics.models.pipeline import DealSpan, LeadCohortDay, SpanBasis
from analytics.models.reporting import (
    Publication,
    Report,
    ReportCopy,
    ReportFile,
    ReportRecipient,
    ReportSending,
    Rhythm,
)
from analytics.models.reports import SavedReport
from analytics.models.settling import Settling
from analytics.models.sharing import SharedKind, SharedLink
from analytics.models.visit_rollups import VisitDay

__all__ = [
    "AdCampaignDay",
    "AdCampaignMonth",
    "AdChannelDay",
    "AdDay",
    "AlarmBudget",
    "Annotation",
    "AnnotationKind",
    "Automation",
    "AutomationDecision",
    "AutomationPreview",
    "AutomationRun",
    "AutomationState",
    "AutomationSwitch",
    "AutomationVersion",
    "Budget",
    "BudgetAmount",
    "BudgetState",
    "CampaignMatch",
    "ChannelBook",
    "ChannelOf",
    "ChannelRule",
    "CrmDay",
    "Dashboard",
    "DashboardVersion",
    "DealSpan",
    "Evaluation",
    "Every",
    "Incident",
    "IncidentComment",
    "IncidentEnd",
    "IncidentEvent",
    "IncidentStatus",
    "KeptStanding",
    "LeadCohortDay",
    "LeadStage",
    "Monitor",
    "MonitorKind",
    "MonitorMemory",
    "MonitorState",
    "MonitorTrial",
    "MonitorWatch",
    "MuteWindow",
    "NumbersExport",
    "OwnMetric",
    "OwnMetricVersion",
    "Publication",
    "Report",
    "ReportCopy",
    "ReportFile",
    "ReportRecipient",
    "ReportSending",
    "Rhythm",
    "RollupBasis",
    "SavedReport",
    "Settling",
    "SharedKind",
    "SharedLink",
    "SpanBasis",
    "Spread",
    "Stage",
    "ThingKind",
    "VisitDay",
]
