"""Tells those who answer for privacy that a number was left out: once for each place."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import QuarantinedNumber, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from privacy.numbers.words import place_of


def tell_desk(*, row: QuarantinedNumber, is_first: bool, **kwargs: Any) -> None:
    """A mail to each, in their language; no number and nobody's name stands in it."""
    if not is_first:
        return
    workspace = Workspace.objects.get(pk=row.workspace_id)
    url = settings.PUBLIC_URL.rstrip("/") + reverse("privacy:numbers", args=[workspace.slug])
    for member in members_who_may(Permission.MANAGE_PRIVACY):
        with translation.override(member.user.language):
            values = {"workspace": workspace, "place": place_of(row), "url": url}
            queue_mail(compose_mail("privacy/numbers/found", to=member.user.email, values=values))
