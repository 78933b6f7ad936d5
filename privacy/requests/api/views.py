"""Requests for programs: list, take down, read, write, ask, extend, close; all can be tried."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.pages import linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from privacy.clock import Question
from privacy.models import DataSubjectRequest, Outcome, State
from privacy.requests.api.shapes import (
    AskSerializer,
    CloseSerializer,
    DoneSerializer,
    ExtendSerializer,
    LetterSerializer,
    ListQuerySerializer,
    MessageStepSerializer,
    NewRequestSerializer,
    PageSerializer,
    WholeRequestSerializer,
    shown,
    shown_whole,
)
from privacy.requests.api.trying import Done, do_or_try
from privacy.requests.ending import close_request
from privacy.requests.finding import letters_of, note_seen, on_the_desk, rows_of
from privacy.requests.handling import ask_person, extend_request, hear_person, reply_to_person
from privacy.requests.intake import record_request

_TAGS = ["Privacy requests"]
_Shape = type[serializers.Serializer[Any]]


class _DeskView(WorkspaceAPIView):
    permission: ClassVar[Permission | None] = Permission.MANAGE_PRIVACY
    is_personal: ClassVar[bool] = True

    def whole(self, request_id: UUID) -> dict[str, Any]:
        return shown_whole(asked(request_id), key_holder(self.request).workspace.slug)

    def answer(self, done: Done, status: int = 200) -> Response:
        body = {"dry_run": done.is_dry_run, "mails": done.mails, "request": done.shown}
        shape = DoneSerializer(body)
        return Response(shape.data, status=200 if done.is_dry_run else status)


class Requests(_DeskView):
    """What is on the desk, and a way to put something there."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": ListQuerySerializer}

    @extend_schema(
        responses=PageSerializer,
        operation_id="privacy_requests",
        tags=_TAGS,
    )
    def get(self, request: Request) -> Response:
        """Requests with their clocks, the newest first; nothing that was written."""
        rows = DataSubjectRequest.objects.exclude(state=State.UNPROVEN)
        if "state" in self.asked:
            rows = rows.filter(state=self.asked["state"])
        page = page_of(request, self.asked, rows, "-number")
        slug = key_holder(request).workspace.slug
        desk = sorted(rows_of(page.rows), key=lambda row: -(row.request.number or 0))
        body = {"requests": [shown(row, slug) for row in desk], "next": page.next}
        return Response(PageSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=NewRequestSerializer,
        responses={201: DoneSerializer, 200: DoneSerializer},
        operation_id="take_down_privacy_request",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Take down what reached the business elsewhere; the answer is its receipt.

        The person gets a mail with the link to their own page. With `dry_run` the answer has status
        200, and nothing is kept or sent.
        """
        shape = NewRequestSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        values = shape.service_values()
        is_dry_run = shape.validated_data["dry_run"]
        done = do_or_try(lambda: record_request(**values), self.whole, is_dry_run=is_dry_run)
        return self.answer(done, 201)


class OneRequest(_DeskView):
    """One request."""

    @extend_schema(responses=WholeRequestSerializer, operation_id="privacy_request", tags=_TAGS)
    def get(self, request: Request, request_id: UUID) -> Response:
        """Its clock, its person, its events; of messages there is an address of its own."""
        found = asked(request_id)
        note_seen(found, place="api")
        return Response(WholeRequestSerializer(self.whole(request_id)).data)


class _Step(_DeskView):
    def take(
        self, request: Request, request_id: UUID, shape: _Shape, do: Callable[..., Any]
    ) -> Response:
        """Check what was sent, then do it or try it."""
        asked(request_id)
        given = shape(data=request.data)
        given.is_valid(raise_exception=True)
        said = dict(given.validated_data)
        is_dry_run = said.pop("dry_run")

        def step() -> UUID:
            do(request_id=request_id, **said)
            return request_id

        return self.answer(do_or_try(step, self.whole, is_dry_run=is_dry_run))


class Messages(_Step):
    """What was written between the person and the business."""

    @extend_schema(
        responses=LetterSerializer(many=True), operation_id="privacy_messages", tags=_TAGS
    )
    def get(self, request: Request, request_id: UUID) -> Response:
        """Oldest first; that they were read is noted in the log of readings."""
        found = asked(request_id)
        note_seen(found, place="api")
        return Response(LetterSerializer(letters_of(found, with_notes=False), many=True).data)

    @extend_schema(
        request=MessageStepSerializer,
        responses=DoneSerializer,
        operation_id="write_privacy_message",
        tags=_TAGS,
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        """Write to the person, or take down what they said."""
        return self.take(request, request_id, MessageStepSerializer, _write)


class Ask(_Step):
    """A question to the person."""

    @extend_schema(
        request=AskSerializer, responses=DoneSerializer, operation_id="ask_person", tags=_TAGS
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        """Ask who they are or what they want; `problems` says if it stops no clock."""
        return self.take(request, request_id, AskSerializer, _ask)


class Extend(_Step):
    """A longer time."""

    @extend_schema(
        request=ExtendSerializer, responses=DoneSerializer, operation_id="extend", tags=_TAGS
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        """Refused with 403 where the law allows no extension any more."""
        return self.take(request, request_id, ExtendSerializer, extend_request)


class Close(_Step):
    """The answer."""

    @extend_schema(
        request=CloseSerializer, responses=DoneSerializer, operation_id="close", tags=_TAGS
    )
    def post(self, request: Request, request_id: UUID) -> Response:
        """Answer and end it; a dry run shows what the person would be sent how often."""
        return self.take(request, request_id, CloseSerializer, _close)


def asked(request_id: UUID) -> DataSubjectRequest:
    """A request of the entered workspace that counts; raises Http404."""
    found = on_the_desk(request_id)
    if found is None:
        raise Http404("No such request.")
    return found


def _write(*, direction: str, request_id: UUID, text: str, was_told: bool) -> None:
    if direction == "in":
        hear_person(request_id=request_id, text=text)
    else:
        reply_to_person(request_id=request_id, text=text, was_told=was_told)


def _ask(*, question: str, **said: Any) -> None:
    ask_person(question=Question(question), **said)


def _close(*, outcome: str, **said: Any) -> None:
    close_request(outcome=Outcome(outcome), **said)
