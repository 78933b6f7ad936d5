"""A record's own page, as a person sees it: its fields, and the tasks about it."""

import re

from sandbox import ids
from sandbox.pages import page, text
from sandbox.schema import OBJECTS, SObject
from sandbox.store import records
from sandbox.web.messages import Request, Response, html_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
# As Salesforce's own addresses: the id alone.
PATH = re.compile(r"/[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
_SHOWN = ("Opportunity", "Account", "Campaign", "Lead", "Contact", "Task")
_TASK = ("Subject", "Status", "Priority", "ActivityDate")


@routes.add("GET", r"/{record_id}")
def show(world: World, request: Request, *, record_id: str) -> Response:
    if not PATH.fullmatch(f"/{record_id}"):
        return _nothing()
    prefixes = {OBJECTS[name].prefix: OBJECTS[name] for name in _SHOWN if name in OBJECTS}
    sobject = prefixes.get(record_id[:3])
    if sobject is None:
        return _nothing()
    with world.store.reading() as db:
        try:
            row = records.load(db, sobject, record_id)
        except ValueError:
            return _nothing()
        tasks = [
            records.load(db, OBJECTS["Task"], one)
            for link in ("WhatId", "WhoId")
            for one in records.children(db, "Task", link, ids.long_id(record_id))
        ]
    return html_response(_page(sobject, row, [one for one in tasks if not one["IsDeleted"]]))


def _page(sobject: SObject, row: records.Row, tasks: list[records.Row]) -> str:
    told = "".join(
        f"<tr><th>{text(field.label)}</th><td>{text(row[field.name])}</td></tr>"
        for field in sobject.stored
        if row.get(field.name) not in (None, "")
    )
    lines = "".join(
        f'<tr><td><a href="/{text(one["Id"])}">{text(one["Subject"] or "")}</a></td>'
        + "".join(f"<td>{text(one[name] or '')}</td>" for name in _TASK[1:])
        + "</tr>"
        for one in sorted(tasks, key=lambda one: str(one["CreatedDate"]), reverse=True)
    )
    name = row.get("Name") or row.get("Subject") or row["Id"]
    gone = ' <span class="tag">in the recycle bin</span>' if row.get("IsDeleted") else ""
    about = f"<h2>Tasks</h2><table>{lines}</table>" if lines else ""
    body = (
        '<p class="brand">Salesforce look-alike <span class="tag">sandbox</span></p>'
        f"<h1>{text(sobject.label)}: {text(name)}{gone}</h1>{about}"
        f"<h2>Details</h2><table>{told}</table>"
        '<p class="note">A made-up company on this machine. No real Salesforce is involved.</p>'
    )
    return page(f"{name} | Salesforce look-alike", body, is_wide=True)


def _nothing() -> Response:
    return html_response(page("Sandbox", "<h1>There is no such record.</h1>"), 404)
