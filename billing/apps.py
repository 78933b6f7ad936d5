"""Tells Django of this app, and gives accounts the judge of limits."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from accounts.limits import Judge, register_judge
        from accounts.signals import members_changed
        from accounts.unpaid import register_unpaid
        from billing.entitlements import allowance, judge, least, pace, require_feature
        from billing.selectors import is_read_only
        from billing.services.reconciling import follow_members

        register_unpaid(is_read_only)
        members_changed.connect(follow_members)
        register_judge(Judge(judge, require_feature, allowance, pace, least))
