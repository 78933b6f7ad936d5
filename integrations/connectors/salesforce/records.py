"""Single records of Salesforce looked at; tasks made, found again and removed; fields set once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import httpx
from django.utils.translation import gettext as _

from integrations.connectors.records import (
    RecordDesk,
    RecordGone,
    RecordRefused,
    RecordState,
    TaskDraft,
    TaskState,
)
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.errors import ApiRefused
from integrations.connectors.salesforce.record_fields import (
    KINDS,
    PEOPLE,
    WRITTEN,
    as_text,
    check,
    fields,
    no_right,
    object_of,
    typed,
)
from integrations.connectors.salesforce.soql import quote

_TASK = ("Id", "Subject", "Description", "ActivityDate", "Priority", "Status")
_USER = "005"
_RIGHTS = ("INSUFFICIENT_ACCESS", "CANNOT_INSERT_UPDATE", "INVALID_FIELD_FOR_INSERT_UPDATE")
# Told before anything was done, and over in a moment: asked again at once.
_LOCKED, _TRIES = "UNABLE_TO_LOCK_ROW", 3


def look(client: Client, kind: str, external_id: str, wanted: tuple[str, ...]) -> RecordState:
    """A record with these fields, as far as the connected user sees them; raises RecordGone."""
    seen = object_of(client, kind).by_name
    named = ("Name",) if kind not in PEOPLE else ()
    names = [one for one in dict.fromkeys(("Id", *named, "OwnerId", *wanted)) if one in seen]
    path, asked = _path(kind, external_id), {"fields": ",".join(names)}
    found = _answer(lambda: client.get(path, asked), kind).json()
    return RecordState(
        kind=kind,
        external_id=str(found["Id"]),
        name=str(found.get("Name") or "")[:255],
        link=f"{client.token.instance_url}/{found['Id']}",
        owner=str(found.get("OwnerId") or ""),
        values={name: as_text(found[name]) for name in wanted if name in found},
    )


def set_field(client: Client, kind: str, external_id: str, name: str, text: str) -> None:
    """Set one field, once; raises RecordRefused, RecordGone, OutcomeUnknown."""
    body = {name: typed(client, kind, name, check(client, kind, name, text))}
    _send(client, "PATCH", _path(kind, external_id), kind, body)


def check_task(client: Client) -> None:
    """Raise RecordRefused where the connected user may not make tasks."""
    object_of(client, "Task")
    if not client.described["Task"].get("createable"):
        raise no_right("Task")


def make_task(client: Client, draft: TaskDraft) -> str:
    """The id of a task that was made, once."""
    check_task(client)
    body: dict[str, Any] = {
        "Subject": draft.subject,
        "Description": f"{draft.body}\n\n{draft.marker}".strip(),
        "Priority": draft.priority,
        ("WhoId" if draft.kind in PEOPLE else "WhatId"): draft.external_id,
    }
    if draft.due_on is not None:
        body["ActivityDate"] = draft.due_on.isoformat()
    if draft.owner.startswith(_USER):
        # A queue may own a lead and not this task: then it is the connected user's.
        body["OwnerId"] = draft.owner
    return str(_send(client, "POST", "sobjects/Task", "Task", body).json()["id"])


def find_task(
    client: Client, kind: str, external_id: str, marker: str, since: datetime
) -> TaskState | None:
    """The task with the marker: its text cannot be filtered by, so it is read and compared."""
    link = "WhoId" if kind in PEOPLE else "WhatId"
    where = f"{link} = {quote(external_id)} AND CreatedDate >= {quote(since)}"
    soql = f"SELECT {', '.join(_TASK)} FROM Task WHERE {where}"  # noqa: S608 - quoted above
    page = client.get("query", {"q": soql}).json()
    while True:
        for row in page["records"]:
            if marker in (row.get("Description") or ""):
                return _task(row)
        if page["done"]:
            return None
        page = client.get(page["nextRecordsUrl"]).json()


def read_task(client: Client, external_id: str) -> TaskState | None:
    """One task by its id; None where it is not there any more."""
    path, asked = _path("Task", external_id), {"fields": ",".join(_TASK)}
    try:
        found = _answer(lambda: client.get(path, asked), "Task").json()
    except RecordGone:
        return None
    return _task(found)


def remove_task(client: Client, external_id: str) -> None:
    """Into Salesforce's bin, once; one that is there no more is removed."""
    if not object_of(client, "Task").is_deletable:
        raise no_right("Task")
    try:
        _send(client, "DELETE", _path("Task", external_id), "Task", None)
    except RecordGone:
        return


def _send(client: Client, method: str, path: str, kind: str, body: Any) -> httpx.Response:
    def call() -> httpx.Response:
        return client.send_once(method, path, body=body)

    for left in reversed(range(_TRIES)):
        try:
            return _answer(call, kind)
        except RecordRefused as refused:
            if refused.code != _LOCKED.lower() or not left:
                raise
    raise AssertionError("the tries ended without an answer")


def _answer(call: Callable[[], httpx.Response], kind: str) -> httpx.Response:
    try:
        return call()
    except ApiRefused as refused:
        if refused.status == 404 or refused.error == "ENTITY_IS_DELETED":
            raise RecordGone(
                _("Salesforce shows no such record to the connected user any more."),
                advice=_("Look for it there; it may have been merged or deleted."),
            ) from refused
        raise _in_words(refused, kind) from refused


def _in_words(refused: ApiRefused, kind: str) -> RecordRefused:
    """A rule's own words are an admin's; of people's records only the code is told."""
    if refused.error.startswith(_RIGHTS):
        return no_right(kind)
    if refused.error == "ENTITY_IS_LOCKED":
        return RecordRefused(
            _("The record is locked in Salesforce, for example by an approval process."),
            advice=_("Unlock it there, and try again."),
            code="locked",
        )
    if refused.error == _LOCKED:
        return RecordRefused(
            _("Somebody else was changing the record in Salesforce at the same moment."),
            permanent=False,
            advice=_("Nothing was changed. Try it once more."),
            code=_LOCKED.lower(),
        )
    detail = "" if kind in (*PEOPLE, "Task") else f": {refused.detail[:200]}"
    return RecordRefused(
        _("Salesforce refused to change the record (%(error)s).")
        % {"error": f"{refused.error}{detail}"},
        permanent=refused.permanent,
        advice=_("Look at the record in Salesforce: a rule of your organisation may forbid it."),
    )


def _task(row: Mapping[str, Any]) -> TaskState:
    return TaskState(
        external_id=str(row["Id"]),
        subject=str(row.get("Subject") or ""),
        body=str(row.get("Description") or ""),
        due_on=str(row.get("ActivityDate") or ""),
        priority=str(row.get("Priority") or ""),
        status=str(row.get("Status") or ""),
    )


def _path(kind: str, external_id: str) -> str:
    return f"sobjects/{kind}/{external_id}"


DESK = RecordDesk(
    kinds=KINDS,
    people=PEOPLE,
    written=WRITTEN,
    priorities=("High", "Normal", "Low"),
    fields=fields,
    check_task=check_task,
    check=check,
    look=look,
    set_field=set_field,
    find_task=find_task,
    read_task=read_task,
    make_task=make_task,
    remove_task=remove_task,
)
