"""What happened with the login of whoever looks: tries to come in, and what mails told of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import personal
from accounts.models import SecurityNotice, User, Workspace
from accounts.security.logins import opened, tries_of
from accounts.security.words import words_of
from accounts.selectors import memberships_of
from accounts.session_length import good_until, idle_seconds, span

_MOST, _FIRST, _PAGE = 100, 10, 25


@dataclass(frozen=True)
class Told:
    """A notice in words."""

    at: datetime
    title: str
    text: str


@personal
@require_safe
def history(request: Any) -> HttpResponseBase:
    """Notices, until when this log-in lasts, and the tries of the last 90 days."""
    places = [place.workspace for place in memberships_of(request.user)]
    page = Paginator(tries_of(request.user), _PAGE).get_page(request.GET.get("page"))
    notices = _notices(request.user)
    context = {
        "notices": notices[:_FIRST],
        "older": notices[_FIRST:],
        "page": page,
        "tries": opened(page),
        "lengths": [
            {
                "name": place.name,
                "until": good_until(request.session, place),
                "idle": span(idle_seconds(place)),
            }
            for place in places
        ],
    }
    return render(request, "accounts/security.html", context)


def _notices(user: User) -> list[Told]:
    rows = list(SecurityNotice.objects.filter(user=user).order_by("-at", "-id")[:_MOST])
    actors: dict[UUID, User] = User.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
    places = Workspace.objects.in_bulk({row.place_id for row in rows if row.place_id})
    return [_told(row, actors, places) for row in rows]


def _told(row: SecurityNotice, actors: dict[UUID, User], places: dict[UUID, Workspace]) -> Told:
    actor = actors.get(row.actor_id) if row.actor_id else None
    place = places.get(row.place_id) if row.place_id else None
    title, text = words_of(
        row.kind,
        who=actor.get_full_name() if actor else _("Somebody"),
        workspace=place.name if place else _("a workspace that is gone"),
        detail=row.detail,
    )
    return Told(row.at, title, text)
