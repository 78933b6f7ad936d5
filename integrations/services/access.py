"""Keeps a source's access alive, and ends it when the source is disconnected."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.errors import Trouble
from accounts.jobs import Later, Lease
from accounts.models import Membership
from integrations.connectors import CONNECTORS
from integrations.connectors.refusals import AccessEnded, OutOfReach
from integrations.credentials import refresh_token_of, renew_token
from integrations.models import Certificate, Credential, Source

# Salesforce forgets a refresh token that is not used for thirty days, Meta one after sixty.
_EVERY = timedelta(days=7)


def keep_alive(lease: Lease, *, source_id: UUID) -> None:
    """Renew a token that nobody used for a week; comes back every week by raising Later."""
    with lease.batch():
        source = Source.objects.filter(pk=source_id, disconnected_at=None).first()
        row = Credential.objects.filter(source_id=source_id).first()
    if source is None or row is None or row.refresh_token is None:
        return
    if row.refreshed_at < timezone.now() - _EVERY + timedelta(days=1):
        try:
            renew_token(
                workspace_id=lease.workspace_id,
                source_id=source_id,
                stale_generation=row.generation,
            )
        except AccessEnded as ended:
            with lease.batch():
                Source.objects.filter(pk=source_id).update(
                    trouble_code=ended.code, trouble_text=str(ended)
                )
            return
    raise Later(_EVERY)


def revoke_credential(lease: Lease, *, source_id: UUID) -> None:
    """End the grant at the vendor, then forget the tokens; tried again while it is unreachable."""
    with lease.batch():
        found = refresh_token_of(source_id)
        source = Source.objects.get(pk=source_id)
        key, is_shared = source.connector, is_access_shared(source)
    if found is not None and not is_shared:
        try:
            CONNECTORS[key].oauth.revoke_token(*found)
        except OutOfReach:
            if lease.attempt < lease.max_attempts:
                raise
        except Trouble:
            pass
    with lease.batch():
        # A source that was connected again in the meantime keeps its new tokens.
        if Source.objects.filter(pk=source_id, disconnected_at__isnull=False).exists():
            Credential.objects.filter(source_id=source_id).delete()
            Certificate.objects.filter(source_id=source_id).delete()


def is_access_shared(source: Source) -> bool:
    """Whether ending this source's grant could end another's; see may_end_others."""
    others = Source.objects.exclude(pk=source.pk)
    return may_end_others(source.connector, source.workspace_id, source.created_by_id, others)


def may_end_others(
    connector: str, workspace_id: UUID, user_id: UUID | None, others: "QuerySet[Source]"
) -> bool:
    """Whether ending a grant could end that of another source, which then must not happen.

    Google and Meta end all that a person ever gave us, in every workspace. Whose log-in it is we
    do not ask there; so another live source of the vendor counts, and any other workspace of
    whoever connected it, where such a source may be. Call inside the workspace.
    """
    known = CONNECTORS.get(connector)
    if known is None or not known.shared_access:
        return False
    group = known.shared_access
    keys = [key for key, other in CONNECTORS.items() if other.shared_access == group]
    live = others.filter(connector__in=keys, disconnected_at=None)
    if user_id is None or live.exists():
        return True
    return Membership.objects.filter(user_id=user_id).exclude(workspace_id=workspace_id).exists()
