"""Addresses of workspaces, members, keys, audit and jobs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
