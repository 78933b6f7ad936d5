"""Everything one running sandbox consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sandbox.clients import Client
from sandbox.clock import Clock
from sandbox.control.counters import Counters
from sandbox.control.faults import FaultList
from sandbox.control.settings import Settings
from sandbox.salesforce.grants import Grants
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.salesforce.bulk_jobs import Jobs
    from sandbox.salesforce.consent import Authorizations
    from sandbox.salesforce.cursors import Cursors


class VendorPart(Protocol):
    """What a vendor keeps while the sandbox runs."""

    def __init__(self, world: "World") -> None: ...

    def reset(self, *, grants: bool) -> None: ...


Part = TypeVar("Part", bound=VendorPart)


@dataclass(frozen=True)
class Origins:
    """Where this sandbox is reached: login and pages, API, and plain HTTP for browsers."""

    login: str
    instance: str
    http: str


@dataclass
class World:
    """The state that all endpoints share."""

    folder: Path
    store: Store
    grants: Grants
    client: Client
    origins: Origins
    jobs: "Jobs"
    authorizations: "Authorizations"
    cursors: "Cursors"
    mail_dir: Path | None = None
    clock: Clock = field(default_factory=Clock)
    settings: Settings = field(default_factory=Settings)
    defaults: Settings = field(default_factory=Settings)
    faults: FaultList = field(default_factory=FaultList)
    counters: Counters = field(default_factory=Counters)
    meta: Mapping[str, Any] = field(default_factory=dict)
    clients: Mapping[str, Client] = field(default_factory=dict)
    # where Stripe tells the product what happened
    stripe_webhook: str = ""
    _parts: dict[type[Any], Any] = field(default_factory=dict)
    _parts_lock: RLock = field(default_factory=RLock)

    def part(self, kind: type[Part]) -> Part:
        """The world's one `kind`, the state of another vendor; made on first use."""
        with self._parts_lock:
            if kind not in self._parts:
                self._parts[kind] = kind(self)
            found: Part = self._parts[kind]
            return found

    def reset_parts(self, *, grants: bool) -> None:
        """Put the other vendors back to their beginning; with `grants`, drop theirs too."""
        with self._parts_lock:
            for part in self._parts.values():
                part.reset(grants=grants)

    def change_settings(self, values: dict[str, Any]) -> None:
        """Take new settings; raises ValueError on a wrong name or type."""
        self.settings = self.settings.changed(values)
        self.clock.offset = timedelta(seconds=self.settings.clock_offset)

    def reset_settings(self) -> None:
        self.settings = self.defaults
        self.clock.offset = timedelta(seconds=self.settings.clock_offset)

    def count_api_call(self) -> None:
        self.settings = self.settings.changed({"api_used": self.settings.api_used + 1})

    @property
    def org_id(self) -> str:
        return self.settings.org_id or str(self.meta["org_id"])

    @property
    def user_id(self) -> str:
        return str(self.meta["user_id"])
