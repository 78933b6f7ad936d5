"""Looks once a day whether the vendor's accounts are still in the zone and currency we know."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from django.utils import timezone

from accounts import audit
from accounts.jobs import Lease
from integrations.connectors.contract import VendorAccount
from integrations.connectors.refusals import Refused
from integrations.models import Source
from integrations.services.syncing.runs import BACKFILL, Run

_KEPT = 20
# What shapes an account's numbers: by which days, and in which money.
_SHAPING = ("time_zone", "currency")


def follow_accounts(lease: Lease, client: Any, run: Run) -> Run:
    """The run by the accounts as they are now; a change of zone or currency is noted and said.

    Days that were read stay as the vendor told them: it moves its calendar from now on only.
    """
    today = timezone.now().date().isoformat()
    with lease.batch():
        source = Source.objects.get(pk=run.source_id)
    list_accounts = run.connector.accounts
    is_looked_at = source.identity.get("accounts_looked_at") == today
    if list_accounts is None or is_looked_at or run.kind == BACKFILL:
        return run
    lease.keep()
    try:
        found = {account.external_id: account for account in list_accounts(client)}
    except Refused as refused:
        if not refused.permanent:
            raise
        # The accounts' own days say what is refused.
        return run
    now = tuple(found.get(account.external_id, account) for account in run.accounts)
    with lease.batch():
        _keep(run, now, today)
    return replace(run, accounts=now)


def _keep(run: Run, now: Sequence[VendorAccount], today: str) -> None:
    source = Source.objects.select_for_update(of=("self",), no_key=True).get(pk=run.source_id)
    notes = [note for pair in zip(run.accounts, now, strict=True) for note in _notes(*pair, today)]
    source.options = source.options | {"accounts": [asdict(account) for account in now]}
    source.identity["accounts_looked_at"] = today
    if notes:
        earlier = source.identity.get("account_changes", [])
        source.identity["account_changes"] = [*notes, *earlier][:_KEPT]
        source.identity |= {name: _common(now, name) for name in _SHAPING}
        audit.record("source.accounts_changed", source, accounts=[n["account"] for n in notes])
    source.save(update_fields=["options", "identity"])


def _notes(before: VendorAccount, now: VendorAccount, today: str) -> list[dict[str, str]]:
    pairs = [(name, getattr(before, name), getattr(now, name)) for name in _SHAPING]
    return [
        {"account": now.external_id, "what": name, "before": old, "now": new, "on": today}
        for name, old, new in pairs
        if old != new
    ]


def _common(accounts: Sequence[VendorAccount], name: str) -> str:
    values = {getattr(account, name) for account in accounts}
    return values.pop() if len(values) == 1 else ""
