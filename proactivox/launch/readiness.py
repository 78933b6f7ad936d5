"""Asks a web process of ours whether it and what it needs are well."""

from __future__ import annotations

import http.client

from proactivox.launch.ports import LOOPBACK

_ANY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104


def ask_readiness(host: str, port: int, public_host: str) -> tuple[int, str]:
    """The status and words of /readyz; status 0 where nobody answers."""
    address = LOOPBACK if host in _ANY_ADDRESS else host
    connection = http.client.HTTPConnection(address, port, timeout=10)
    try:
        connection.request("GET", "/readyz", headers={"Host": public_host})
        answer = connection.getresponse()
        return answer.status, answer.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()
