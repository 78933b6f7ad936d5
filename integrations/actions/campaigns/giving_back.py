"""Gives the right to change campaigns back to the platform, after it was switched off."""

from uuid import UUID

from accounts.errors import Trouble
from accounts.jobs import Lease
from integrations.actions.campaigns.consent import desk_of, is_on
from integrations.connectors import CONNECTORS
from integrations.connectors.refusals import OutOfReach
from integrations.credentials import StoredTokens
from integrations.models import Source


def give_back_right(lease: Lease, *, source_id: UUID) -> None:
    """End it there and forget it here; nothing where it was switched on again meanwhile."""
    with lease.batch():
        source = Source.objects.filter(pk=source_id, disconnected_at=None).first()
    desk = desk_of(source.connector) if source else None
    if source is None or desk is None or desk.give_back is None or is_on(source.options):
        return
    engine = CONNECTORS[source.connector].engine
    try:
        with engine.open_client(StoredTokens(lease.workspace_id, source_id)) as client:
            desk.give_back(client)
    except OutOfReach:
        if lease.attempt < lease.max_attempts:
            raise
    except Trouble:
        # Access that has ended as a whole has no right left in it.
        pass
    with lease.batch():
        row = Source.objects.select_for_update(no_key=True).get(pk=source_id)
        kept = [one for one in row.identity.get("granted", ()) if one != desk.scope]
        row.identity = row.identity | {"granted": kept}
        row.save(update_fields=["identity"])
