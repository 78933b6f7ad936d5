"""Addresses of corrections."""

from django.urls import path

from privacy.rectifications import views

app_name = "privacy_rectifications"

urlpatterns = [
    path(
        "w/<slug:slug>/settings/privacy/requests/<uuid:request_id>/correct/",
        views.rectify,
        name="rectify",
    ),
]
