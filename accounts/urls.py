"""Addresses of workspaces, members, keys, audit and jobs."""

from django.urls import include, path

from accounts.views import (
    api_keys,
    audit,
    invitations,
    jobs,
    landing,
    members,
    profile,
    workspaces,
)

app_name = "accounts"

_settings = [
    path("", workspaces.settings, name="settings"),
    path("second-step/", workspaces.second_step, name="second_step"),
    path("members/", members.members_page, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/leave/", members.leave, name="leave"),
    path("members/<uuid:membership_id>/role/", members.set_role, name="set_role"),
    path("members/<uuid:membership_id>/remove/", members.remove, name="remove_member"),
    path("invitations/<uuid:invitation_id>/resend/", members.resend, name="resend_invitation"),
    path("invitations/<uuid:invitation_id>/revoke/", members.revoke, name="revoke_invitation"),
    path("api-keys/", api_keys.keys_page, name="api_keys"),
    path("api-keys/<uuid:key_id>/revoke/", api_keys.revoke, name="revoke_api_key"),
    path("audit/", audit.audit_page, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("jobs/", jobs.jobs_page, name="jobs"),
    path("jobs/<uuid:job_id>/retry/", jobs.retry, name="retry_job"),
    path("jobs/<uuid:job_id>/cancel/", jobs.cancel, name="cancel_job"),
]

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("accounts/profile/", profile.profile, name="profile"),
    path("accounts/sessions/<int:session_id>/end/", profile.end_session, name="end_session"),
    path("workspaces/new/", workspaces.create, name="create_workspace"),
    path(
        "invitations/<uuid:workspace_id>/<str:secret>/", invitations.invitation, name="invitation"
    ),
    path("w/<slug:slug>/", landing.home, name="home"),
    path("w/<slug:slug>/settings/", include(_settings)),
]
