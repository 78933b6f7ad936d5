"""Where the pages of an erasure stand: its address, and the way to it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.doors import MemberRequest
from privacy.models import DataSubjectRequest
from privacy.requests.views.desk import Crumb, crumb


def crumbs(request: MemberRequest, found: DataSubjectRequest) -> dict[str, Any]:
    """From the desk to the request, for a page's context."""
    url = reverse("privacy_requests:detail", args=[request.workspace.slug, found.pk])
    name = _("Request %(number)d") % {"number": found.number or 0}
    return {"breadcrumbs": [crumb(request), Crumb(name, url)]}


def place_of_erasure(request: MemberRequest, found: DataSubjectRequest) -> str:
    """The address of the erasure's page."""
    return reverse("privacy_erasure:erasure", args=[request.workspace.slug, found.pk])
