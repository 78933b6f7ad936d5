"""Tells Django of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Second steps that fail are known to allauth's signals alone."""
        from allauth.mfa.signals import authentication_failed

        from accounts.adapters import record_login

        def second_step_failed(user: object, **kwargs: object) -> None:
            record_login("login.second_step_failed", user)  # type: ignore[arg-type]

        authentication_failed.connect(second_step_failed, weak=False)
