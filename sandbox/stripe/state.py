"""Everything this Stripe holds: objects by kind, its time, and changes that hold or do not."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from sandbox.certificates import write_private
from sandbox.stripe.errors import StripeError, no_such
from sandbox.stripe.ids import new_id
from sandbox.world import World

Obj = dict[str, Any]
API_VERSION = "2026-10-28.endive"


def words(text: str) -> tuple[str, ...]:
    """The names in a text."""
    return tuple(text.split())


class Stripe:
    """The account's whole state. Keys that begin with "_" are never shown."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lock = threading.RLock()
        self.path = world.folder / "stripe.json"
        # what is called with the events of a change after it was kept
        self.listeners: list[Callable[[list[Obj]], None]] = []
        self.request: Obj = {"id": None, "idempotency_key": None}
        self.replies: dict[str, Obj] = {}
        # the moment that is being told, where it is not the present one
        self.told_at: int | None = None
        self.kept: bytes | None = None
        self._saved = self.path.read_bytes() if self.path.exists() else _EMPTY
        self.fresh: list[Obj] = []
        self._put_back()

    def reset(self, *, grants: bool) -> None:
        with self.lock:
            self.load(_EMPTY)

    def load(self, state: bytes) -> None:
        """Go to a state that `dump` has given."""
        with self.lock:
            self._saved = state
            self.replies.clear()
            self._put_back()
            write_private(self.path, state)

    def dump(self) -> bytes:
        return orjson.dumps({"tables": self.tables, "meta": self.meta})

    @contextmanager
    def changing(self, *, keeps: bool = True) -> Iterator[None]:
        """One change, kept whole or not at all; with `keeps` off it is only tried."""
        with self.lock:
            self.fresh = []
            try:
                yield
            except StripeError as refusal:
                keeps = keeps and refusal.keeps
                raise
            except BaseException:
                keeps = False
                raise
            finally:
                self._end(keeps=keeps)

    def _end(self, *, keeps: bool) -> None:
        if not keeps:
            self._put_back()
            return
        state = self.dump()
        if state != self._saved:
            self._saved = state
            write_private(self.path, state)
        for listener in self.listeners:
            listener(self.fresh)

    def _put_back(self) -> None:
        found = orjson.loads(self._saved)
        self.tables: dict[str, dict[str, Obj]] = found["tables"]
        self.meta: Obj = found["meta"]
        self.fresh = []

    def undo(self, state: bytes) -> None:
        """Go back, inside of a change, to what `dump` gave in it; events since are unsaid."""
        found = orjson.loads(state)
        self.tables, self.meta = found["tables"], found["meta"]
        self.fresh = [one for one in self.fresh if one["id"] in self.table("event")]

    def now(self, clock: str | None = None) -> int:
        """Seconds of this Stripe's time, or of a test clock's."""
        if clock:
            return int(self.tables["test_helpers.test_clock"][clock]["frozen_time"])
        if self.told_at is not None:
            return self.told_at
        return int(self.world.clock.seconds()) + int(self.meta["offset"])

    def time_of(self, obj: Obj) -> int:
        """Now as an object sees it: by its own or its customer's test clock."""
        return self.now(self.clock_of(obj))

    def clock_of(self, obj: Obj) -> str | None:
        if obj.get("test_clock"):
            return str(obj["test_clock"])
        owner = self.table("customer").get(obj.get("customer") or "", {})
        return owner.get("test_clock")

    def table(self, kind: str) -> dict[str, Obj]:
        return self.tables.setdefault(kind, {})

    def add(self, kind: str, values: Obj, **more: Any) -> Obj:
        """Keep a new object; `created` is now as its customer sees it."""
        made: Obj = {"id": more.pop("id", None) or new_id(kind), "object": kind}
        made |= {"created": self.time_of(values), "livemode": False, **values, **more}
        self.table(kind)[made["id"]] = made
        return made

    def get(self, kind: str, found: str | None, param: str | None = None) -> Obj:
        """An object by its id; raises resource_missing."""
        one = self.table(kind).get(found or "")
        if one is None or one.get("deleted"):
            raise no_such(kind, found or "", param)
        return one

    def some(self, kind: str, **wanted: Any) -> list[Obj]:
        """The objects with these values, the oldest first."""
        return [
            one
            for one in self.table(kind).values()
            if not one.get("deleted") and all(one.get(k) == v for k, v in wanted.items())
        ]

    @property
    def browser_origin(self) -> str:
        """Where people reach the hosted pages."""
        return (self.world.origins.http or self.world.origins.login) + "/stripe"


_EMPTY = orjson.dumps({"tables": {}, "meta": {"offset": 0}})
