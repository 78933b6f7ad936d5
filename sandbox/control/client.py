"""A small client of the control plane, for tests."""

import json
from typing import Any

from sandbox.control.calling import ControlError
from sandbox.control.stripe import StripeControl


class Control(StripeControl):
    """Steers a running sandbox. Every method is one request."""

    def state(self) -> dict[str, Any]:
        """now, settings, faults, grants, jobs, rows (by object), late_rows, business."""
        found: dict[str, Any] = self._call("GET", "/state").json()
        return found

    def settings(self, **values: Any) -> dict[str, Any]:
        """Change settings by name (see sandbox.control.settings.Settings); all of them now."""
        found: dict[str, Any] = self._call("POST", "/settings", values).json()
        return found

    def go_on(self, seconds: float = 900.0) -> None:
        """Let the clock go on: what was said so far is older than what a sync leaves for later.

        It never goes back, so that tests that share a sandbox may each do so.
        """
        before = self.state()["settings"]["clock_offset"]
        self.settings(clock_offset=before + seconds)

    def fault(self, kind: str, **values: Any) -> int:
        """Plan a failure (see sandbox.control.faults.Fault); its number."""
        return int(self._call("POST", "/faults", {"kind": kind, **values}).json()["id"])

    def faults(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._call("GET", "/faults").json()
        return found

    def clear_faults(self) -> None:
        self._call("DELETE", "/faults")

    def counters(self) -> dict[str, Any]:
        """requests, statuses, token_requests, bytes_sent, *_seconds, cpu_share."""
        found: dict[str, Any] = self._call("GET", "/counters").json()
        return found

    def reset_counters(self) -> None:
        self._call("DELETE", "/counters")

    def requests(self) -> list[dict[str, Any]]:
        """The latest requests, oldest first: method, path, query, status, bytes, fault."""
        found: list[dict[str, Any]] = self._call("GET", "/requests").json()
        return found

    def apply(self, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        """Changes of the records, all or none (see sandbox.store.changes)."""
        found: list[dict[str, Any]] = self._call("POST", "/changes", list(changes)).json()
        return found

    def insert(self, name: str, fields: dict[str, Any], **more: Any) -> str:
        change = {"op": "insert", "object": name, "fields": fields, **more}
        return str(self.apply(change)[0]["id"])

    def update(self, name: str, record_id: str, fields: dict[str, Any], **more: Any) -> None:
        self.apply({"op": "update", "object": name, "id": record_id, "fields": fields, **more})

    def recalculate(self, name: str, field: str, **more: Any) -> int:
        """A formula comes to other values and no stamp moves: `by` or `value`, for `ids` or all."""
        change = {"op": "recalculate", "object": name, "field": field, **more}
        return int(self.apply(change)[0]["count"])

    def delete(self, name: str, record_id: str, **more: Any) -> None:
        self.apply({"op": "delete", "object": name, "id": record_id, **more})

    def undelete(self, name: str, record_id: str, **more: Any) -> None:
        self.apply({"op": "undelete", "object": name, "id": record_id, **more})

    def hard_delete(self, name: str, record_id: str, **more: Any) -> None:
        self.apply({"op": "hard_delete", "object": name, "id": record_id, **more})

    def merge(self, name: str, winner: str, losers: list[str], **more: Any) -> None:
        self.apply({"op": "merge", "object": name, "winner": winner, "losers": losers, **more})

    def convert(self, lead_id: str, **more: Any) -> dict[str, Any]:
        """Convert a lead: {account, contact, opportunity, stamp}."""
        return self.apply({"op": "convert", "id": lead_id, **more})[0]

    def release_late(self) -> int:
        return int(self._call("POST", "/late/release", {}).json()["released"])

    def records(
        self, name: str, *, deleted: bool = False, fields: str = ""
    ) -> list[dict[str, Any]]:
        """All rows of an object, as they are now."""
        query = {"deleted": "1" if deleted else "0", "fields": fields}
        text = self._call("GET", f"/records/{name}", None, **query).content
        return [json.loads(line) for line in text.split(b"\n") if line]

    def deletions(self, name: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self._call("GET", f"/deletions/{name}").json()
        return found

    def prerender(self, query: str, **more: Any) -> dict[str, Any]:
        """Make a bulk result beforehand: {rows, bytes, seconds}."""
        found: dict[str, Any] = self._call("POST", "/prerender", {"query": query, **more}).json()
        return found

    def expire_sessions(self) -> None:
        self._call("POST", "/sessions/expire", {})

    def revoke_grants(self) -> None:
        self._call("POST", "/grants/revoke", {})

    def keep_grants(self) -> None:
        self._call("POST", "/grants/keep", {})

    def bring_back_grants(self) -> None:
        self._call("POST", "/grants/bring_back", {})

    def reset(self, *, grants: bool = False) -> None:
        self._call("POST", "/reset", {"grants": grants})

    def spend_csv(self) -> str:
        return self._call("GET", "/files/spend.csv").text


__all__ = ["Control", "ControlError"]
