"""What a connector is: one frozen value that says whom it speaks to, what it reads, and how."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from accounts.egress import Recipient
from accounts.errors import Trouble
from integrations.connectors.campaigns import CampaignDesk
from integrations.connectors.entities import Page, Sight, Stream
from integrations.connectors.origins import vendor_setting
from integrations.connectors.people import PeopleDesk
from integrations.connectors.records import RecordDesk
from integrations.connectors.tokens import Grant, Signer, Token, TokenKeeper
from integrations.facts import AdCampaign

__all__ = [
    "AdCampaign",
    "AdDay",
    "Asked",
    "CampaignDesk",
    "Certificates",
    "Connector",
    "Entities",
    "Family",
    "Field",
    "Grant",
    "Identity",
    "OAuth",
    "PageQuery",
    "PeopleDesk",
    "Report",
    "ReportStream",
    "Reports",
    "Token",
    "TokenKeeper",
    "VendorAccount",
]


class Family(StrEnum):
    """What a source is for: where money is earned, spent, or watched."""

    CRM = "crm"
    ADS = "ads"
    ANALYTICS = "analytics"


@dataclass(frozen=True)
class Identity:
    """Who is behind a grant; "" where the vendor does not say without a wider scope.

    `external_id` tells whether a second consent is the same source again. `more` is kept beside
    it in Source.identity, as it is.
    """

    name: str
    external_id: str = ""
    time_zone: str = ""
    currency: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class VendorAccount:
    """An ad account, customer or property that a grant may read; some of them are chosen.

    `parent` names the manager or the company above it in words, `login` is the id by which it is
    entered where the vendor wants that told (Google's login-customer-id). `history_days` is the
    account's longest conversion window where it is longer than the stream's own.
    """

    external_id: str
    name: str
    currency: str = ""
    time_zone: str = "UTC"
    parent: str = ""
    login: str = ""
    history_days: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The account's own calendar, by which its days begin."""
        return ZoneInfo(self.time_zone or "UTC")


@dataclass(frozen=True)
class Field:
    """A field that is read and what is missing without it; both are message ids or vendor's words.

    An empty `loss` means that nobody would notice.
    """

    name: str
    loss: str = ""


class OAuth(Protocol):
    """The calls that deal in tokens; a connector's oauth.py or an object of StandardOAuth.

    `login` is the origin a person chose in the wizard; "" where there is but one.
    """

    def token_url(self, login: str) -> str: ...

    def consent_url(
        self, login: str, *, state: str, verifier: str, more: tuple[str, ...] = ()
    ) -> str:
        """With `more` scopes than the connector's own."""

    def exchange_code(self, login: str, *, code: str, verifier: str) -> Grant: ...

    def refresh_grant(self, token_url: str, refresh_token: str) -> Grant:
        """Raises AccessEnded when the grant is over, OutOfReach while nobody answers."""

    def revoke_token(self, token_url: str, token: str) -> None: ...


class Certificates(Protocol):
    """The second way in: tokens for what a certificate's key has signed, without a consent page."""

    def audience(self, login: str, my_domain: str) -> str:
        """Whom an assertion is addressed to, by the kind of log-in."""

    def grant(self, token_url: str, signer: Signer) -> Grant:
        """A token, with no refresh token; raises Trouble with advice, OutOfReach."""


class AdDay(NamedTuple):
    """What one campaign did on one day of its account's calendar; None is "not reported".

    Conversions are in millionths and money in micros. The first pair of conversions is counted on
    the day of the click, the `dated` pair on the day of the conversion, where a vendor tells both.
    `flags` as in CampaignDay.flags; the engine adds "provisional" by itself.
    """

    campaign: str
    on: date
    impressions: int | None = None
    clicks: int | None = None
    spend_micros: int | None = None
    conversions_micros: int | None = None
    conversion_value_micros: int | None = None
    dated_conversions_micros: int | None = None
    dated_value_micros: int | None = None
    cut: str = ""
    currency: str = ""
    window: str = ""
    flags: int = 0


@dataclass(frozen=True)
class Report:
    """A whole finished report of one account's days.

    `campaigns` are those that the rows name. `rows_expected` and `totals` are what the vendor
    itself says of the whole; the engine compares, and keeps nothing when they differ.
    """

    rows: Sequence[Any]
    campaigns: Sequence[AdCampaign] = ()
    rows_expected: int | None = None
    totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportStream:
    """One report by account and day.

    On every sync the newest `window_days` are read again, and as many more as are missing; days
    younger than `settles_days` are provisional. A request covers `days_per_request`; up to
    `parallel` of them are at work at the vendor at once. `write` names a writer of
    integrations.facts.writers.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    window_days: int
    settles_days: int
    days_per_request: int
    history_months: int = 37
    parallel: int = 1
    write: str = "campaign_days"
    loss: str = ""


@dataclass
class Asked:
    """A partition at work: what is asked for, and what was remembered of earlier attempts.

    `remember(remote_job_id=..., locator=...)` commits at once: call it before the first look at a
    remote job, so that a killed worker's successor finds it. `keep()` renews the lease before a
    call that may take long. Both raise LeaseLost when a successor has taken over.
    """

    stream: ReportStream
    account: VendorAccount
    first_on: date
    last_on: date
    remote_job_id: str
    locator: str
    remember: Callable[..., None] = field(repr=False)
    keep: Callable[[], None] = field(repr=False)

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


@dataclass(frozen=True)
class Reports:
    """The engine of ad platforms and web analytics: whole days are read and replaced.

    `read` gives a finished report, or raises Waiting (the vendor is at work), TooMuch (ask for
    fewer days), Later (a limit; the run is parked), Refused (this partition is given up and said).
    `campaigns` lists all campaigns of an account before its days are read. `totals` is the
    account-level report: {column of CampaignDay: value}, for the nightly control.
    """

    streams: tuple[ReportStream, ...]
    open_client: Callable[[TokenKeeper], AbstractContextManager[Any]]
    read: Callable[[Any, Asked], Report]
    campaigns: Callable[[Any, VendorAccount], Sequence[AdCampaign]] | None = None
    totals: Callable[[Any, VendorAccount, date, date], Mapping[str, int]] | None = None
    kind: Literal["reports"] = "reports"


@dataclass(frozen=True)
class PageQuery:
    """A page of records that is asked for: changed in [from_at, to_at), `locator` "" for the first.

    `fields` is the header of the page, in order: "Id", the stream's stamp, "IsDeleted" where it has
    one, then what the describe found readable. Moments are aware; None is open.
    """

    stream: Stream
    fields: tuple[str, ...]
    from_at: Any
    to_at: Any
    locator: str


@dataclass(frozen=True)
class Entities:
    """The engine of CRMs: records by page, upserted by id and guarded by stamp.

    `describe` gives {stream: Sight}, `counts` {stream: rows} as far as it is known beforehand.
    `read_page` is None where services.syncing reads in the vendor's own way (Salesforce's Bulk).
    `removed` tells which records went since a moment, where pages do not: {id: deleted_at}.
    Where `read_page` is given, `list_ids` gives a page of (Id, stamp) of all live records from a
    locator on, and `read_ids` a page of named ones: those that are no more come as deleted; with
    both, all records can be counted. A client is a context manager with renew(), server_time() and
    `version`. `totals` counts the
    deals created, and won, on days of the account's calendar, for the nightly control:
    (client, midnight of the first day, midnight after the last) -> {"records", "won"}. People are
    not controlled: who was erased here is still there.
    """

    streams: tuple[Stream, ...]
    open_client: Callable[[TokenKeeper], AbstractContextManager[Any]]
    describe: Callable[[Any, Sequence[Stream], dict[str, list[str]]], dict[str, Sight]]
    counts: Callable[[Any, Sequence[Stream]], Mapping[str, int]]
    read_page: Callable[[Any, PageQuery], Page] | None = None
    removed: Callable[[Any, Stream, Any], Mapping[str, Any]] | None = None
    list_ids: Callable[[Any, Stream, str], Page] | None = None
    read_ids: Callable[[Any, PageQuery, Sequence[str]], Page] | None = None
    totals: Callable[[Any, datetime, datetime], Mapping[str, int]] | None = None
    person_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Streams of whose records a person may pick fields that the vendor computes.
    formula_streams: tuple[str, ...] = ()
    kind: Literal["entities"] = "entities"

    @property
    def deals(self) -> Stream | None:
        """The stream of deals."""
        return next((stream for stream in self.streams if stream.model == "Opportunity"), None)

    @property
    def by_name(self) -> dict[str, Stream]:
        return {stream.name: stream for stream in self.streams}


@dataclass(frozen=True)
class Connector:
    """A vendor, as the rest of the product sees it.

    `text` and `hint` are message ids for the gallery; `label` is the vendor's own name. `settings`
    names the lines of settings.VENDORS without which it cannot be connected here. `look_in` asks
    who gave the grant and raises Trouble with advice when it cannot read what it needs. `accounts`
    lists what the grant may read; None where a source has none to choose. `scopes` are all of
    those that a grant needs, each satisfied by one of its alternatives ("api|full").
    """

    key: str
    label: str
    family: Family
    text: str
    recipients: tuple[Recipient, ...]
    oauth: OAuth
    scopes: tuple[str, ...]
    settings: tuple[str, ...]
    look_in: Callable[[TokenKeeper, Grant], Identity]
    engine: Entities | Reports
    accounts: Callable[[Any], Sequence[VendorAccount]] | None = None
    account_word: str = ""
    icon: str = "plug"
    keywords: str = ""
    never_read: tuple[str, ...] = ()
    # (kind, domain as typed) -> the origin at which a person logs in, where there are several.
    login_origin: Callable[[str, str], str] | None = None
    # Ending one grant at this vendor ends all that the same person gave us for connectors of the
    # same word; "" where each grant stands for itself.
    shared_access: str = ""
    # What the query of a refused consent means, where the vendor says it in its own words.
    explain: Callable[[Mapping[str, str]], Trouble | None] | None = None
    # Where tokens can be had by a certificate, too. A scope that begins with "refresh_token" is
    # then not needed.
    certificates: Certificates | None = None
    # What can be done about one person at the vendor; None where it knows no people by name, as
    # ad platforms and web analytics, which are never asked about any.
    people_desk: PeopleDesk | None = None
    # What can be done about one campaign there; None where nobody may change one from here.
    campaign_desk: CampaignDesk | None = None
    # What can be done about one record of a CRM; None where none is written to from here.
    record_desk: RecordDesk | None = None

    @property
    def has_census(self) -> bool:
        """Whether all ids of its records can be listed."""
        engine = self.engine
        if not isinstance(engine, Entities):
            return False
        return engine.read_page is None or None not in (engine.list_ids, engine.read_ids)

    @property
    def is_reports(self) -> bool:
        return self.engine.kind == "reports"

    def lacks(self, granted: str, *, by_certificate: bool = False) -> list[str]:
        """The scopes that a grant does not have."""
        held = set(granted.replace(",", " ").split())
        return [
            scope
            for scope in self.scopes
            if not held & set(scope.split("|"))
            and not (by_certificate and scope.startswith("refresh_token"))
        ]

    @property
    def is_ready(self) -> bool:
        """Whether this installation is known to the vendor."""
        return all(vendor_setting(name) for name in self.settings)
