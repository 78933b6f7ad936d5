"""Tells Django of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
