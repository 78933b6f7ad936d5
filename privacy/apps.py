"""Tells Django of this app, and registers the check of the map of personal data."""

from django.apps import AppConfig
from django.core.checks import register


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from privacy.checks import check_personal_data

        register(check_personal_data)
