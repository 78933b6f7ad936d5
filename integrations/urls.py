"""Addresses of integrations in the browser."""

from django.urls import URLPattern

app_name = "integrations"
urlpatterns: list[URLPattern] = []
