"""Tells Django of this app."""

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Second steps that fail, or are set up, are known to allauth's signals alone."""
        from allauth.mfa.signals import authentication_failed, authenticator_added

        from accounts.adapters import record_login
        from accounts.second_step import note_set_up

        def second_step_failed(user: object, **kwargs: object) -> None:
            record_login("login.second_step_failed", user)  # type: ignore[arg-type]

        def second_step_added(request: object, authenticator: Any, **kwargs: object) -> None:
            note_set_up(request, authenticator)

        authenticator_added.connect(second_step_added, weak=False)
        authentication_failed.connect(second_step_failed, weak=False)
