"""Addresses of erasures: at the request on the desk, and on the person's own page."""

from django.urls import path

from privacy.erasure.views import certificates, run, steps

app_name = "privacy_erasure"

_AT = "w/<slug:slug>/settings/privacy/requests/<uuid:request_id>/erasure/"
urlpatterns = [
    path(_AT, run.erasure_page, name="erasure"),
    path(f"{_AT}retry/", steps.retry, name="retry"),
    path(f"{_AT}decide/", steps.decide, name="decide"),
    path(f"{_AT}by-hand/", steps.by_hand, name="by_hand"),
    path(f"{_AT}close/", steps.close, name="close"),
    path(f"{_AT}certificate.<slug:kind>", certificates.certificate, name="certificate"),
    path(
        "privacy/<slug:slug>/request/<str:secret>/certificate.<slug:kind>",
        certificates.persons_certificate,
        name="persons_certificate",
    ),
]
