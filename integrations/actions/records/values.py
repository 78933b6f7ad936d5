"""What is asked and told of records of a CRM: frozen values, nothing of a vendor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.errors import Trouble
from integrations.connectors.records import FieldShape, RecordState, TaskState

# By which words before, wanted and after are compared and kept.
VALUE, THERE, DUE, PRIORITY, STATUS, OURS = "value", "there", "due", "priority", "status", "ours"
NOT_THERE: Mapping[str, Any] = {THERE: False}


@dataclass(frozen=True)
class Target:
    """One record by its source, its kind and its id there: ("Opportunity", "006…")."""

    source_id: UUID
    kind: str
    external_id: str


@dataclass(frozen=True)
class TaskProposal:
    """A task to be made about a record; it is for whoever owns the record there.

    Nothing of the record is put into `subject` and `body` by us: both are the asker's own words.
    """

    target: Target
    subject: str
    key: str
    body: str = ""
    due_on: date | None = None
    priority: str = "Normal"
    reason: str = ""
    needs: str = ""


@dataclass(frozen=True)
class FieldProposal:
    """One field of a record to be set; all values are texts, "" for none.

    `before` is what the asker saw there; None where nobody has looked: then what stands there when
    it is carried out is taken for it.
    """

    target: Target
    field: str
    value: str
    key: str
    before: str | None = None
    reason: str = ""
    needs: str = ""


@dataclass(frozen=True)
class LiveRecord:
    """A record as it stands at the CRM now, or the trouble why nobody can say.

    `shapes` are the fields that may be set from here by this user: allowed, and settable.
    """

    state: RecordState | None
    shapes: tuple[FieldShape, ...] = ()
    trouble: Trouble | None = None
    may_make_tasks: bool = False


@dataclass(frozen=True)
class FieldPreview:
    """What would be written: the record, the field, from what to what."""

    state: RecordState
    shape: FieldShape
    before: str
    value: str


def seen_of_task(state: TaskState | None, ours: tuple[str, str] | None = None) -> dict[str, Any]:
    """A task without its words; with `ours`, whether these still are those that we wrote."""
    if state is None:
        return dict(NOT_THERE)
    seen = {
        THERE: True,
        DUE: state.due_on,
        PRIORITY: state.priority,
        STATUS: state.status,
    }
    return seen if ours is None else seen | {OURS: (state.subject, words_of(state.body)) == ours}


def words_of(body: str) -> str:
    """A text as it is compared: line ends and blanks around it are the vendor's own."""
    return "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").strip().split("\n"))
