"""The API's door into a workspace: key, scope, rate, then one transaction inside."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_keys.bucket import Draw, draw
from accounts.api_keys.door import key_holder
from accounts.api_keys.etags import SAFE, conditional, refuse_what_changed
from accounts.api_keys.plan import refuse_what_is_not_bought
from accounts.api_keys.repeating import call_of, done_once
from accounts.api_keys.said import QuerySerializer, refuse_unknown
from accounts.audit import Actor, acting_as
from accounts.permissions import Permission
from accounts.tenancy import inside
from accounts.unpaid import payment_needed, stops

# What may be changed only as it was read.
GUARDED = ("PATCH", "DELETE")


class WorkspaceAPIView(APIView):
    """A view whose handlers run inside the key's workspace, in one transaction, as the key.

    `permission` is the scope that it asks for, `write_permission` that of methods which change
    something, where it is another. With `transaction = False` the handler opens
    inside(request.auth.workspace_id) itself. `queries` says by method what may stand in the
    address, and `self.asked` what does. A POST with an Idempotency-Key is done once, unless it
    `only_reads`. What `is_personal` may lie in no cache, not even a program's own.
    """

    permission: ClassVar[Permission | None] = None
    write_permission: ClassVar[Permission | None] = None
    transaction: ClassVar[bool] = True
    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {}
    only_reads: ClassVar[bool] = False
    is_personal: ClassVar[bool] = False

    @classmethod
    def scope_of(cls, method: str | None) -> Permission | None:
        """The scope that a method asks for."""
        is_read = method in (*SAFE, "OPTIONS")
        return cls.permission if is_read else cls.write_permission or cls.permission

    @classmethod
    def as_view(  # type: ignore[override]
        cls, **initkwargs: Any
    ) -> Callable[..., HttpResponseBase]:
        view: Callable[..., HttpResponseBase] = super().as_view(**initkwargs)
        vars(view).update(permission=cls.permission, is_api=True)
        return view

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """DRF's own checks, then the plan, then the rate; each answer says what is left."""
        super().initial(request, *args, **kwargs)
        refuse_what_is_not_bought(key_holder(request).membership)
        self.drawn: Draw = draw(key_holder(request).api_key.pk, key_holder(request).workspace_id)
        self.headers.update(self.drawn.headers)
        if not self.drawn.is_allowed:
            raise Throttled(wait=self.drawn.wait_seconds)
        if request.method not in self.allowed_methods:
            # Which is said by the handler: no word of such a request is looked at.
            return
        shape = self.queries.get("GET" if request.method == "HEAD" else request.method or "")
        if shape is None:
            refuse_unknown(request.query_params)
        self.asked: dict[str, Any] = shape.read(request) if shape else {}

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Which methods there are; what they take says the document."""
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As DRF's, but the handler runs in the workspace: an error undoes what it wrote."""
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(self.request, *args, **kwargs)
            response = self._handle(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  DRF turns each into an answer
            response = self.handle_exception(error)
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        is_kept = request.method in SAFE and not self.is_personal and response.status_code == 200
        kept = "private, no-cache" if is_kept else "no-store"
        self.response.headers.setdefault("Cache-Control", kept)
        return conditional(self.request, self.response)

    def _handle(self, *args: Any, **kwargs: Any) -> Response:
        name = (self.request.method or "").lower()
        known = name in self.http_method_names
        handler = getattr(self, name, None) if known else None
        handler = handler or self.http_method_not_allowed
        holder = key_holder(self.request)
        method = "GET" if self.only_reads else self.request.method
        if stops(method, self.scope_of(self.request.method), holder.workspace_id):
            raise payment_needed()
        call = None if self.only_reads else call_of(self.request, holder.workspace_id)
        with acting_as(Actor("api_key", holder.api_key.pk)):
            if call is None:
                return self._do(handler)
            return done_once(call, lambda keep: self._do(handler, keep))

    def _do(self, handler: Any, keep: Callable[[Response], None] | None = None) -> Response:
        """The handler's answer, kept in the transaction of what it changed where there is one."""
        workspace_id = key_holder(self.request).workspace_id
        with inside(workspace_id) if self.transaction else nullcontext():
            if self._is_guarded():
                refuse_what_changed(self.request, self._now)
            answer: Response = handler(self.request, *self.args, **self.kwargs)
            if keep is not None and self.transaction:
                keep(answer)
        if keep is not None and not self.transaction:
            with inside(workspace_id):
                keep(answer)
        return answer

    def _is_guarded(self) -> bool:
        method, allowed = self.request.method, self.allowed_methods
        return method in GUARDED and method in allowed and "GET" in allowed

    def _now(self) -> Response:
        """What GET says here, to be compared with what a program has."""
        read: Any = self.get  # type: ignore[attr-defined]
        answer: Response = read(self.request, *self.args, **self.kwargs)
        return self.finalize_response(self.request, answer, *self.args, **self.kwargs)
