"""Addresses of consent: choices of anybody, one's own, and the house's."""

from django.urls import path

from privacy.consent.views import choices, house, own

app_name = "privacy_consent"

urlpatterns = [
    path(".well-known/gpc.json", choices.gpc_support, name="gpc"),
    path("cookie-choices/", choices.choices, name="choices"),
    path("accounts/usage/", own.own, name="own"),
    path("accounts/usage/csv/", own.download, {"kind": "csv"}, name="download_csv"),
    path("accounts/usage/json/", own.download, {"kind": "json"}, name="download_json"),
    path("w/<slug:slug>/consents/", house.proof, name="proof"),
    path("w/<slug:slug>/consents/csv/", house.export, {"kind": "csv"}, name="export_csv"),
    path("w/<slug:slug>/consents/json/", house.export, {"kind": "json"}, name="export_json"),
    path("w/<slug:slug>/usage/", house.usage, name="usage"),
]
