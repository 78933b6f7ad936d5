"""Everything one running sandbox consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True)
class Client:
    """The one app that is registered with this org."""

    client_id: str
    client_secret: str = field(repr=False)


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
