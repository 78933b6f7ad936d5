"""Opens a source for calls about one record; what is asked about a person is noted before."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.egress.disclosures import note_disclosure
from accounts.errors import Trouble
from accounts.jobs import Later
from accounts.readings import record_key
from accounts.tenancy import inside
from integrations.actions.campaigns.consent import find_source
from integrations.actions.campaigns.proposing import check_source
from integrations.actions.records.allowing import allowed_fields, find_allowed
from integrations.actions.records.targets import check_target, desk_for
from integrations.actions.records.values import FieldPreview, LiveRecord, Target
from integrations.classifications import WRITE
from integrations.connectors import CONNECTORS
from integrations.connectors.records import FieldShape, RecordDesk, RecordState
from integrations.connectors.refusals import AccessEnded, SessionExpired
from integrations.credentials import StoredTokens


@dataclass(frozen=True)
class OpenRecord:
    """A record that may be written to, how its CRM is reached, and for which work."""

    workspace_id: UUID
    target: Target
    connector: str
    desk: RecordDesk
    fields: tuple[str, ...]
    run: str

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A client of the connector; raises Trouble and Later in the vendor's name."""
        known = CONNECTORS[self.connector]
        if self.target.kind in self.desk.people:
            self._note_disclosure()
        tokens = StoredTokens(self.workspace_id, self.target.source_id)
        try:
            with known.engine.open_client(tokens) as client:
                yield client
        except SessionExpired:
            raise AccessEnded(known.label) from None

    def _note_disclosure(self) -> None:
        key = record_key(self.target.source_id, self.target.external_id)
        with inside(self.workspace_id):
            for recipient in CONNECTORS[self.connector].recipients:
                note_disclosure(
                    subject_keys=(key,), recipient=recipient, purpose=WRITE, run=self.run
                )


def open_record(
    *, workspace_id: UUID, target: Target, run: str, was_sent: bool = False
) -> OpenRecord:
    """Raises Trouble for another workspace's record, and where nothing may be done with it.

    What was sent is looked for, whatever has been forbidden since.
    """
    with inside(workspace_id):
        source = find_source(target.source_id, lock=False)
        desk = desk_for(source)
        if not was_sent:
            check_target(source, target)
            check_source(source)
        fields = tuple(one.name for one in allowed_fields(source, target.kind))
    return OpenRecord(workspace_id, target, source.connector, desk, fields, run)


def live_record(*, workspace_id: UUID, target: Target, run: str) -> LiveRecord:
    """How a record stands at its CRM now, or why nobody can say; never raises for that.

    To be called outside of any transaction.
    """
    try:
        opened = open_record(workspace_id=workspace_id, target=target, run=run)
        with opened.client() as client:
            shapes = _settable(opened, client)
            names = tuple(shape.name for shape in shapes)
            state = opened.desk.look(client, target.kind, target.external_id, names)
            may_make_tasks = _may_make_tasks(opened, client)
    except Later:
        return LiveRecord(None, trouble=_busy())
    except Trouble as trouble:
        return LiveRecord(None, trouble=trouble)
    return LiveRecord(state, shapes, may_make_tasks=may_make_tasks)


def try_field(
    *, workspace_id: UUID, target: Target, field: str, value: str, run: str
) -> FieldPreview:
    """What would be written; raises Trouble where the field cannot be set to the value.

    To be called outside of any transaction.
    """
    opened = open_record(workspace_id=workspace_id, target=target, run=run)
    with inside(workspace_id):
        find_allowed(find_source(target.source_id, lock=False), target.kind, field)
    try:
        with opened.client() as client:
            given = opened.desk.check(client, target.kind, field, value)
            shapes = {one.name: one for one in opened.desk.fields(client, target.kind)}
            state = opened.desk.look(client, target.kind, target.external_id, (field,))
    except Later:
        raise _busy() from None
    return FieldPreview(state, shapes[field], state.values.get(field, ""), given)


def try_task(*, workspace_id: UUID, target: Target, run: str) -> RecordState:
    """The record that a task would be about; raises Trouble where none may be made.

    To be called outside of any transaction.
    """
    opened = open_record(workspace_id=workspace_id, target=target, run=run)
    try:
        with opened.client() as client:
            opened.desk.check_task(client)
            return opened.desk.look(client, target.kind, target.external_id, ())
    except Later:
        raise _busy() from None


def settable_fields(*, workspace_id: UUID, source_id: UUID) -> dict[str, tuple[FieldShape, ...]]:
    """{kind: fields} that the connected user may set, for an admin to choose from.

    To be called outside of any transaction; about no record, so nobody learns of one.
    """
    with inside(workspace_id):
        source = find_source(source_id, lock=False)
        check_source(source)
    known = CONNECTORS[source.connector]
    desk = known.record_desk
    if desk is None:
        return {}
    try:
        with known.engine.open_client(StoredTokens(workspace_id, source_id)) as client:
            found = {}
            for kind in desk.written:
                try:
                    found[kind] = desk.fields(client, kind)
                except Trouble:
                    found[kind] = ()
            return found
    except SessionExpired:
        raise AccessEnded(known.label) from None
    except Later:
        raise _busy() from None


def _settable(opened: OpenRecord, client: Any) -> tuple[FieldShape, ...]:
    if opened.target.kind not in opened.desk.written:
        return ()
    found = opened.desk.fields(client, opened.target.kind)
    return tuple(one for one in found if one.name in opened.fields)


def _may_make_tasks(opened: OpenRecord, client: Any) -> bool:
    try:
        opened.desk.check_task(client)
    except Trouble:
        return False
    return True


def _busy() -> Trouble:
    return Trouble(
        _("The platform admits no more requests for now."), permanent=False, code="api_limit"
    )
