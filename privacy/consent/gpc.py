"""Global Privacy Control: what a browser's signal says (https://w3c.github.io/gpc/)."""

# What /.well-known/gpc.json says: we honour the signal, and since when it says so.
SUPPORT = {"gpc": True, "lastUpdate": "2026-11-27T00:00:00Z"}


def is_signalled(value: str | None) -> bool:
    """Whether the header Sec-GPC says so: exactly `1`, anything else is as absent.

    A server that meets the header twice joins the two by a comma; one exact `1` is enough.
    """
    return any(part.strip(" \t") == "1" for part in (value or "").split(","))
