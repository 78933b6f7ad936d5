"""The nightly job of a workspace: deletes what is past its time, batch by batch, with evidence."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.audit import record
from accounts.crypto import KeyedHash
from accounts.jobs import Lease
from accounts.models import Job
from accounts.tenancy import require_workspace_id
from integrations.actions import Forgotten, forget_past
from privacy.models import RetentionRun
from privacy.requests.sweeps import forget_words, worded_requests
from privacy.retention.catalogue import REQUESTS
from privacy.retention.holds import held_people, is_rule_held
from privacy.retention.rules import InForce, rules_in_force

BATCH = 1000
_COLUMN = "privacy.retention"


def run_retention(lease: Lease) -> None:
    """Carry out all rules; a successor goes on after the last batch that was kept."""
    with lease.batch():
        rules = [rule for rule in rules_in_force() if rule.months]
        known = Job.objects.get(pk=lease.job_id).progress
        befores = known.get("before") or {
            rule.kind.key: rule.before.isoformat() for rule in rules if rule.before
        }
        lease.report({"before": befores, "done": known.get("done", [])})
        done = list(known.get("done", []))
    for rule in rules:
        key = rule.kind.key
        if key in done or key not in befores:
            continue
        _run_rule(lease, rule, datetime.fromisoformat(befores[key]))
        done.append(key)
        with lease.batch():
            lease.report({"done": done, "rule": None})


def _run_rule(lease: Lease, rule: InForce, before: datetime) -> None:
    """Batches until nothing is left; what was done so far commits with each."""
    while True:
        with lease.batch():
            if is_rule_held(rule.kind.key):
                return
            state = _state(lease, rule.kind.key)
            if state.get("over"):
                return
            batch = _forget(rule.kind.key, before, tuple(state["place"]))
            _add(state, batch)
            if batch.place is None:
                state["over"] = True
                _keep_evidence(rule, before, state)
            lease.report({"rule": state})


def _state(lease: Lease, key: str) -> dict[str, Any]:
    known = Job.objects.get(pk=lease.job_id).progress.get("rule")
    if known and known["kind"] == key:
        return dict(known)
    return {"kind": key, "place": [], "records": 0, "rows": {}, "held": 0, "digest": ""}


def _forget(key: str, before: datetime, place: tuple[str, ...]) -> Forgotten:
    if key == REQUESTS:
        return _forget_requests(before)
    return forget_past(kind=key, before=before, held=held_people(), place=place, most=BATCH)


def _forget_requests(before: datetime) -> Forgotten:
    rows = worded_requests(before).order_by("closed_at")
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    if not ids:
        return Forgotten(None, (), {}, 0)
    forget_words(ids)
    source = require_workspace_id()
    records = tuple((source, str(one)) for one in ids)
    return Forgotten(("requests",), records, {"privacy.datasubjectrequest": len(ids)}, 0)


def _add(state: dict[str, Any], batch: Forgotten) -> None:
    state["place"] = list(batch.place or ())
    state["records"] += len(batch.records)
    state["held"] += batch.held
    for table, count in batch.rows.items():
        state["rows"][table] = state["rows"].get(table, 0) + count
    if batch.records:
        state["digest"] = chain(state["digest"], batch.records)


def chain(digest: str, records: Iterable[tuple[UUID, str]]) -> str:
    """The digest with one more batch: sha256 over it and the keyed hashes of the records' names."""
    hashing = hashlib.sha256(digest.encode())
    keyed = KeyedHash(require_workspace_id(), _COLUMN)
    for source_id, external_id in records:
        hashing.update(keyed.of_normalised(f"{source_id}:{external_id}".encode()))
    return hashing.hexdigest()


def _keep_evidence(rule: InForce, before: datetime, state: dict[str, Any]) -> None:
    """A line where something went or was held; a night without either leaves its job alone."""
    if not state["records"] and not state["held"]:
        return
    run = RetentionRun.objects.create(
        kind=rule.kind.key,
        months=rule.months or 0,
        before=before,
        records=state["records"],
        rows=state["rows"],
        held=state["held"],
        digest=state["digest"],
    )
    record("retention.run", run, kind=rule.kind.key, count=state["records"])
