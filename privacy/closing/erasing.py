"""Erases a closed workspace: every row in one transaction, then files, cache, ledger, proof."""

from typing import Any
from uuid import UUID

import orjson
import redis
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone, translation

from accounts.crypto import Place, decrypt, encrypt, forget_keys
from accounts.models import Closure, CompanyDomain, Membership, Workspace, WorkspaceKey
from accounts.models.workspace import HOUSE_ID
from accounts.notify import compose_mail, queue_mail
from accounts.tenancy import inside, new_id
from privacy.backups import backups_gone_by
from privacy.certificates import sign
from privacy.closing.exporting import erase_files
from privacy.closing.mails import owners_of
from privacy.closing.tables import tenant_models
from privacy.ledger import Kind, LedgerEntry, append, entries
from privacy.ledger.writing import forget_contents
from privacy.models import ClosureCertificate


def erase_workspace(workspace_id: UUID) -> ClosureCertificate | None:
    """Erase a workspace whose agreed day has come; None where it is not due.

    The ledger is told before the commit, so that a restored backup erases it again.
    """
    with inside(workspace_id):
        closure = _due(workspace_id)
        if closure is None:
            return None
        forgets = _entries_of(workspace_id)
        certificate = _erase_rows(closure, forgets)
        entry = LedgerEntry(kind=Kind.WORKSPACE, forgets=forgets)
        append(workspace_id=workspace_id, entry=entry)
    return finish_erasure(certificate)


def erase_workspace_again(workspace_id: UUID) -> None:
    """The same for a workspace that a restored backup brought back, as the owner of its tables.

    Nobody is written to a second time. Its entries were removed when it was erased.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_closure (workspace_id, asked_at, erase_after) "
            "VALUES (%s, now(), now()) "
            "ON CONFLICT (workspace_id) DO UPDATE SET erase_after = now()",
            [workspace_id],
        )
    with inside(workspace_id):
        closure = _due(workspace_id)
        if closure is None:
            return
        certificate = _erase_rows(closure, ())
        ClosureCertificate.objects.filter(pk=certificate.pk).update(told=None)
        certificate.told = None
    finish_erasure(certificate)


def finish_erasure(certificate: ClosureCertificate) -> ClosureCertificate:
    """What lies outside of the database, then the signed proof; done again after a crash."""
    workspace_id = certificate.workspace_ref
    forget_keys()
    files = erase_files(workspace_id)
    forget_contents(tuple(certificate.forgets))
    cached = _forget_cached(workspace_id)
    certificate.finished_at = timezone.now()
    certificate.document = sign(
        {
            "certificate": str(certificate.pk),
            "workspace": str(workspace_id),
            "asked_at": certificate.asked_at.isoformat(),
            "erased_at": certificate.erased_at.isoformat(),
            "backups_gone_by": certificate.backups_gone_by.isoformat(),
            "rows": certificate.rows,
            "files": files,
            "cached": cached,
        }
    )
    with inside(HOUSE_ID):
        _write_to_owners(certificate)
        certificate.told = None
        certificate.save()
    return certificate


def told_place(row: Any) -> Place:
    """Where the owners' addresses wait for the certificate."""
    return Place("privacy_closurecertificate", "told", HOUSE_ID, row.pk)


def _due(workspace_id: UUID) -> Closure | None:
    rows = Closure.objects.select_for_update(of=("self",)).select_related("workspace")
    return rows.filter(pk=workspace_id, erase_after__lte=timezone.now()).first()


def _entries_of(workspace_id: UUID) -> tuple[int, ...]:
    return tuple(entry.sequence for entry in entries() if entry.workspace_id == workspace_id)


def _erase_rows(closure: Closure, forgets: tuple[int, ...]) -> ClosureCertificate:
    workspace, now = closure.workspace, timezone.now()
    certificate = ClosureCertificate(
        id=new_id(),
        workspace_ref=workspace.pk,
        asked_at=closure.asked_at,
        erased_at=now,
        backups_gone_by=backups_gone_by(now),
        forgets=list(forgets),
    )
    owners = {"name": workspace.name, "owners": owners_of(workspace)}
    certificate.told = encrypt(told_place(certificate), orjson.dumps(owners).decode())
    certificate.rows = {**_erase_tenant_rows(workspace.pk), **_erase_control_rows(workspace)}
    certificate.save(force_insert=True)
    return certificate


def _erase_tenant_rows(workspace_id: UUID) -> dict[str, int]:
    """By the one function that may: it asks itself whether the agreed day has come."""
    names = {model._meta.db_table: model._meta.label_lower for model in tenant_models()}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT name, rows FROM app.erase_closed(%s)", [workspace_id])
        return {names.get(table, table): rows for table, rows in cursor.fetchall() if rows}


def _erase_control_rows(workspace: Workspace) -> dict[str, int]:
    keys = WorkspaceKey.objects.filter(workspace_ref=workspace.pk, wrapped__isnull=False)
    shredded = keys.update(
        state=WorkspaceKey.State.SHREDDED, wrapped=None, retired_at=timezone.now()
    )
    members = Membership.objects.filter(workspace=workspace).delete()[0]
    CompanyDomain.objects.filter(workspace=workspace).delete()
    Closure.objects.filter(pk=workspace.pk).delete()
    # Not .delete(): Django would look for rows in every tenant table once more. Where one was
    # left, PostgreSQL's foreign keys refuse all of it.
    rows = Workspace.objects.filter(pk=workspace.pk)
    rows._raw_delete(rows.db)  # noqa: SLF001
    return {
        "accounts.workspacekey": shredded,
        "accounts.membership": members,
        "accounts.closure": 1,
        "accounts.workspace": 1,
    }


def _forget_cached(workspace_id: UUID) -> int:
    """Keys of the cache that bear the workspace's id."""
    client = redis.Redis.from_url(str(settings.CACHES["default"]["LOCATION"]))
    try:
        found = list(client.scan_iter(match=f"*{workspace_id}*", count=1000))
        return int(client.delete(*found)) if found else 0
    finally:
        client.close()


def _write_to_owners(certificate: ClosureCertificate) -> None:
    if certificate.told is None:
        return
    told = orjson.loads(decrypt(told_place(certificate), bytes(certificate.told)))
    document = orjson.dumps(certificate.document, option=orjson.OPT_INDENT_2).decode()
    for email, language in told["owners"]:
        with translation.override(language):
            values = {"name": told["name"], "certificate": certificate, "document": document}
            queue_mail(compose_mail("privacy/closing/gone", to=email, values=values))
