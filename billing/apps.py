"""Tells Django of this app, and gives accounts the judge of limits."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from accounts.limits import register_judge
        from billing.entitlements import judge

        register_judge(judge)
