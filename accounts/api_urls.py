"""Addresses of the API below /api/v1/: the key itself, and the description of all."""

from django.urls import path

from accounts import api_schema
from accounts.api import Me
from accounts.api_audit import AuditEvents
from accounts.api_members import Members
from accounts.doors import public

app_name = "accounts_api"

urlpatterns = [
    path("me", Me.as_view(), name="me"),
    path("members", Members.as_view(), name="members"),
    path("audit/events", AuditEvents.as_view(), name="audit"),
    path("openapi.json", public(api_schema.OpenApiView.as_view()), name="openapi"),
]
