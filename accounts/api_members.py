"""Who belongs to the workspace, for programs: each member's id, name and role."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.freezing import frozen_ids
from accounts.models import Membership, Role
from accounts.permissions import Permission
from accounts.selectors import members

ROLES = [str(one) for one in Role.values]
_Shape = serializers.Serializer[Any]


class MembersQuerySerializer(PageQuerySerializer):
    """Which members."""

    role = serializers.ChoiceField(choices=ROLES, required=False)


class MemberSerializer(_Shape):
    """A member, as everybody in the workspace sees them."""

    user_id = serializers.UUIDField(help_text="By which all other answers name them.")
    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField()
    role = serializers.ChoiceField(choices=ROLES)
    joined_at = serializers.DateTimeField()
    is_frozen = serializers.BooleanField(help_text="The plan holds fewer members than there are.")


class MembersSerializer(NextSerializer):
    """Members, those who joined first first."""

    members = MemberSerializer(many=True)


class Members(WorkspaceAPIView):
    """Who sees this workspace."""

    permission: ClassVar[Permission | None] = Permission.VIEW_MEMBERS
    is_personal: ClassVar[bool] = True
    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": MembersQuerySerializer}

    @extend_schema(responses=MembersSerializer, operation_id="members", tags=["Members"])
    def get(self, request: Request) -> Response:
        """Each member with name, address and role; all other addresses name them by `user_id`."""
        rows = members()
        if "role" in self.asked:
            rows = rows.filter(role=self.asked["role"])
        page = page_of(request, self.asked, rows, "id")
        frozen = frozen_ids(key_holder(request).workspace_id)
        found = [{**_shown(one), "is_frozen": one.pk in frozen} for one in page.rows]
        body = {"members": found, "next": page.next}
        return Response(MembersSerializer(body).data, headers=linked(page))


def _shown(member: Membership) -> dict[str, Any]:
    user = member.user
    return {
        **{name: getattr(member, name) for name in ("user_id", "role", "joined_at")},
        "name": user.get_full_name(),
        "email": user.email,
    }
