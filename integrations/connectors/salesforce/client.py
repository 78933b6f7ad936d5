"""Calls to one organisation: retried while it passes, renewed once when the session has ended."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

import httpx
import orjson
import stamina

from accounts.egress import open_client
from integrations.connectors.calling import NOT_SENT
from integrations.connectors.campaigns import OutcomeUnknown
from integrations.connectors.salesforce import API_VERSION, SALESFORCE
from integrations.connectors.salesforce.errors import (
    ApiRefused,
    SessionExpired,
    Unreachable,
    check,
)
from integrations.connectors.salesforce.limits import Usage, usage_of
from integrations.connectors.tokens import HeldToken, Token, TokenKeeper

__all__ = ["Client", "HeldToken", "Passing", "Token", "TokenKeeper"]

_PASSING = frozenset({408, 500, 502, 503, 504})


class Passing(Exception):
    """An answer or a cut that is worth another try at once."""


class Client:
    """Speaks to one organisation. Use in a `with`; not shared between threads but for `fetch`."""

    def __init__(self, keeper: TokenKeeper, *, version: str = API_VERSION) -> None:
        self._keeper = keeper
        self.token = keeper.current()
        self.version = version
        # As the latest answer said.
        self.usage: Usage | None = None
        # What describe said of objects while this client is open.
        self.described: dict[str, Mapping[str, Any]] = {}
        self._http = open_client(SALESFORCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self._http.close()

    def get(self, path: str, params: Mapping[str, str] | None = None) -> httpx.Response:
        """The answer to a GET, with the session renewed if need be."""
        return self.call("GET", path, params=params)

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> httpx.Response:
        """A good answer; raises ApiRefused, Unreachable, Later, GrantEnded.

        `path` is below /services/data/vNN.N, or begins with "/" and is taken as it is.
        """
        try:
            return self.fetch(method, path, params=params, body=body)
        except SessionExpired:
            self.renew()
            return self.fetch(method, path, params=params, body=body)

    def send_once(self, method: str, path: str, *, body: Any = None) -> httpx.Response:
        """A good answer to a call that changes something, and is therefore never repeated.

        Raises OutcomeUnknown where it was sent and nobody said what became of it; else as `call`.
        """
        for is_first in (True, False):
            try:
                return self._once(method, path, None, body, {})
            except SessionExpired:
                # It was not let in, so nothing was done.
                if not is_first:
                    raise
                self.renew()
            except Passing as passing:
                if isinstance(passing.__cause__, NOT_SENT):
                    raise Unreachable from passing
                raise OutcomeUnknown(str(passing)) from passing
        raise AssertionError("both tries ended without an answer")

    def renew(self) -> None:
        """A new session, or the one that another worker has just got."""
        self.token = self._keeper.renewed(self.token)

    def fetch(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Like `call`, and raises SessionExpired instead of renewing: touches no database."""
        try:
            for attempt in stamina.retry_context(
                on=Passing, attempts=4, timeout=30, wait_initial=0.2, wait_max=4
            ):
                with attempt:
                    return self._once(method, path, params, body, headers or {})
        except Passing as error:
            if isinstance(error.__cause__, ApiRefused):
                raise error.__cause__ from None
            raise Unreachable from error
        raise AssertionError("the retries ended without an answer")

    def server_time(self) -> datetime:
        """The organisation's own clock, from the Date of its latest answer."""
        return self._seen_at or datetime.now(UTC)

    _seen_at: datetime | None = None

    def _once(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: Any,
        more: Mapping[str, str],
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token.access}", **more}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            response = self._http.request(
                method,
                self._url(path),
                params=params,
                content=None if body is None else orjson.dumps(body),
                headers=headers,
            )
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise Passing("the connection was cut") from error
        self.usage = usage_of(response.headers.get("Sforce-Limit-Info", "")) or self.usage
        if date := response.headers.get("Date"):
            self._seen_at = parsedate_to_datetime(date)
        try:
            check(response)
        except ApiRefused as refused:
            if refused.status in _PASSING:
                raise Passing(f"HTTP {refused.status}") from refused
            raise
        return response

    def _url(self, path: str) -> str:
        if path.startswith("/"):
            return f"{self.token.instance_url}{path}"
        return f"{self.token.instance_url}/services/data/v{self.version}/{path}"
