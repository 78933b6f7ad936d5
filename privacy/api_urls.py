"""Addresses of privacy below /api/v1/."""

from django.urls import path

from privacy.erasure.api import Erasures
from privacy.requests.api import views

app_name = "privacy_api"

_ONE = "privacy/requests/<uuid:request_id>"
urlpatterns = [
    path("privacy/requests", views.Requests.as_view(), name="requests"),
    path(_ONE, views.OneRequest.as_view(), name="request"),
    path(f"{_ONE}/messages", views.Messages.as_view(), name="messages"),
    path(f"{_ONE}/ask", views.Ask.as_view(), name="ask"),
    path(f"{_ONE}/extend", views.Extend.as_view(), name="extend"),
    path(f"{_ONE}/close", views.Close.as_view(), name="close"),
    path(f"{_ONE}/erasures", Erasures.as_view(), name="erasures"),
]
