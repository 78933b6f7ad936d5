"""Addresses of recipients."""

from django.urls import path

from privacy.recipients import views

app_name = "privacy_recipients"

urlpatterns = [
    path(
        "w/<slug:slug>/settings/privacy/recipients/<uuid:notice_id>/told/",
        views.told,
        name="told",
    ),
]
