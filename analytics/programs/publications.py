"""Published reports for programs: what was frozen, and the way from it to the numbers of today."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import BodySerializer, QuerySerializer
from accounts.permissions import Permission
from analytics.metrics import Unit
from analytics.models import Publication
from analytics.models.reporting import LONGEST_NAME
from analytics.programs.common import Shape, line_field, read
from analytics.programs.sent_reports import PDF, BoardsView, PdfRenderer, pdf
from analytics.reporting.changes import Told, told_of
from analytics.reporting.freezing import publishing
from analytics.reporting.freezing.bridging import Kind
from analytics.reporting.freezing.comparing import compare, names_of_parts
from analytics.reporting.freezing.frozen import Number, unpacked
from analytics.reporting.reading import publication_for, publications_for

_TAGS = ["Published reports"]
UNITS = [one.value for one in Unit]
CAUSES = [one.name.lower() for one in Kind]


class PublishSerializer(BodySerializer):
    """Which dashboard, under which title."""

    dashboard_id = serializers.UUIDField()
    name = line_field(LONGEST_NAME, help_text="Without names of people.")


class PublicationSerializer(Shape):
    """A dashboard as it stood in one moment."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    dashboard_id = serializers.UUIDField()
    dashboard_version = serializers.IntegerField()
    first_on = serializers.DateField(allow_null=True)
    last_on = serializers.DateField(allow_null=True)
    currency = serializers.CharField()
    read_until = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField()
    published_by_id = serializers.UUIDField(allow_null=True)


class PublicationsSerializer(NextSerializer):
    """Those that are not withdrawn, the newest first."""

    publications = PublicationSerializer(many=True)


class FrozenSerializer(Shape):
    """A number as it was frozen; money in micros of the publication's currency."""

    title = serializers.CharField(allow_blank=True, help_text="Of its tile.")
    name = serializers.CharField()
    metric = serializers.CharField()
    metric_version = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=UNITS)
    value = serializers.FloatField(allow_null=True)


class WholePublicationSerializer(PublicationSerializer):
    """With its numbers."""

    has_file = serializers.BooleanField(help_text="It is printed already.")
    numbers = FrozenSerializer(many=True)


class AddendSerializer(Shape):
    """By how much the number moved for one reason."""

    cause = serializers.ChoiceField(choices=CAUSES)
    source_id = serializers.CharField(allow_blank=True)
    about = serializers.CharField(
        allow_blank=True, help_text="A campaign, another part, a currency."
    )
    about_name = serializers.CharField(allow_blank=True)
    on = serializers.DateField(allow_null=True, help_text="Of which day.")
    by = serializers.FloatField()


class MovedSerializer(FrozenSerializer):
    """A number that is another one now; the addends sum to `by`, to the cent."""

    now = serializers.FloatField(allow_null=True)
    by = serializers.FloatField(allow_null=True, help_text="Null where no way leads to it.")
    addends = AddendSerializer(many=True)


class ChangesSerializer(Shape):
    """What became of the frozen numbers."""

    publication_id = serializers.UUIDField()
    numbers = serializers.IntegerField(help_text="How many were frozen; all others are the same.")
    changes = MovedSerializer(many=True)


class _Published(BoardsView):
    def known(self, publication_id: UUID) -> Publication:
        return publication_for(publication_id, *self.reader)


class Publications(_Published):
    """What was published."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PageQuerySerializer}

    @extend_schema(responses=PublicationsSerializer, operation_id="publications", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Published reports of dashboards that whoever made the key sees."""
        page = page_of(request, self.asked, publications_for(*self.reader), "-id")
        body = {"publications": page.rows, "next": page.next}
        return Response(PublicationsSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=PublishSerializer,
        responses={201: WholePublicationSerializer},
        operation_id="publish",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Freeze what a dashboard shows now; its PDF is printed in a moment."""
        said = read(PublishSerializer, request)
        row = publishing.publish(
            dashboard=self.board(said["dashboard_id"]), name=said["name"], user_id=self.reader[1]
        )
        headers = {"Location": reverse("analytics_api:publication", args=[row.pk])}
        body = WholePublicationSerializer(_whole(row)).data
        return Response(body, status=201, headers=headers)


class OnePublication(_Published):
    """One of them."""

    @extend_schema(responses=WholePublicationSerializer, operation_id="publication", tags=_TAGS)
    def get(self, request: Request, publication_id: UUID) -> Response:
        """Its numbers as they were frozen, each with the version of its formula."""
        return Response(WholePublicationSerializer(_whole(self.known(publication_id))).data)

    @extend_schema(responses={204: None}, operation_id="withdraw_publication", tags=_TAGS)
    def delete(self, request: Request, publication_id: UUID) -> Response:
        """Show it to nobody any more; for 30 days a member can have it back."""
        publishing.withdraw(publication_id=self.known(publication_id).pk)
        return Response(status=204)


class Changes(_Published):
    """What became of it since."""

    write_permission = None

    @extend_schema(responses=ChangesSerializer, operation_id="publication_changes", tags=_TAGS)
    def get(self, request: Request, publication_id: UUID) -> Response:
        """Each number that is another one today, with the way from one to the other."""
        row = self.known(publication_id)
        compared = compare(row, key_holder(request).workspace)
        told = [(one.number, found) for one in compared if (found := told_of(one, row.currency))]
        names = names_of_parts({cause.about for _n, one in told for cause in one.parts})
        body = {
            "publication_id": row.pk,
            "numbers": len(compared),
            "changes": [_moved(number, one, names) for number, one in told],
        }
        return Response(ChangesSerializer(body).data)


class PublicationPdf(_Published):
    """Its document."""

    permission: ClassVar[Permission | None] = Permission.EXPORT_NUMBERS
    renderer_classes = (PdfRenderer, JSONRenderer)

    @extend_schema(responses=PDF, operation_id="publication_file", tags=_TAGS)
    def get(self, request: Request, publication_id: UUID) -> Response:
        """Its PDF; 404 until it is printed."""
        row = self.known(publication_id)
        if row.pdf is None:
            raise Http404("It is not printed yet.")
        return pdf(bytes(row.pdf), row.name)


def _whole(row: Publication) -> dict[str, Any]:
    has_file = Publication.objects.filter(pk=row.pk, pdf__isnull=False).exists()
    numbers = [_frozen(one) for one in unpacked(bytes(row.numbers)).numbers]
    return {**PublicationSerializer(row).data, "has_file": has_file, "numbers": numbers}


def _frozen(one: Number) -> dict[str, Any]:
    kept = one.definition
    return {
        "title": one.title,
        "name": one.label,
        "metric": kept.key,
        "metric_version": kept.version,
        "unit": kept.unit,
        "value": None if one.value is None else float(one.value),
    }


def _moved(number: Number, told: Told, names: Mapping[str, str]) -> dict[str, Any]:
    addends = [
        {
            "cause": cause.kind.name.lower(),
            "source_id": cause.source,
            "about": cause.about,
            "about_name": names.get(cause.about, ""),
            "on": cause.on,
            "by": float(steps * told.step),
        }
        for cause, steps in told.parts.items()
    ]
    by = None if told.total is None else float(told.total * told.step)
    now = None if told.now is None else float(told.now)
    return {**_frozen(number), "now": now, "by": by, "addends": addends}
