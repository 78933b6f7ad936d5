"""Tells Django of this app."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"
