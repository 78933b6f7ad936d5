"""Calls to a vendor's API: retried while it passes, renewed once when the token has ended."""

from collections.abc import Callable, Mapping
from typing import Any, Self

import httpx
import orjson
import stamina

from accounts.egress import Recipient, open_client
from integrations.connectors.campaigns import OutcomeUnknown
from integrations.connectors.refusals import AccessEnded, OutOfReach, Refused, SessionExpired
from integrations.connectors.tokens import Token, TokenKeeper

_PASSING = frozenset({408, 500, 502, 503, 504})
# Until one of these is over, nothing of a request has left.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Passing(Exception):
    """An answer or a cut that is worth another try at once."""


class ApiClient:
    """Speaks to one vendor with one grant. Use in a `with`; a connector's client builds on it.

    `check` passes a good answer and raises SessionExpired, Refused or Later for another.
    """

    def __init__(
        self,
        keeper: TokenKeeper,
        recipient: Recipient,
        check: Callable[[httpx.Response], None],
    ) -> None:
        self._keeper, self._check, self._vendor = keeper, check, recipient.name
        self.token: Token = keeper.current()
        self._http = open_client(recipient)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self._http.close()

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Any:
        """The JSON of a GET."""
        return self.call("GET", url, params=params).json()

    def post(self, url: str, body: Any) -> Any:
        """The JSON of a POST of JSON. Only for calls that may be repeated."""
        return self.call("POST", url, body=body).json()

    def call(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """A good answer; raises Refused, OutOfReach, Later, AccessEnded."""
        try:
            return self._fetch(method, url, params, body, headers)
        except SessionExpired:
            self.renew()
        try:
            return self._fetch(method, url, params, body, headers)
        except SessionExpired:
            # A token that was given a moment ago and is not taken will not be taken later.
            raise AccessEnded(self._vendor) from None

    def send_once(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """A good answer to a POST that changes something, and is therefore never repeated.

        Raises OutcomeUnknown where it was sent and nobody said what became of it; else as `call`.
        """
        for is_first in (True, False):
            try:
                return self._once("POST", url, params, body, headers)
            except SessionExpired:
                # It was not let in, so nothing was done.
                if not is_first:
                    raise AccessEnded(self._vendor) from None
                self.renew()
            except Passing as passing:
                if isinstance(passing.__cause__, NOT_SENT):
                    raise OutOfReach(self._vendor) from passing
                raise OutcomeUnknown(str(passing)) from passing
        raise AssertionError("both tries ended without an answer")

    def renew(self) -> None:
        """A new token, or the one that another worker has just got."""
        self.token = self._keeper.renewed(self.token)

    def authorize(self) -> dict[str, str]:
        """The headers that say who asks; a vendor's client may add its own."""
        return {"Authorization": f"Bearer {self.token.access}"}

    def _fetch(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        body: Any,
        headers: Mapping[str, str] | None,
    ) -> httpx.Response:
        try:
            for attempt in stamina.retry_context(
                on=Passing, attempts=4, timeout=30, wait_initial=0.2, wait_max=4
            ):
                with attempt:
                    return self._once(method, url, params, body, headers)
        except Passing as error:
            if isinstance(error.__cause__, Refused):
                raise error.__cause__ from None
            raise OutOfReach(self._vendor) from error
        raise AssertionError("the retries ended without an answer")

    def _once(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        body: Any,
        headers: Mapping[str, str] | None,
    ) -> httpx.Response:
        sent = self.authorize() | dict(headers or {})
        if body is not None:
            sent["Content-Type"] = "application/json"
        content = None if body is None else orjson.dumps(body)
        try:
            response = self._http.request(method, url, params=params, content=content, headers=sent)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise Passing("the connection was cut") from error
        try:
            self._check(response)
        except Refused as refused:
            if refused.status in _PASSING:
                raise Passing(f"HTTP {refused.status}") from refused
            raise
        return response
