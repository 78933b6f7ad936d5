"""Which path leads to which answer."""

import re
from collections.abc import Callable
from typing import Generic, TypeVar

from sandbox.web.messages import Request, Response

World = TypeVar("World")
Endpoint = Callable[..., Response]


class Routes(Generic[World]):
    """Endpoints by method and pattern; `{name}` in a pattern is one part of the path."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, re.Pattern[str], Endpoint]] = []

    def add(self, method: str, pattern: str) -> Callable[[Endpoint], Endpoint]:
        regex = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern) + "/?$")

        def register(endpoint: Endpoint) -> Endpoint:
            self.rows.append((method, regex, endpoint))
            return endpoint

        return register

    def answer(self, world: World, request: Request) -> Response | None:
        """The endpoint's answer; None where no pattern fits the path and method."""
        method = "GET" if request.method == "HEAD" else request.method
        for known, regex, endpoint in self.rows:
            if known == method and (match := regex.match(request.path)):
                return endpoint(world, request, **match.groupdict())
        return None

    def include(self, other: "Routes[World]") -> None:
        self.rows += other.rows
