"""Addresses of corrections."""

from django.urls import path

from privacy.rectifications import views

app_name = "privacy_rectifications"

urlpatterns = [
    path(
        "w/<slug:slug>/settings/privacy/rectifications/new/<uuid:request_id>/",
        views.rectify,
        name="rectify",
    ),
]
