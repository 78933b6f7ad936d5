"""Tells Django of this app."""

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Second steps that fail, or are set up, are known to allauth's signals alone.

        Who listens to the audit trail is told by its own hook.
        """
        from allauth.mfa.signals import authentication_failed, authenticator_added

        from accounts.adapters import record_login
        from accounts.audit import register_listener
        from accounts.joining import listen
        from accounts.limits import register_counter, register_names, register_resumer
        from accounts.models import LogIn
        from accounts.second_step import note_set_up
        from accounts.security.logins import note_login
        from accounts.selectors import count_members, members_beyond
        from accounts.webhooks.streaming import resume_streams, ring_trail

        listen()
        register_listener(ring_trail)
        register_counter("members", count_members)
        register_names("members", members_beyond)
        register_resumer(resume_streams)

        def second_step_failed(request: object, user: Any, **kwargs: object) -> None:
            note_login(request, user, LogIn.Outcome.STEP_FAILED)
            record_login("login.second_step_failed", user)

        def second_step_added(request: object, authenticator: Any, **kwargs: object) -> None:
            note_set_up(request, authenticator)

        authenticator_added.connect(second_step_added, weak=False)
        authentication_failed.connect(second_step_failed, weak=False)
