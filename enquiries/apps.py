"""Tells Django of this app, and accounts who agrees to get news."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "enquiries"

    def ready(self) -> None:
        from accounts.marketing import register_consents
        from accounts.signals import marketing_ended
        from enquiries.newsletters.finding import agreed_since
        from enquiries.newsletters.sending import note_end

        register_consents(agreed_since)
        marketing_ended.connect(note_end, dispatch_uid="enquiries.newsletters")
