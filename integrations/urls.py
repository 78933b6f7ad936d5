"""Addresses of sources, of connecting them, and of files."""

from django.urls import URLPattern, URLResolver, include, path

from integrations.views import (
    certificates,
    choosing,
    connecting,
    erasing,
    formulas,
    quarantine,
    runs,
    sources,
    upkeep,
    uploads,
    visits,
)
from integrations.views.acting import allowing, campaign, fields, log, record

app_name = "integrations"

_source: list[URLPattern | URLResolver] = [
    path("", sources.source_page, name="source"),
    path("progress/", sources.progress, name="source_progress"),
    path("earlier/", sources.earlier, name="source_earlier"),
    path("sync/", upkeep.sync, name="sync_source"),
    path("pause/", upkeep.pause, name="pause_source"),
    path("resume/", upkeep.resume, name="resume_source"),
    path("rename/", upkeep.rename, name="rename_source"),
    path("api-share/", upkeep.api_share, name="api_share"),
    path("pace/", upkeep.set_pace, name="pace"),
    path("reread/", upkeep.reread, name="reread_source"),
    path("people/", upkeep.person_fields, name="person_fields"),
    path("on-erasure/", erasing.on_erasure, name="on_erasure"),
    path("formulas/", formulas.formulas, name="formulas"),
    path("formulas/choose/", formulas.choose_formulas, name="choose_formulas"),
    path("actions/allow/", allowing.allow_actions, name="allow_actions"),
    path("actions/forbid/", allowing.forbid_actions, name="forbid_actions"),
    path("actions/fields/", fields.action_fields, name="action_fields"),
    path("disconnect/", upkeep.disconnect, name="disconnect_source"),
    path("visits/", visits.visits, name="visits"),
    path("accounts/", choosing.accounts, name="source_accounts"),
    path("reconnect/", connecting.reconnect, name="reconnect_source"),
    path("certificate/", certificates.next_certificate, name="next_certificate"),
    path("runs/<uuid:run_id>/", runs.run_page, name="run"),
    path("runs/<uuid:run_id>/progress/", runs.progress, name="run_progress"),
    path("runs/<uuid:run_id>/rejects.csv", runs.rejects, name="run_rejects"),
    path("runs/<uuid:run_id>/rest/", runs.import_rest, name="import_rest"),
    path("runs/<uuid:run_id>/cancel/", runs.cancel, name="cancel_import"),
]
_sources: list[URLPattern | URLResolver] = [
    path("", sources.sources_page, name="sources"),
    path("new/", sources.gallery, name="gallery"),
    path("new/<slug:connector>/", connecting.wizard, name="connect"),
    path(
        "new/<slug:connector>/certificate/<uuid:certificate_id>/",
        certificates.certificate,
        name="certificate",
    ),
    path(
        "new/<slug:connector>/certificate/<uuid:certificate_id>/proactivox.crt",
        certificates.certificate_file,
        name="certificate_file",
    ),
    path("files/new/", uploads.upload_page, name="upload_file"),
    path("files/<uuid:upload_id>/", uploads.preview_page, name="preview_file"),
    path("files/<uuid:upload_id>/discard/", uploads.discard, name="discard_file"),
    path("<uuid:source_id>/", include(_source)),
]
_campaign: list[URLPattern | URLResolver] = [
    path("", campaign.campaign_page, name="campaign"),
    path("preview/", campaign.preview_change, name="preview_change"),
    path("change/", campaign.change_campaign, name="change_campaign"),
]
_record: list[URLPattern | URLResolver] = [
    path("", record.record_page, name="record"),
    path("task/preview/", record.preview_task, name="preview_task"),
    path("task/", record.make_task, name="make_task"),
    path("field/preview/", record.preview_field, name="preview_field"),
    path("field/", record.set_field, name="set_field"),
]
_actions: list[URLPattern | URLResolver] = [
    path("", log.actions_page, name="actions"),
    path("stop/", log.stop, name="stop_actions"),
    path("go-on/", log.go_on, name="let_actions_go_on"),
    path("limits/", log.set_limits, name="action_limits"),
    path("new/", record.find_record, name="find_record"),
    path("records/<uuid:source_id>/<slug:kind>/<slug:external_id>/", include(_record)),
    path("<uuid:action_id>/", log.action_page, name="action"),
    path("<uuid:action_id>/approve/", log.approve, name="approve_action"),
    path("<uuid:action_id>/refuse/", log.refuse, name="refuse_action"),
    path("<uuid:action_id>/undo/", log.undo, name="undo_action"),
    path("<uuid:action_id>/give-up/", log.give_up, name="give_up_action"),
]
_QUARANTINE = "w/<slug:slug>/settings/privacy/quarantine/"
urlpatterns = [
    path(_QUARANTINE, quarantine.quarantine, name="quarantine"),
    path(f"{_QUARANTINE}<uuid:record_id>/", quarantine.decide, name="decide_quarantined"),
    path("w/<slug:slug>/sources/", include(_sources)),
    path("w/<slug:slug>/campaigns/<uuid:campaign_id>/", include(_campaign)),
    path("w/<slug:slug>/actions/", include(_actions)),
    path("connect/<slug:connector>/callback", connecting.callback, name="connect_callback"),
]
