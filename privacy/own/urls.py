"""Addresses of what users do about their own login."""

from django.urls import path

from privacy.own import views

app_name = "privacy_own"

urlpatterns = [
    path("accounts/data/", views.copy, name="copy"),
    path("accounts/data/<uuid:package_id>/", views.download, name="download"),
    path("accounts/close/", views.close, name="close"),
]
