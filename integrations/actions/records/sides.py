"""The far side of an action about a record: a task made or removed, a field set."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from integrations.actions.campaigns.values import What
from integrations.actions.records.looking import OpenRecord, open_record
from integrations.actions.records.targets import target_of
from integrations.actions.records.values import (
    DUE,
    OURS,
    PRIORITY,
    STATUS,
    THERE,
    VALUE,
    seen_of_task,
    words_of,
)
from integrations.connectors.records import RecordState, TaskDraft, TaskState
from integrations.connectors.refusals import Refused
from integrations.models import CampaignAction

# Salesforce's clock and ours may differ, and an action may have waited for its approval.
_SINCE = timedelta(days=1)


@dataclass
class RecordSide(ABC):
    """What all actions about records share; see `campaigns.sides.FarSide`."""

    opened: OpenRecord
    action: CampaignAction
    # Of the task that was made, as the answer said.
    made_id: str = ""

    def client(self) -> AbstractContextManager[Any]:
        return self.opened.client()

    @abstractmethod
    def look(self, client: Any) -> Any:
        """How it stands there now."""

    @abstractmethod
    def seen(self, state: Any) -> dict[str, Any]:
        """The words by which states are compared and kept."""

    @abstractmethod
    def stands(self, state: Any, told: Mapping[str, Any]) -> bool:
        """Whether it stands there as was told."""

    @abstractmethod
    def plan(self, client: Any, state: Any) -> Callable[[], None]:
        """What sends the change, once."""

    def say(self, refused: Refused) -> Trouble:
        """Of records the vendor's own words may name a person, so its code alone is told."""
        return Trouble(
            _("The platform refused: %(error)s") % {"error": refused.error[:60]},
            permanent=refused.permanent,
            advice=_("Nothing was changed. Look at the record there: a rule may forbid this."),
            code="vendor_refused",
        )


class FieldSide(RecordSide):
    """One field: what stands there is compared, and set."""

    def look(self, client: Any) -> RecordState:
        target = self.opened.target
        return self.opened.desk.look(client, target.kind, target.external_id, (self.action.field,))

    def seen(self, state: RecordState) -> dict[str, Any]:
        return {VALUE: state.values.get(self.action.field, "")}

    def stands(self, state: RecordState, told: Mapping[str, Any]) -> bool:
        return bool(self.seen(state)[VALUE] == told.get(VALUE))

    def plan(self, client: Any, state: RecordState) -> Callable[[], None]:
        desk, target, name = self.opened.desk, self.opened.target, self.action.field
        value = desk.check(client, target.kind, name, str(self.action.wanted[VALUE]))
        return lambda: desk.set_field(client, target.kind, target.external_id, name, value)


class TaskSide(RecordSide):
    """A task: found again by what our action is called in its text, and made where it is not."""

    def look(self, client: Any) -> TaskState | None:
        desk, target = self.opened.desk, self.opened.target
        if self.made_id:
            return desk.read_task(client, self.made_id)
        since = self.action.asked_at - _SINCE
        found = desk.find_task(client, target.kind, target.external_id, self.marker, since)
        if found is not None:
            self.made_id = found.external_id
        return found

    def seen(self, state: TaskState | None) -> dict[str, Any]:
        return seen_of_task(state)

    def stands(self, state: TaskState | None, told: Mapping[str, Any]) -> bool:
        return (state is not None) == bool(told.get(THERE))

    def plan(self, client: Any, state: TaskState | None) -> Callable[[], None]:
        desk, target, action = self.opened.desk, self.opened.target, self.action
        desk.check_task(client)
        record = desk.look(client, target.kind, target.external_id, ())
        due = str(action.wanted.get(DUE) or "")
        draft = TaskDraft(
            kind=target.kind,
            external_id=record.external_id,
            subject=action.subject,
            body=action.body,
            due_on=date.fromisoformat(due) if due else None,
            priority=str(action.wanted[PRIORITY]),
            owner=record.owner,
            marker=self.marker,
        )

        def make() -> None:
            self.made_id = desk.make_task(client, draft)

        return make

    @property
    def marker(self) -> str:
        return marker_of(self.action.pk)


class RemovalSide(RecordSide):
    """A task of ours that goes again, while nobody has touched it."""

    def look(self, client: Any) -> TaskState | None:
        return self.opened.desk.read_task(client, self.action.made_external_id)

    def seen(self, state: TaskState | None) -> dict[str, Any]:
        made = self.action.undoes
        body = f"{made.body}\n\n{marker_of(made.pk)}" if made else ""
        ours = (made.subject, words_of(body)) if made else ("", "")
        return seen_of_task(state, ours)

    def stands(self, state: TaskState | None, told: Mapping[str, Any]) -> bool:
        seen = self.seen(state)
        words = (THERE, DUE, PRIORITY, STATUS, OURS) if told.get(THERE) else (THERE,)
        return all(seen.get(word) == told.get(word) for word in words)

    def plan(self, client: Any, state: TaskState | None) -> Callable[[], None]:
        return lambda: self.opened.desk.remove_task(client, self.action.made_external_id)


_SIDES: Mapping[str, type[RecordSide]] = {
    What.FIELD: FieldSide,
    What.TASK: TaskSide,
    What.REMOVE: RemovalSide,
}


def open_side(*, workspace_id: UUID, action: CampaignAction) -> RecordSide:
    """The far side of one; raises Trouble where nothing may be done with the record."""
    opened = open_record(
        workspace_id=workspace_id,
        target=target_of(action),
        run=f"action:{action.pk}",
        was_sent=action.sent_at is not None,
    )
    return _SIDES[What(action.what)](opened, action)


def marker_of(action_id: UUID) -> str:
    """How a task says which action it came of; a person may look the action up by it, too."""
    return f"Proactivox {action_id}"
