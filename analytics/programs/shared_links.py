"""Shared links for programs: made, listed until when they open, and ended at once.

The address of a new link is in the answer to its POST and nowhere else; we keep a hash of it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import BodySerializer, QuerySerializer
from accounts.errors import Trouble
from accounts.permissions import Permission, may
from analytics.models import SharedKind, SharedLink
from analytics.models.reports import LONGEST_NAME
from analytics.programs.common import DayField, Shape, line_field, read
from analytics.programs.dashboards import BoardsView
from analytics.programs.saved_reports import report_of
from analytics.sharing import keeping
from analytics.sharing.allowed import names_somebody
from analytics.sharing.boards import contents_as_shared, refusal_of
from analytics.sharing.forms import LONGEST_PASSWORD, SHORTEST_PASSWORD
from analytics.sharing.parts import address_of, refused, today_in
from enquiries.site.addresses import absolute

_TAGS = ["Shared links"]
KINDS = [str(one) for one in SharedKind.values]


_WEEK = OpenApiExample(
    "A dashboard behind a password",
    request_only=True,
    value={
        "kind": "dashboard",
        "shows_id": "00000000-0000-7000-8000-000000000001",
        "until": "2026-12-31",
        "password": "told by another way",
    },
)


class NewLinkSerializer(BodySerializer):
    """What strangers are to see, until when, and behind which password."""

    kind = serializers.ChoiceField(choices=KINDS)
    shows_id = serializers.UUIDField(help_text="The saved report or dashboard.")
    name = line_field(
        LONGEST_NAME,
        required=False,
        help_text="It stands above the numbers, so without names of people; its own unless said.",
    )
    until = DayField(
        required=False,
        help_text="The last day on which it opens, a year from now at most; 30 days unless said.",
    )
    password = serializers.CharField(
        required=False,
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        help_text="Tell it by another way than the link; nobody can read it again.",
    )
    offers_csv = serializers.BooleanField(
        required=False, help_text="Of a report: its table may be taken along as CSV."
    )

    def validate_name(self, name: str) -> str:
        """Strangers read it."""
        if names_somebody(name):
            text = _("Leave out addresses and numbers of people: strangers read this.")
            raise serializers.ValidationError(text)
        return name


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


class MadeLinkSerializer(SharedLinkSerializer):
    """A new link with its address."""

    address = serializers.CharField(
        help_text="Whoever has it sees the numbers. It is told this once."
    )


class SharedLinksSerializer(NextSerializer):
    """Links, the one that was made last first."""

    links = SharedLinkSerializer(many=True)


class _Links(BoardsView):
    permission: ClassVar[Permission | None] = Permission.DEFINE_NUMBERS


class SharedLinks(_Links):
    """All of the workspace."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PageQuerySerializer}

    @extend_schema(responses=SharedLinksSerializer, operation_id="shared_links", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """What is shared, by whom and until when; no address."""
        page = page_of(request, self.asked, keeping.links(), "-id")
        body = {"links": [_shown(one) for one in page.rows], "next": page.next}
        return Response(SharedLinksSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=NewLinkSerializer,
        responses={201: MadeLinkSerializer},
        examples=[_WEEK],
        operation_id="make_shared_link",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Make a link of a saved report or a dashboard as it stands, which its maker sees.

        400 with the code `personal` where it would show parts that may name people.
        """
        said = read(NewLinkSerializer, request)
        try:
            what, name = self._subject(said["kind"], said["shows_id"])
        except Http404:
            text = _("There is no such report or dashboard, or it is not shared with you.")
            raise serializers.ValidationError({"shows_id": [text]}) from None
        usual = today_in(self.workspace) + timedelta(days=keeping.USUAL_DAYS)
        wanted = keeping.Wanted(
            **what,
            name=said.get("name") or name,
            until=said.get("until", usual),
            password=said.get("password", ""),
            offers_csv=said.get("offers_csv", False) and said["kind"] == SharedKind.REPORT,
        )
        made = keeping.make_link(
            wanted=wanted, workspace=self.workspace, user_id=self.who["user_id"]
        )
        url = absolute(reverse("analytics:shared", kwargs={"token": made.token}))
        headers = {"Location": reverse("analytics_api:shared_link", args=[made.link.pk])}
        body = MadeLinkSerializer({**_shown(made.link), "address": url}).data
        return Response(body, status=201, headers=headers)

    def _subject(self, kind: str, shows_id: UUID) -> tuple[dict[str, Any], str]:
        """(what a link of it keeps, its name); raises Http404, and Trouble where none may be."""
        what: dict[str, Any] = {"kind": SharedKind(kind), "shows": shows_id}
        if kind == SharedKind.REPORT:
            report = report_of(shows_id, self.who["user_id"])
            refusal = refused(address_of(report.question, self.workspace))
            what["question"], name = report.question, report.name
        else:
            board = self.known(shows_id)
            refusal = refusal_of(contents_as_shared(board, self.workspace), "")
            what["version"], name = board.version, board.name
        if refusal:
            raise Trouble(refusal, code="personal")
        return what, name


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
        keeping.revoke_link(
            link_id=_known(link_id).pk,
            user_id=self.who["user_id"],
            may_all=may(self.who["role"], Permission.MANAGE_WORKSPACE),
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
