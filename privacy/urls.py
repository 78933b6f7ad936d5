"""Addresses of privacy in the browser."""

from django.urls import path

from privacy import views

app_name = "privacy"

_RECORDS = "w/<slug:slug>/settings/privacy/records/"
urlpatterns = [
    path(_RECORDS, views.processor, name="records"),
    path(f"{_RECORDS}controller/", views.controller, name="records_controller"),
    path(f"{_RECORDS}export/", views.export, name="records_export"),
]
