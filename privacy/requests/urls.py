"""Addresses of requests: the public centre, the person's own page, the desk."""

from django.urls import include, path

from privacy.requests.views import centre, desk, mailed, own, passing, status, steps

app_name = "privacy_requests"

_desk = [
    path("", desk.desk, name="desk"),
    path("new/", desk.record_page, name="record"),
    path("mailed/<uuid:request_id>/", mailed.mailed, name="mailed"),
    path("<uuid:request_id>/", desk.detail, name="detail"),
    path("<uuid:request_id>/underway/", desk.underway, name="underway"),
    path("<uuid:request_id>/pass/", passing.pass_page, name="pass"),
    path("<uuid:request_id>/keep/", passing.keep, name="keep"),
    *(
        path(f"<uuid:request_id>/{step}/", steps.take_step, {"step": step}, name=step)
        for step in steps.STEPS
    ),
]

urlpatterns = [
    path("accounts/privacy/", own.own, name="own"),
    path("privacy/", centre.house, name="house"),
    path("privacy/<slug:slug>/", centre.centre, name="centre"),
    path("privacy/<slug:slug>/sent/", centre.sent, name="sent"),
    path("privacy/<slug:slug>/confirm/<str:secret>/", centre.proof, name="proof"),
    path("privacy/<slug:slug>/request/<str:secret>/", status.status, name="status"),
    path("privacy/<slug:slug>/request/<str:secret>/withdraw/", status.withdraw, name="withdraw"),
    path("w/<slug:slug>/settings/privacy/requests/", include(_desk)),
]
