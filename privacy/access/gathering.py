"""Gathers what is held of a person: from every store of ours, and live from each source."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.errors import Trouble
from accounts.jobs import Lease
from accounts.models.workspace import HOUSE_ID
from accounts.readings import request_key
from accounts.selectors import language_of
from accounts.subjects import Collected, Subject
from integrations.actions import Errand, UpstreamRecord, look_for_people
from integrations.models import Source
from integrations.selectors import ids_of_person, sources_of_people
from privacy import manifest
from privacy.access.items import forget_items, write_items
from privacy.access.person import LOGS, open_subject, own_logs, seal_subject
from privacy.erasure.person import widened
from privacy.models import Answer, Package, SearchedPlace


def run_gathering(lease: Lease, *, package_id: UUID) -> None:
    """Ask everything that may know the person; a successor begins again where nothing was kept."""
    with lease.batch():
        package = _locked(package_id)
        if package.gathered_at is not None:
            return
        subject = _widen(package)
        sources = [source for source in sources_of_people() if source.disconnected_at is None]
        total = len(sources) + len(list(manifest.modules()))
        lease.report({"done": 0, "total": total})
    done = 0
    for source in sources:
        _ask_source(lease, package_id, source, subject)
        done += 1
        _report(lease, done)
    with lease.batch():
        # Asking a source may have told more ids, under which our own stores know the person, too.
        subject = open_subject(_locked(package_id))
    for name, _module in manifest.modules():
        _ask_store(lease, package_id, name, subject)
        done += 1
        _report(lease, done)
    with lease.batch():
        Package.objects.filter(pk=package_id).update(gathered_at=timezone.now())


def _widen(package: Package) -> Subject:
    known = open_subject(package)
    subject = widened(known, ids_of_person(known))
    package.subject = seal_subject(package, subject)
    package.save(update_fields=["subject"])
    return subject


def _ask_source(lease: Lease, package_id: UUID, source: Source, subject: Subject) -> None:
    name = source.name
    with lease.batch():
        request_id = _locked(package_id).request_id
        language = language_of(lease.workspace_id)
    try:
        with override(language):
            found = look_for_people(
                workspace_id=lease.workspace_id,
                source_id=source.pk,
                subject=subject,
                errand=Errand((request_key(request_id),), f"package:{package_id}"),
            )
    except Trouble as trouble:
        if not trouble.permanent:
            raise
        with lease.batch():
            _say(package_id, name, Answer.FAILED, source_id=source.pk, why=str(trouble))
        return
    with lease.batch():
        package = _locked(package_id)
        forget_items(package, source_id=source.pk)
        write_items(package, map(_upstream, found.records), subject, source_id=source.pk)
        more = widened(open_subject(package), {source.pk: found.external_ids})
        package.subject = seal_subject(package, more)
        package.save(update_fields=["subject"])
        count, answer = len(found.records), Answer.FOUND if found.records else Answer.NOTHING
        with override(language):
            why = _("Not seen: %(what)s") % {"what": ", ".join(found.unseen)}
        unseen = why if found.unseen else ""
        _say(package_id, name, answer, source_id=source.pk, rows=count, why=unseen)


def _upstream(record: UpstreamRecord) -> tuple[str, dict[str, str | None]]:
    ids = {"Id": record.external_id, **({"Link": record.link} if record.link else {})}
    return record.kind, {**ids, **record.fields}


def _ask_store(lease: Lease, package_id: UUID, name: str, subject: Subject) -> None:
    store = name.partition(".")[0]
    if lease.workspace_id == HOUSE_ID:
        # What Proactivox itself controls: its modules enter the workspaces one by one.
        lease.keep()
        parts = _collected(name, subject)
        with lease.batch():
            _keep(package_id, store, parts, subject)
        return
    with lease.batch():
        _keep(package_id, store, _collected(name, subject), subject)


def _keep(package_id: UUID, store: str, parts: Iterable[Collected], subject: Subject) -> None:
    package = _locked(package_id)
    forget_items(package, app=store)
    found = list(parts)
    if store == "accounts":
        found = own_logs(package, subject, found)
    rows = [(part.table, dict(row)) for part in found for row in part.rows]
    write_items(package, rows, subject)
    # A request, and the log of who read it, are no answer to what is held besides it.
    count = sum(table not in LOGS and table.partition(".")[0] != "privacy" for table, _row in rows)
    _say(package_id, store, Answer.FOUND if rows else Answer.NOTHING, rows=count)


def _collected(name: str, subject: Subject) -> tuple[Collected, ...]:
    modules = dict(manifest.modules())
    return modules[name].collect(subject)


def _say(
    package_id: UUID,
    name: str,
    answer: Answer,
    *,
    source_id: UUID | None = None,
    rows: int = 0,
    why: str = "",
) -> None:
    SearchedPlace.objects.filter(package_id=package_id, name=name, source_id=source_id).delete()
    SearchedPlace.objects.create(
        package_id=package_id,
        name=name,
        source_id=source_id,
        answer=answer,
        rows=rows,
        why=why[:500],
    )


def _report(lease: Lease, done: int) -> None:
    with lease.batch():
        lease.report({"done": done})


def _locked(package_id: UUID) -> Package:
    return (
        Package.objects.select_for_update(no_key=True).select_related("request").get(pk=package_id)
    )
