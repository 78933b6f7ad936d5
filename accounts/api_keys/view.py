"""The API's door into a workspace: key, scope, rate, then one transaction inside."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_keys.bucket import Draw, draw
from accounts.api_keys.door import key_holder
from accounts.api_keys.plan import refuse_what_is_not_bought
from accounts.audit import Actor, acting_as
from accounts.permissions import Permission
from accounts.tenancy import inside
from accounts.unpaid import payment_needed, stops


class WorkspaceAPIView(APIView):
    """A view whose handlers run inside the key's workspace, in one transaction, as the key.

    `permission` is the scope that it asks for. With `transaction = False` the handler opens
    inside(request.auth.workspace_id) itself.
    """

    permission: ClassVar[Permission | None] = None
    transaction: ClassVar[bool] = True

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
        self.response.headers.setdefault("Cache-Control", "no-store")
        return self.response

    def _handle(self, *args: Any, **kwargs: Any) -> Response:
        name = (self.request.method or "").lower()
        known = name in self.http_method_names
        handler = getattr(self, name, None) if known else None
        handler = handler or self.http_method_not_allowed
        holder = key_holder(self.request)
        if stops(self.request.method, self.permission, holder.workspace_id):
            raise payment_needed()
        with acting_as(Actor("api_key", holder.api_key.pk)):
            if not self.transaction:
                return handler(self.request, *args, **kwargs)
            with inside(holder.workspace_id):
                return handler(self.request, *args, **kwargs)
