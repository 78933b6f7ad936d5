"""Addresses of erasures: at the request on the desk, and on the person's own page."""

from django.urls import path

from privacy.erasure import views

app_name = "privacy_erasure"

_AT = "w/<slug:slug>/settings/privacy/requests/<uuid:request_id>/erasure/"
urlpatterns = [
    path(_AT, views.erasure_page, name="erasure"),
    path(f"{_AT}retry/", views.retry, name="retry"),
    path(f"{_AT}decide/", views.decide, name="decide"),
    path(f"{_AT}by-hand/", views.by_hand, name="by_hand"),
    path(f"{_AT}close/", views.close, name="close"),
    path(f"{_AT}certificate.<slug:kind>", views.certificate, name="certificate"),
    path(
        "privacy/<slug:slug>/request/<str:secret>/certificate.<slug:kind>",
        views.persons_certificate,
        name="persons_certificate",
    ),
]
