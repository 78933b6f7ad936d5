"""Sources, their runs, and what a program may do with them, by the same services as the pages."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.models import Job
from accounts.permissions import Permission
from integrations import services
from integrations.api.shapes import (
    RunsQuerySerializer,
    RunsSerializer,
    SourcesSerializer,
    SyncSerializer,
    WholeRunSerializer,
    WholeSourceSerializer,
    shown_run,
    shown_sources,
    shown_sync,
    shown_whole,
    shown_whole_run,
)
from integrations.models import Source, SyncRun
from integrations.services.sources import SYNC

_TAGS = ["Sources"]
_Queries = Mapping[str, type[QuerySerializer]]


class _Looks(WorkspaceAPIView):
    permission: ClassVar[Permission | None] = Permission.VIEW_SOURCES


class _Acts(WorkspaceAPIView):
    permission: ClassVar[Permission | None] = Permission.MANAGE_SOURCES


class Sources(_Looks):
    """What is connected."""

    queries: ClassVar[_Queries] = {"GET": PageQuerySerializer}

    @extend_schema(responses=SourcesSerializer, operation_id="sources", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Every source with its state, and until when what came from it is complete."""
        page = page_of(request, self.asked, Source.objects.all(), "id")
        body = {"sources": shown_sources(page.rows), "next": page.next}
        return Response(SourcesSerializer(body).data, headers=linked(page))


class OneSource(_Looks):
    """One source."""

    @extend_schema(responses=WholeSourceSerializer, operation_id="source", tags=_TAGS)
    def get(self, request: Request, source_id: UUID) -> Response:
        """Its state, what is read of it, and what is missing for want of a permission."""
        return Response(WholeSourceSerializer(shown_whole(known(source_id))).data)


class Runs(_Looks):
    """What was read when."""

    queries: ClassVar[_Queries] = {"GET": RunsQuerySerializer}

    @extend_schema(responses=RunsSerializer, operation_id="source_runs", tags=_TAGS)
    def get(self, request: Request, source_id: UUID) -> Response:
        """Attempts to read the source, the newest first, with rows and errors."""
        rows = SyncRun.objects.filter(source_id=known(source_id).pk)
        if "state" in self.asked:
            rows = rows.filter(state=self.asked["state"])
        page = page_of(request, self.asked, rows, "-id")
        body = {"runs": [shown_run(run) for run in page.rows], "next": page.next}
        return Response(RunsSerializer(body).data, headers=linked(page))


class OneRun(_Looks):
    """One run."""

    @extend_schema(responses=WholeRunSerializer, operation_id="source_run", tags=_TAGS)
    def get(self, request: Request, source_id: UUID, run_id: UUID) -> Response:
        """Its rows and errors, piece by piece."""
        run = SyncRun.objects.filter(pk=run_id, source_id=source_id).first()
        if run is None:
            raise Http404("No such run.")
        return Response(WholeRunSerializer(shown_whole_run(run)).data)


class Syncs(_Acts):
    """A way to have a source read."""

    @extend_schema(
        request=None, responses={202: SyncSerializer}, operation_id="start_sync", tags=_TAGS
    )
    def post(self, request: Request, source_id: UUID) -> Response:
        """Read what is new, now; where a sync waits already, the answer is that one.

        `Location` is where to ask how far it is. A source that is paused or disconnected refuses.
        """
        source = known(source_id)
        job_id = services.request_sync(source_id=source.pk)
        rows = Job.objects.filter(task=SYNC, dedupe_key=str(source.pk))
        job = (rows.filter(pk=job_id) if job_id else rows.order_by("-created_at"))[:1].get()
        ids = {"source_id": source.pk, "sync_id": job.pk}
        address = reverse("integrations_api:sync", kwargs=ids)
        body = SyncSerializer(shown_sync(job, source.pk)).data
        return Response(body, status=202, headers={"Location": address})


class OneSync(_Looks):
    """One sync that was asked for."""

    @extend_schema(responses=SyncSerializer, operation_id="sync", tags=_TAGS)
    def get(self, request: Request, source_id: UUID, sync_id: UUID) -> Response:
        """How far it is: a job that waits, then a run with its rows."""
        rows = Job.objects.filter(task=SYNC, dedupe_key=str(known(source_id).pk))
        job = rows.filter(pk=sync_id).first()
        if job is None:
            raise Http404("No such sync.")
        return Response(SyncSerializer(shown_sync(job, source_id)).data)


class Pause(_Acts):
    """An end of syncs, for a while."""

    @extend_schema(
        request=None, responses=WholeSourceSerializer, operation_id="pause_source", tags=_TAGS
    )
    def post(self, request: Request, source_id: UUID) -> Response:
        """No sync until it is resumed; what runs now ends at its next page, and numbers stay."""
        services.pause_source(source_id=known(source_id).pk)
        return Response(WholeSourceSerializer(shown_whole(known(source_id))).data)


class Resume(_Acts):
    """Syncs again."""

    @extend_schema(
        request=None, responses=WholeSourceSerializer, operation_id="resume_source", tags=_TAGS
    )
    def post(self, request: Request, source_id: UUID) -> Response:
        """Read it again from now on."""
        services.resume_source(source_id=known(source_id).pk)
        return Response(WholeSourceSerializer(shown_whole(known(source_id))).data)


def known(source_id: UUID) -> Source:
    """A source of the entered workspace; raises Http404."""
    found: Any = Source.objects.filter(pk=source_id).first()
    if found is None:
        raise Http404("No such source.")
    return found  # type: ignore[no-any-return]
