"""Where a day of a chart is annotated, for who may."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.doors import MemberRequest
from accounts.permissions import Permission
from analytics.views.trust import today_of


def noting(request: MemberRequest, query: str, anchor: str, last_on: date) -> dict[str, Any] | None:
    """The form's address, the way back to the chart at `anchor`, and the first day to offer."""
    if Permission.DEFINE_NUMBERS not in request.permissions:
        return None
    url = reverse("analytics:new_annotation", kwargs={"slug": request.workspace.slug})
    on = min(last_on, today_of(request))
    return {"url": url, "next": f"{request.path}{query}#{anchor}", "on": on}
