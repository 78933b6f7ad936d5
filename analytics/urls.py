"""Addresses of analytics in the browser."""

from django.urls import URLPattern

app_name = "analytics"
urlpatterns: list[URLPattern] = []
