"""Addresses of analytics in the browser."""

from django.urls import path

from analytics.annotations import views as annotations
from analytics.automations import views as automations
from analytics.budgets import bulk_views
from analytics.budgets import views as budgets
from analytics.dashboards.urls import urlpatterns as dashboards
from analytics.formulas import views as formulas
from analytics.reporting import publication_views as publications
from analytics.reporting import views as reporting
from analytics.reports import views as reports
from analytics.sharing import public
from analytics.sharing import views as sharing
from analytics.views import (
    channels,
    explore,
    incidents,
    monitors,
    numbers,
    overview,
    pipeline,
    settings,
    trust,
)

app_name = "analytics"

_RULES = "w/<slug:slug>/automations/"
_REPORTS, _PUBLISHED = "w/<slug:slug>/reports/", "w/<slug:slug>/reports/published/"
_METRIC = "w/<slug:slug>/settings/metrics/<uuid:metric_id>/"
_MONITORS, _INCIDENTS = "w/<slug:slug>/monitors/", "w/<slug:slug>/incidents/"

urlpatterns = [
    path("w/<slug:slug>/overview/", overview.overview, name="overview"),
    *dashboards,
    path("w/<slug:slug>/overview/data", overview.overview_data, name="overview_data"),
    path("w/<slug:slug>/overview/export.csv", overview.overview_export, name="overview_export"),
    path("w/<slug:slug>/explore/", explore.explorer, name="explore"),
    path(
        "w/<slug:slug>/explore/export.csv",
        explore.explore_export,
        {"kind": "csv"},
        name="explore_csv",
    ),
    path(
        "w/<slug:slug>/explore/export.xlsx",
        explore.explore_export,
        {"kind": "xlsx"},
        name="explore_xlsx",
    ),
    path("w/<slug:slug>/explore/reports/", reports.report_list, name="reports"),
    path("w/<slug:slug>/explore/reports/new/", reports.new_report, name="new_report"),
    path("w/<slug:slug>/explore/reports/<uuid:report_id>/", reports.report, name="report"),
    path(
        "w/<slug:slug>/explore/reports/<uuid:report_id>/question",
        reports.overwrite_report,
        name="overwrite_report",
    ),
    path(
        "w/<slug:slug>/explore/reports/<uuid:report_id>/delete",
        reports.drop_report,
        name="drop_report",
    ),
    path(
        "w/<slug:slug>/explore/reports/<uuid:report_id>/restore",
        reports.undrop_report,
        name="undrop_report",
    ),
    path(
        "w/<slug:slug>/explore/reports/<uuid:report_id>/share/",
        sharing.share_report,
        name="share_report",
    ),
    path(
        "w/<slug:slug>/dashboards/<uuid:dashboard_id>/share/",
        sharing.share_dashboard,
        name="share_dashboard",
    ),
    path("w/<slug:slug>/shared/", sharing.link_list, name="shared_links"),
    path("w/<slug:slug>/shared/revoke", sharing.revoke_links, name="revoke_links"),
    path("w/<slug:slug>/shared/<uuid:link_id>/revoke", sharing.revoke_link, name="revoke_link"),
    path("s/<str:token>/", public.shared, name="shared"),
    path("s/<str:token>/table.csv", public.shared_csv, name="shared_csv"),
    path("w/<slug:slug>/numbers/<slug:metric>", numbers.number, name="number"),
    path("w/<slug:slug>/pipeline/", pipeline.pipeline, name="pipeline"),
    path("w/<slug:slug>/pipeline/export.csv", pipeline.pipeline_export, name="pipeline_export"),
    path(
        "w/<slug:slug>/pipeline/numbers/<slug:key>",
        pipeline.pipeline_number,
        name="pipeline_number",
    ),
    path("w/<slug:slug>/data/", trust.data, name="data"),
    path("w/<slug:slug>/data/<uuid:source_id>/", trust.restatements, name="restatements"),
    path("w/<slug:slug>/annotations/", annotations.annotation_list, name="annotations"),
    path("w/<slug:slug>/annotations/new/", annotations.new_annotation, name="new_annotation"),
    path(
        "w/<slug:slug>/annotations/<uuid:annotation_id>/",
        annotations.annotation,
        name="annotation",
    ),
    path(
        "w/<slug:slug>/annotations/<uuid:annotation_id>/delete/",
        annotations.drop_annotation,
        name="drop_annotation",
    ),
    path(
        "w/<slug:slug>/annotations/<uuid:annotation_id>/restore/",
        annotations.undrop_annotation,
        name="undrop_annotation",
    ),
    path("w/<slug:slug>/budgets/", budgets.budget_list, name="budgets"),
    path("w/<slug:slug>/budgets/new/", budgets.new_budget, name="new_budget"),
    path("w/<slug:slug>/budgets/year/", bulk_views.budget_year, name="budget_year"),
    path("w/<slug:slug>/budgets/import/", bulk_views.budget_import, name="budget_import"),
    path("w/<slug:slug>/budgets/export.csv", bulk_views.budget_export, name="budget_export"),
    path("w/<slug:slug>/budgets/<uuid:budget_id>/", budgets.budget, name="budget"),
    path(
        "w/<slug:slug>/budgets/<uuid:budget_id>/amounts/",
        budgets.change_budget,
        name="change_budget",
    ),
    path("w/<slug:slug>/budgets/<uuid:budget_id>/end/", budgets.drop_budget, name="drop_budget"),
    path(
        "w/<slug:slug>/budgets/<uuid:budget_id>/restore/",
        budgets.undrop_budget,
        name="undrop_budget",
    ),
    path("w/<slug:slug>/settings/stages/", settings.stages, name="stages"),
    path("w/<slug:slug>/settings/metrics/", formulas.metric_list, name="metrics"),
    path("w/<slug:slug>/settings/metrics/new/", formulas.new_metric, name="new_metric"),
    path(_METRIC, formulas.metric, name="metric"),
    path(f"{_METRIC}edit/", formulas.edit_metric, name="edit_metric"),
    path(f"{_METRIC}retire", formulas.retire_metric, name="retire_metric"),
    path(f"{_METRIC}restore", formulas.unretire_metric, name="unretire_metric"),
    path(
        f"{_METRIC}versions/<int:number>/restore",
        formulas.restore_metric_version,
        name="restore_metric_version",
    ),
    path("w/<slug:slug>/settings/campaigns/", settings.matches, name="matches"),
    path(
        "w/<slug:slug>/settings/campaigns/accept/", settings.accept_matches, name="accept_matches"
    ),
    path("w/<slug:slug>/settings/campaigns/channels/", channels.channels, name="channels"),
    path(_REPORTS, reporting.listing, name="sent_reports"),
    path(f"{_REPORTS}new/", reporting.new_report, name="new_sent_report"),
    path(f"{_REPORTS}recipients/", reporting.who_gets_what, name="report_recipients"),
    path(f"{_REPORTS}publish/", publications.publish, name="publish"),
    path(f"{_PUBLISHED}<uuid:publication_id>/", publications.publication, name="publication"),
    path(
        f"{_PUBLISHED}<uuid:publication_id>/report.pdf",
        publications.publication_file,
        name="publication_file",
    ),
    path(
        f"{_PUBLISHED}<uuid:publication_id>/withdraw/",
        publications.withdraw,
        name="withdraw_publication",
    ),
    path(
        f"{_PUBLISHED}<uuid:publication_id>/restore/",
        publications.restore,
        name="restore_publication",
    ),
    path(f"{_REPORTS}files/<uuid:file_id>.pdf", reporting.file, name="report_file"),
    path(f"{_REPORTS}<uuid:report_id>/", reporting.report, name="sent_report"),
    path(f"{_REPORTS}<uuid:report_id>/edit/", reporting.edit_report, name="edit_sent_report"),
    path(f"{_REPORTS}<uuid:report_id>/preview/", reporting.preview, name="preview_sent_report"),
    path(f"{_REPORTS}<uuid:report_id>/send/", reporting.send_me_one, name="send_me_one"),
    path(f"{_REPORTS}<uuid:report_id>/pause/", reporting.pause, name="pause_sent_report"),
    path(f"{_REPORTS}<uuid:report_id>/resume/", reporting.resume, name="resume_sent_report"),
    path(f"{_REPORTS}<uuid:report_id>/delete/", reporting.delete, name="delete_sent_report"),
    path(f"{_REPORTS}<uuid:report_id>/restore/", reporting.restore, name="restore_sent_report"),
    path(f"{_REPORTS}<uuid:report_id>/leave/", reporting.leave, name="leave_sent_report"),
    path(
        f"{_REPORTS}<uuid:report_id>/recipients/<uuid:user_id>/remove/",
        reporting.remove_recipient,
        name="remove_recipient",
    ),
    path(_MONITORS, monitors.listing, name="monitors"),
    path(f"{_MONITORS}new/", monitors.new_monitor, name="new_monitor"),
    path(f"{_MONITORS}suggested/", monitors.suggested, name="suggested_monitors"),
    path(f"{_MONITORS}budget/", monitors.budget, name="alarm_budget"),
    path(f"{_MONITORS}trials/<uuid:trial_id>/", monitors.trial, name="trial"),
    path(f"{_MONITORS}quiet/", monitors.mutes, name="mutes"),
    path(f"{_MONITORS}quiet/<uuid:window_id>/", monitors.unmute, name="unmute"),
    path(f"{_MONITORS}<uuid:monitor_id>/", monitors.monitor, name="monitor"),
    path(f"{_MONITORS}<uuid:monitor_id>/edit/", monitors.edit_monitor, name="edit_monitor"),
    path(f"{_MONITORS}<uuid:monitor_id>/pause/", monitors.pause, name="pause_monitor"),
    path(f"{_MONITORS}<uuid:monitor_id>/delete/", monitors.delete, name="delete_monitor"),
    path(_RULES, automations.listing, name="automations"),
    path(f"{_RULES}new/", automations.new_automation, name="new_automation"),
    path(f"{_RULES}stop/", automations.stop, name="stop_automations"),
    path(f"{_RULES}go-on/", automations.go_on, name="let_automations_go_on"),
    path(f"{_RULES}<uuid:automation_id>/", automations.automation, name="automation"),
    path(
        f"{_RULES}<uuid:automation_id>/edit/", automations.edit_automation, name="edit_automation"
    ),
    path(f"{_RULES}<uuid:automation_id>/preview/", automations.preview, name="automation_preview"),
    path(
        f"{_RULES}<uuid:automation_id>/preview/anew/",
        automations.preview_anew,
        name="preview_anew",
    ),
    path(f"{_RULES}<uuid:automation_id>/live/", automations.set_live, name="set_live"),
    path(f"{_RULES}<uuid:automation_id>/dry/", automations.set_dry, name="set_dry"),
    path(f"{_RULES}<uuid:automation_id>/pause/", automations.pause, name="pause_automation"),
    path(f"{_RULES}<uuid:automation_id>/delete/", automations.delete, name="delete_automation"),
    path(_INCIDENTS, incidents.listing, name="incidents"),
    path(f"{_INCIDENTS}<uuid:incident_id>/", incidents.incident, name="incident"),
    path(f"{_INCIDENTS}<uuid:incident_id>/do/", incidents.act, name="act_on_incident"),
    path(f"{_INCIDENTS}<uuid:incident_id>/comments/", incidents.comment, name="comment_incident"),
]
