"""Opens a source of the given workspace for calls about people; nothing is held meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.egress import Recipient
from accounts.egress.disclosures import note_disclosure
from accounts.errors import Trouble
from accounts.readings import ANSWER_REQUEST
from accounts.tenancy import inside
from integrations.actions.choices import choice_in
from integrations.actions.values import Choice, Errand
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Connector, PeopleDesk
from integrations.connectors.refusals import AccessEnded, Parked, Refused, SessionExpired
from integrations.credentials import StoredTokens
from integrations.models import Credential, Source

# The sync keeps to the share that the customer chose. What people have a right to may use more of
# the day's requests, and leaves the last of them to the customer's own programs.
_MOST = 95
_RECENT = timedelta(hours=1)


@dataclass(frozen=True)
class OpenSource:
    """A source as it stood when it was opened, and for which work."""

    workspace_id: UUID
    source_id: UUID
    errand: Errand
    connector: Connector | None
    choice: Choice
    is_connected: bool
    granted: frozenset[str]
    usage: Mapping[str, Any]

    @property
    def desk(self) -> PeopleDesk | None:
        """None for files and for vendors that know no people."""
        return self.connector.people_desk if self.connector else None

    @property
    def target(self) -> str:
        """The source, as the audit trail names it."""
        return f"integrations.source:{self.source_id}"

    @property
    def label(self) -> str:
        return self.connector.label if self.connector else ""

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A client of the connector; raises Trouble when the source is not connected, and Parked
        while the customer's requests of the day are nearly used up.

        Whoever is asked learns whom it is about, whatever comes of it: the log says so before. What
        the vendor refuses inside of the block comes out of it without the vendor's words.
        """
        if self.connector is None or not self.is_connected:
            raise Trouble(
                _("This source is not connected."),
                advice=_("Connect it again, or do it in the source yourself."),
                code="connect_again",
            )
        self._leave_some()
        self._note_disclosure(self.connector.recipients)
        tokens = StoredTokens(self.workspace_id, self.source_id)
        try:
            with self.connector.engine.open_client(tokens) as client:
                yield client
        except SessionExpired:
            raise AccessEnded(self.label) from None
        except Refused as refused:
            raise self._without_names(refused) from None

    def _note_disclosure(self, recipients: Iterable[Recipient]) -> None:
        with inside(self.workspace_id):
            for recipient in recipients:
                note_disclosure(
                    subject_keys=self.errand.subject_keys,
                    recipient=recipient,
                    purpose=ANSWER_REQUEST,
                    run=self.errand.run,
                )

    def _without_names(self, refused: Refused) -> Trouble:
        """A vendor's own words may name the person, and repeat the question with the address."""
        text = _("%(vendor)s did not answer as expected (%(error)s).")
        return Trouble(
            text % {"vendor": self.label, "error": refused.error[:60]},
            permanent=refused.permanent,
            code="vendor_refused",
        )

    def _leave_some(self) -> None:
        if not self.usage or self.usage["used"] * 100 < self.usage["limit"] * _MOST:
            return
        age = timezone.now() - datetime.fromisoformat(self.usage["at"])
        if age < _RECENT:
            raise Parked(self.label, _RECENT - age, "people")


def open_source(*, workspace_id: UUID, source_id: UUID, errand: Errand) -> OpenSource:
    """The source, if it is this workspace's; raises Trouble(code="no_source") otherwise."""
    with inside(workspace_id):
        source = Source.objects.filter(pk=source_id).first()
        scopes = Credential.objects.filter(source_id=source_id).values_list("scope", flat=True)
        granted = " ".join(scopes).split()
    if source is None:
        raise Trouble(
            _("There is no such source."), advice=_("Choose one from the list."), code="no_source"
        )
    return OpenSource(
        workspace_id=workspace_id,
        source_id=source.pk,
        errand=errand,
        connector=CONNECTORS.get(source.connector),
        choice=choice_in(source.options),
        is_connected=source.disconnected_at is None,
        granted=frozenset(granted),
        usage=source.identity.get("api_usage") or {},
    )
