"""Which of the vendor's accounts a source reads: what the grant may read, and what is chosen."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.tenancy import inside
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import VendorAccount
from integrations.credentials import StoredTokens
from integrations.models import Source
from integrations.services.syncing.runs import chosen_accounts

__all__ = ["choose_accounts", "chosen_accounts", "readable_accounts"]


def readable_accounts(*, workspace_id: UUID, source_id: UUID) -> tuple[VendorAccount, ...]:
    """All that the source's grant may read, by name. Asks the vendor: call outside a workspace."""
    with inside(workspace_id):
        source = Source.objects.filter(pk=source_id).first()
    connector = CONNECTORS.get(source.connector) if source else None
    if connector is None or connector.accounts is None:
        raise Trouble(_("This source has no accounts to choose."), code="no_accounts")
    with connector.engine.open_client(StoredTokens(workspace_id, source_id)) as client:
        found = connector.accounts(client)
    return tuple(sorted(found, key=lambda account: (account.parent, account.name.lower())))


def choose_accounts(*, source_id: UUID, accounts: Sequence[VendorAccount]) -> None:
    """Read these accounts from now on; what others have brought stays.

    Raises Trouble when none is chosen, or when another source of this workspace reads one already.
    """
    source = Source.objects.select_for_update(no_key=True).get(pk=source_id)
    if not accounts:
        raise Trouble(_("Choose at least one."), code="no_account")
    _refuse_twice(source, accounts)
    source.options = source.options | {"accounts": [asdict(account) for account in accounts]}
    looked_at = {"accounts_looked_at": timezone.now().date().isoformat()}
    source.identity = source.identity | _common(accounts) | looked_at
    source.save(update_fields=["options", "identity"])
    if source.is_active:
        enqueue("integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk))
    names = [account.external_id for account in accounts]
    audit.record("source.accounts", source, accounts=names)


def _refuse_twice(source: Source, accounts: Sequence[VendorAccount]) -> None:
    """The same account in two sources would count its money twice."""
    wanted = {account.external_id: account.name for account in accounts}
    others = Source.objects.filter(connector=source.connector, disconnected_at=None)
    for other in others.exclude(pk=source.pk):
        for account in chosen_accounts(other.options):
            if account.external_id in wanted:
                raise Trouble(
                    _("%(account)s is read by the source %(source)s already.")
                    % {"account": account.name, "source": other.name},
                    advice=_("Leave it out here, or disconnect the other source first."),
                    code="account_twice",
                )


def _common(accounts: Sequence[VendorAccount]) -> dict[str, str]:
    """Zone and currency of the source, where its accounts agree."""
    zones = {account.time_zone for account in accounts}
    currencies = {account.currency for account in accounts}
    return {
        "time_zone": zones.pop() if len(zones) == 1 else "",
        "currency": currencies.pop() if len(currencies) == 1 else "",
    }
