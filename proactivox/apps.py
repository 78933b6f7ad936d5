"""Tells Django of this app."""

from django.apps import AppConfig


class ProactivoxConfig(AppConfig):
    name = "proactivox"
