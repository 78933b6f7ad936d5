"""Addresses of workspaces, members, keys, audit and jobs."""

from typing import Any

from django.urls import include, path

from accounts.telling.escalating.views import escalations_page
from accounts.telling.escalating.views import remove as remove_escalation
from accounts.views import (
    announcements,
    api_keys,
    audit,
    directory,
    home,
    invitations,
    jobs,
    logos,
    members,
    profile,
    rules,
    security,
    sso,
    sso_settings,
    support,
    workspaces,
)

app_name = "accounts"

_sso = [
    path("", sso_settings.page, name="sso"),
    path("domains/add/", sso_settings.add_domain, name="add_domain"),
    path("domains/<uuid:domain_id>/check/", sso_settings.check_domain, name="check_domain"),
    path("domains/<uuid:domain_id>/remove/", sso_settings.remove_domain, name="remove_domain"),
    path("domains/<uuid:domain_id>/connect/", sso_settings.connect_domain, name="connect_domain"),
    path("new/<slug:kind>/", sso_settings.new_connection, name="new_sso_connection"),
    path("<uuid:connection_id>/", sso_settings.connection_page, name="sso_connection"),
    path("<uuid:connection_id>/test/", sso_settings.test_connection, name="test_sso"),
    path("<uuid:connection_id>/switch/", sso_settings.switch, name="switch_sso"),
    path("<uuid:connection_id>/remove/", sso_settings.drop_connection, name="remove_sso"),
    path("groups/add/", sso_settings.add_group, name="add_group_role"),
    path("groups/<uuid:group_role_id>/remove/", sso_settings.drop_group, name="remove_group_role"),
    path("require/", sso_settings.require, name="require_sso"),
]

_settings: list[Any] = [
    path("", workspaces.settings, name="settings"),
    path("habits/", workspaces.habits, name="habits"),
    path("logo/", logos.change, name="change_logo"),
    path("logo/remove/", logos.remove, name="remove_logo"),
    path("security/", rules.rules_page, name="rules"),
    path("second-step/", rules.second_step, name="second_step"),
    path("security/session/", rules.session_length, name="session_length"),
    path("security/networks/", rules.networks, name="networks"),
    path("security/domains/", rules.domains, name="domains"),
    path("members/", members.members_page, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/leave/", members.leave, name="leave"),
    path("members/<uuid:membership_id>/role/", members.set_role, name="set_role"),
    path("members/<uuid:membership_id>/owner/", members.make_owner, name="hand_over"),
    path("members/<uuid:membership_id>/remove/", members.remove, name="remove_member"),
    path("invitations/<uuid:invitation_id>/resend/", members.resend, name="resend_invitation"),
    path("invitations/<uuid:invitation_id>/revoke/", members.revoke, name="revoke_invitation"),
    path("api-keys/", api_keys.keys_page, name="api_keys"),
    path("api-keys/<uuid:key_id>/rotate/", api_keys.rotate, name="rotate_api_key"),
    path("api-keys/<uuid:key_id>/revoke/", api_keys.revoke, name="revoke_api_key"),
    path("webhooks/", include("accounts.webhooks.urls")),
    path("channels/", include("accounts.telling.channels.urls")),
    path("escalation/", escalations_page, name="escalations"),
    path("escalation/<uuid:escalation_id>/remove/", remove_escalation, name="remove_escalation"),
    path("single-sign-on/", include(_sso)),
    path("directory/", directory.page, name="directory"),
    path("directory/<uuid:token_id>/revoke/", directory.revoke, name="revoke_scim_token"),
    path("audit/", audit.audit_page, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("audit/heads/", audit.heads, name="audit_heads"),
    path("support-access/", support.page, name="support_access"),
    path("support-access/standing/", support.standing, name="support_standing"),
    path("support-access/<uuid:grant_id>/decide/", support.decide, name="decide_support"),
    path("support-access/<uuid:grant_id>/end/", support.end, name="end_support"),
    path("jobs/", jobs.jobs_page, name="jobs"),
    path("jobs/<uuid:job_id>/retry/", jobs.retry, name="retry_job"),
    path("jobs/<uuid:job_id>/cancel/", jobs.cancel, name="cancel_job"),
]

# Where customers' providers send browsers; they are told these addresses once.
_providers = [
    path("callback/", sso.callback, name="sso_callback"),
    path("acs/", sso.acs, name="sso_acs"),
    path("finish/<uuid:ticket>/", sso.finish, name="sso_finish"),
    path("metadata/", sso.metadata, name="sso_metadata"),
]

urlpatterns = [
    path("accounts/profile/", profile.profile, name="profile"),
    path("accounts/profile/mail/", profile.mail_arrives, name="mail_arrives"),
    path("accounts/security/", security.history, name="security"),
    path("accounts/sessions/<int:session_id>/end/", profile.end_session, name="end_session"),
    path("accounts/notices/", announcements.inbox, name="announcements"),
    path("accounts/notices/mails/", announcements.choose_mails, name="announcement_mails"),
    path(
        "accounts/notices/<uuid:announcement_id>/dismiss/",
        announcements.put_away,
        name="dismiss_announcement",
    ),
    path(
        "accounts/looks/<uuid:workspace_id>/<uuid:grant_id>/end/", support.end_own, name="end_own"
    ),
    path("workspaces/new/", workspaces.create, name="create_workspace"),
    path(
        "invitations/<uuid:workspace_id>/<str:secret>/", invitations.invitation, name="invitation"
    ),
    path("logos/<slug:place>/<str:digest>.png", logos.logo, name="logo"),
    path("sso/", sso.company, name="sso_company"),
    path("sso/required/", sso.required, name="sso_required"),
    path("sso/<uuid:workspace_id>/start/", sso.start, name="sso_start"),
    path("sso/<uuid:workspace_id>/confirm/<uuid:ticket>/", sso.confirm, name="sso_confirm"),
    path("sso/<uuid:workspace_id>/<uuid:connection_id>/", include(_providers)),
    path("w/<slug:slug>/", home.home, name="home"),
    path("w/<slug:slug>/inbox/", include("accounts.telling.urls")),
    path("w/<slug:slug>/settings/", include(_settings)),
]
