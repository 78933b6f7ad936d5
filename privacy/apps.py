"""Tells Django of this app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
