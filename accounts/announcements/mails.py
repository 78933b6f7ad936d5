"""A notice as a mail of the service: no advertising, so no consent and no way to leave in it."""

from django.utils import translation

from accounts.models import Announcement, User
from accounts.notify import compose_mail, queue_mail


def mail_announcement(announcement: Announcement, user: User, *, is_test: bool = False) -> None:
    """Queue it to one person in their language, behind the mails that somebody waits for."""
    with translation.override(user.language):
        values = {"announcement": announcement, "is_test": is_test}
        mail = compose_mail("emails/announcement", to=user.email, values=values)
    queue_mail(mail, queue="bulk")
