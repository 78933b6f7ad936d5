"""Shared links for programs: which there are, until when, and an end of one at once."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.permissions import Permission, may
from analytics.models import SharedKind, SharedLink
from analytics.programs.common import NumbersView, Shape
from analytics.sharing import keeping

_TAGS = ["Shared links"]
KINDS = [str(one) for one in SharedKind.values]


class SharedLinkSerializer(Shape):
    """An address that shows numbers without a login; its secret is kept nowhere."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    shows_id = serializers.UUIDField(help_text="The saved report or dashboard.")
    is_open = serializers.BooleanField(help_text="Neither expired nor revoked.")
    has_password = serializers.BooleanField()
    offers_csv = serializers.BooleanField()
    expires_at = serializers.DateTimeField()
    opened = serializers.IntegerField(help_text="How often; by whom is not kept.")
    opened_on = serializers.DateField(allow_null=True, help_text="The last time.")
    made_at = serializers.DateTimeField()
    made_by_id = serializers.UUIDField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class SharedLinksSerializer(NextSerializer):
    """Links, the one that was made last first."""

    links = SharedLinkSerializer(many=True)


class _Links(NumbersView):
    permission: ClassVar[Permission | None] = Permission.DEFINE_NUMBERS


class SharedLinks(_Links):
    """All of the workspace."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PageQuerySerializer}

    @extend_schema(responses=SharedLinksSerializer, operation_id="shared_links", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """What is shared, by whom and until when; links are made in the browser alone."""
        page = page_of(request, self.asked, keeping.links(), "-id")
        body = {"links": [_shown(one) for one in page.rows], "next": page.next}
        return Response(SharedLinksSerializer(body).data, headers=linked(page))


class OneSharedLink(_Links):
    """One link."""

    @extend_schema(responses=SharedLinkSerializer, operation_id="shared_link", tags=_TAGS)
    def get(self, request: Request, link_id: UUID) -> Response:
        """What it shows, until when, and how often it was opened."""
        return Response(SharedLinkSerializer(_shown(_known(link_id))).data)

    @extend_schema(responses={204: None}, operation_id="revoke_shared_link", tags=_TAGS)
    def delete(self, request: Request, link_id: UUID) -> Response:
        """Revoke it: it shows nothing any more; one's own, or any where an admin made the key.

        400 for another member's link.
        """
        holder = key_holder(request)
        keeping.revoke_link(
            link_id=_known(link_id).pk,
            user_id=holder.api_key.created_by_id,
            may_all=may(holder.membership.role, Permission.MANAGE_WORKSPACE),
        )
        return Response(status=204)


def _known(link_id: UUID) -> SharedLink:
    found = keeping.links().filter(pk=link_id).first()
    if found is None:
        raise Http404("No such link.")
    return found


def _shown(link: SharedLink) -> dict[str, Any]:
    names = ("name", "kind", "is_open", "offers_csv", "expires_at", "opened", "opened_on")
    more = ("made_at", "made_by_id", "revoked_at")
    return {
        "id": link.pk,
        "shows_id": link.shows,
        "has_password": bool(link.password),
        **{name: getattr(link, name) for name in (*names, *more)},
    }
