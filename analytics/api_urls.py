"""Addresses of analytics below /api/v1/."""

from django.urls import path

from analytics.api import Metrics, Query
from analytics.explaining.api import Explain
from analytics.exporting import api as exporting
from analytics.listing.api import Campaigns, ChannelRules
from analytics.programs import (
    annotations,
    automation_previews,
    automations,
    budgets,
    dashboard_versions,
    dashboards,
    incidents,
    mappings,
    monitors,
    own_metrics,
    pipeline,
    publications,
    saved_reports,
    sent_reports,
    shared_links,
)

app_name = "analytics_api"

_EXPORT = "exports/<uuid:export_id>"
_INCIDENT = "incidents/<uuid:incident_id>"
_MONITOR = "monitors/<uuid:monitor_id>"
_ANNOTATION = "annotations/<uuid:annotation_id>"
_RULE = "automations/<uuid:automation_id>"
_BOARD = "dashboards/<uuid:dashboard_id>"
_REPORT = "reports/<uuid:sent_report_id>"
_PUBLISHED = "publications/<uuid:publication_id>"
_OWN = "own-metrics/<uuid:metric_id>"
_SAVED = "saved-reports/<uuid:report_id>"
urlpatterns = [
    path("metrics", Metrics.as_view(), name="metrics"),
    path("metrics/query", Query.as_view(), name="query"),
    path("metrics/explain", Explain.as_view(), name="explain"),
    path("own-metrics", own_metrics.OwnMetrics.as_view(), name="own_metrics"),
    path(_OWN, own_metrics.OneOwnMetric.as_view(), name="own_metric"),
    path(f"{_OWN}/take-up", own_metrics.TakeUpMetric.as_view(), name="take_up_metric"),
    path(
        f"{_OWN}/versions/<int:number>/restore",
        own_metrics.RestoreVersion.as_view(),
        name="restore_metric_version",
    ),
    path("campaigns", Campaigns.as_view(), name="campaigns"),
    path("campaigns/matches", mappings.CampaignMatches.as_view(), name="campaign_matches"),
    path("lead-stages", mappings.LeadStages.as_view(), name="lead_stages"),
    path("channels/rules", ChannelRules.as_view(), name="channel_rules"),
    path("exports", exporting.Exports.as_view(), name="exports"),
    path(_EXPORT, exporting.OneExport.as_view(), name="export"),
    path(f"{_EXPORT}/file", exporting.ExportFile.as_view(), name="export_file"),
    path("incidents", incidents.Incidents.as_view(), name="incidents"),
    path(_INCIDENT, incidents.OneIncident.as_view(), name="incident"),
    path(f"{_INCIDENT}/acknowledge", incidents.Acknowledge.as_view(), name="acknowledge_incident"),
    path(f"{_INCIDENT}/resolve", incidents.Resolve.as_view(), name="resolve_incident"),
    path(f"{_INCIDENT}/accept", incidents.AcceptLevel.as_view(), name="accept_level"),
    path(f"{_INCIDENT}/owner", incidents.Own.as_view(), name="own_incident"),
    path(f"{_INCIDENT}/mark", incidents.Mark.as_view(), name="mark_incident"),
    path(f"{_INCIDENT}/comments", incidents.Comments.as_view(), name="incident_comments"),
    path("monitors", monitors.Monitors.as_view(), name="monitors"),
    path("monitor-trials", monitors.Trials.as_view(), name="monitor_trials"),
    path("monitor-trials/<uuid:trial_id>", monitors.OneTrial.as_view(), name="monitor_trial"),
    path(_MONITOR, monitors.OneMonitor.as_view(), name="monitor"),
    path(f"{_MONITOR}/evaluations", monitors.Evaluations.as_view(), name="evaluations"),
    path(f"{_MONITOR}/pause", monitors.PauseMonitor.as_view(), name="pause_monitor"),
    path(f"{_MONITOR}/resume", monitors.ResumeMonitor.as_view(), name="resume_monitor"),
    path("budgets", budgets.Budgets.as_view(), name="budgets"),
    path("budgets/<uuid:budget_id>", budgets.OneBudget.as_view(), name="budget"),
    path("annotations", annotations.Annotations.as_view(), name="annotations"),
    path(_ANNOTATION, annotations.OneAnnotation.as_view(), name="annotation"),
    path("automations", automations.Automations.as_view(), name="automations"),
    path("automations/conflicts", automations.Conflicts.as_view(), name="automation_conflicts"),
    path("automations/stop", automations.StopAll.as_view(), name="stop_automations"),
    path(_RULE, automations.OneAutomation.as_view(), name="automation"),
    path(f"{_RULE}/live", automations.SetLive.as_view(), name="set_automation_live"),
    path(f"{_RULE}/dry", automations.SetDry.as_view(), name="set_automation_dry"),
    path(f"{_RULE}/pause", automations.PauseAutomation.as_view(), name="pause_automation"),
    path(f"{_RULE}/versions", automations.Versions.as_view(), name="automation_versions"),
    path(f"{_RULE}/decisions", automations.Log.as_view(), name="automation_decisions"),
    path(f"{_RULE}/previews", automation_previews.Previews.as_view(), name="automation_previews"),
    path(
        f"{_RULE}/previews/<uuid:preview_id>",
        automation_previews.OnePreview.as_view(),
        name="automation_preview",
    ),
    path("dashboards", dashboards.Dashboards.as_view(), name="dashboards"),
    path(_BOARD, dashboards.OneDashboard.as_view(), name="dashboard"),
    path(f"{_BOARD}/contents", dashboards.Contents.as_view(), name="dashboard_contents"),
    path(
        f"{_BOARD}/duplicate",
        dashboard_versions.Duplicate.as_view(),
        name="duplicate_dashboard",
    ),
    path(f"{_BOARD}/versions", dashboard_versions.Versions.as_view(), name="dashboard_versions"),
    path(
        f"{_BOARD}/versions/<int:number>",
        dashboard_versions.OneVersion.as_view(),
        name="dashboard_version",
    ),
    path(
        f"{_BOARD}/versions/<int:number>/restore",
        dashboard_versions.RestoreVersion.as_view(),
        name="restore_dashboard_version",
    ),
    path("saved-reports", saved_reports.SavedReports.as_view(), name="saved_reports"),
    path(_SAVED, saved_reports.OneSavedReport.as_view(), name="saved_report"),
    path(f"{_SAVED}/answer", saved_reports.SavedAnswer.as_view(), name="saved_report_answer"),
    path(f"{_SAVED}/file", saved_reports.SavedFile.as_view(), name="saved_report_file"),
    path("reports", sent_reports.Reports.as_view(), name="reports"),
    path("reports/recipients", sent_reports.WhoGetsWhat.as_view(), name="report_recipients"),
    path("reports/files/<uuid:file_id>", sent_reports.ReportPdf.as_view(), name="report_file"),
    path(_REPORT, sent_reports.OneReport.as_view(), name="report"),
    path(f"{_REPORT}/pause", sent_reports.PauseReport.as_view(), name="pause_report"),
    path(f"{_REPORT}/resume", sent_reports.ResumeReport.as_view(), name="resume_report"),
    path(f"{_REPORT}/sendings", sent_reports.Sendings.as_view(), name="report_sendings"),
    path("publications", publications.Publications.as_view(), name="publications"),
    path(_PUBLISHED, publications.OnePublication.as_view(), name="publication"),
    path(f"{_PUBLISHED}/changes", publications.Changes.as_view(), name="publication_changes"),
    path(f"{_PUBLISHED}/file", publications.PublicationPdf.as_view(), name="publication_file"),
    path("shared-links", shared_links.SharedLinks.as_view(), name="shared_links"),
    path("shared-links/<uuid:link_id>", shared_links.OneSharedLink.as_view(), name="shared_link"),
    path("pipeline", pipeline.Pipeline.as_view(), name="pipeline"),
]
