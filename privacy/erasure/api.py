"""Erasures for programs: try one, begin it, see what became of each part."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.said import BodySerializer, DryRunQuerySerializer, QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations.restricting import HELD
from privacy.erasure.asking import SourceLook, is_kept
from privacy.erasure.local import Ending, until_of
from privacy.erasure.previewing import Preview, preview
from privacy.erasure.services import begin_erasure
from privacy.models import Erasure, ErasureItem
from privacy.requests.api.views import asked
from privacy.retention.holds import HeldPart

_TAGS = ["Privacy requests"]


class NewErasureSerializer(BodySerializer):
    """Ids that are known besides the request's address; `dry_run` says what would happen."""

    ids = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=40), max_length=50),
        default=dict,
        help_text="{id of a source: ids of leads or contacts}",
    )
    dry_run = serializers.BooleanField(default=False)

    def validate_ids(self, value: dict[str, list[str]]) -> dict[UUID, list[str]]:
        """Keys are the ids of sources."""
        try:
            return {UUID(source): ids for source, ids in value.items()}
        except ValueError as error:
            raise serializers.ValidationError("Keys are ids of sources.") from error


class PartSerializer(serializers.Serializer[Any]):
    """One part: a table, a record at a source, the files, the cache; and how it ends."""

    place = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField(help_text="waiting, erased, anonymised, retained or failed")
    rows = serializers.IntegerField()
    found_afterwards = serializers.IntegerField(allow_null=True)
    ground = serializers.CharField(allow_blank=True)
    until = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)


class ErasureSerializer(serializers.Serializer[Any]):
    """An erasure that was tried or begun.

    `before` and `after` are the dashboard's sums of the days concerned.
    """

    dry_run = serializers.BooleanField()
    finished_at = serializers.DateTimeField(allow_null=True)
    held_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when only what a legal hold keeps is left."
    )
    parts = PartSerializer(many=True)
    before = serializers.DictField()
    after = serializers.DictField()
    search = serializers.DictField()
    certificate = serializers.DictField(allow_null=True)


class Erasures(WorkspaceAPIView):
    """The erasure of a request's person."""

    permission: ClassVar[Permission | None] = Permission.MANAGE_PRIVACY
    is_personal: ClassVar[bool] = True
    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"POST": DryRunQuerySerializer}
    transaction: ClassVar[bool] = False

    @extend_schema(responses=ErasureSerializer, operation_id="erasure", tags=_TAGS)
    def get(self, request: Request, request_id: UUID) -> Response:
        """What became of each part so far; 404 before it has begun."""
        with inside(key_holder(request).workspace_id):
            found = Erasure.objects.filter(request=asked(request_id)).first()
            if found is None:
                raise Http404("Nothing was erased by this request.")
            return Response(ErasureSerializer(_shown(found)).data)

    @extend_schema(
        request=NewErasureSerializer,
        responses={201: ErasureSerializer, 200: ErasureSerializer},
        operation_id="erase_person",
        tags=_TAGS,
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        """Begin it; with `dry_run` (in the body or the address) say what it would do, with 200."""
        tries = self.asked.get("dry_run")
        shape = NewErasureSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        ids, workspace_id = shape.validated_data["ids"], key_holder(request).workspace_id
        with inside(workspace_id):
            found = asked(request_id)
        is_dry_run = shape.validated_data["dry_run"] if tries is None else tries == "true"
        if is_dry_run:
            tried = preview(workspace_id=workspace_id, request_id=found.pk, ids=ids)
            return Response(ErasureSerializer(_tried(tried)).data)
        with inside(workspace_id):
            begun = begin_erasure(request_id=found.pk, ids=ids)
            return Response(ErasureSerializer(_shown(begun)).data, status=201)


def _shown(erasure: Erasure) -> dict[str, Any]:
    items = ErasureItem.objects.filter(erasure=erasure).order_by("place", "name", "id")
    return {
        "dry_run": False,
        "finished_at": erasure.finished_at,
        "held_at": erasure.held_at,
        "parts": [_part(one) for one in items],
        "before": erasure.before,
        "after": erasure.after,
        "search": erasure.search,
        "certificate": erasure.certificate,
    }


def _part(item: ErasureItem) -> dict[str, Any]:
    names = ("place", "name", "state", "rows", "ground", "until", "why")
    return {name: getattr(item, name) for name in names} | {"found_afterwards": item.residue}


def _tried(tried: Preview) -> dict[str, Any]:
    parts = [_here(one) for one in tried.done.endings]
    parts += [part for look in tried.looks for part in _there(look, tried.done.held)]
    return {
        "dry_run": True,
        "finished_at": None,
        "held_at": None,
        "parts": parts,
        "before": tried.done.before,
        "after": tried.done.after,
        "search": {},
        "certificate": None,
    }


def _here(one: Ending) -> dict[str, Any]:
    said = {"place": "table", "name": one.table, "state": one.state, "rows": one.rows, "why": ""}
    return {**said, "ground": one.ground, "until": one.until, "found_afterwards": None}


def _there(look: SourceLook, held: HeldPart | None) -> list[dict[str, Any]]:
    """Records of a source wait for what the workspace chose there; what was not seen has failed."""
    blank = {"ground": "", "until": "", "found_afterwards": None, "place": "upstream"}
    waiting = {**blank, "state": "waiting", "rows": 1, "why": look.choice}
    kept = {**waiting, "state": "retained", "why": "", "ground": HELD, "until": until_of(held)}
    parts = [
        (kept if is_kept(one, held) else waiting) | {"name": one.kind} for one in look.found.records
    ]
    failures = [look.trouble] if look.trouble else []
    failures += [f"unseen: {name}" for name in look.found.unseen]
    return parts + [
        {**blank, "name": look.name, "state": "failed", "rows": 0, "why": why} for why in failures
    ]
