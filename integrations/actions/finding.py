"""Looks one person up in a source as it stands now, by addresses, ids and what records say."""

from uuid import UUID

from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.actions.opening import OpenSource, open_source
from integrations.actions.values import Errand, FoundPeople, UpstreamRecord
from integrations.connectors.people import Looked, PersonRecord, Sought
from integrations.subjects import find_person

# Our map of merges leads to ids that the source has forgotten; a second round follows those.
_ROUNDS = 3


def find_people(
    *, workspace_id: UUID, source_id: UUID, subject: Subject, errand: Errand
) -> tuple[UpstreamRecord, ...]:
    """Every live record of the person; see `look_for_people`."""
    found = look_for_people(
        workspace_id=workspace_id, source_id=source_id, subject=subject, errand=errand
    )
    return found.records


def look_for_people(
    *, workspace_id: UUID, source_id: UUID, subject: Subject, errand: Errand
) -> FoundPeople:
    """Every live record of the person in one source, with what could not be looked at.

    To be called outside of any transaction. What belongs to a person comes before the person, so
    that it can be deleted in this order. Nothing is found, and nobody asked, where a source holds
    no people: files, ad platforms, web analytics.
    Raises Trouble: "no_source" for a source that is not this workspace's, "connect_again", and
    whatever the vendor refuses, `permanent` or not; Later while the vendor admits no requests.
    """
    source = open_source(workspace_id=workspace_id, source_id=source_id, errand=errand)
    if source.desk is None:
        return FoundPeople(())
    looked = look(source, subject)
    records = tuple(upstream(source, record) for record in looked.records)
    return FoundPeople(records, tuple(sorted(looked.ids)), looked.unseen)


def look(source: OpenSource, subject: Subject) -> Looked:
    """The same in the connector's own values, for a source that has a desk for people."""
    desk = source.desk
    assert desk is not None  # noqa: S101 - for the type checker; callers have asked
    told = subject.external_ids.get(source.source_id, ())
    stored = _stored(source, subject, frozenset())
    looked = Looked(())
    with source.client() as client:
        for _ in range(_ROUNDS):
            looked = desk.look(client, Sought(subject.emails, told, tuple(sorted(stored))))
            more = _stored(source, subject, looked.ids)
            if more <= stored:
                break
            stored = more
    return looked


def _stored(source: OpenSource, subject: Subject, known: frozenset[str]) -> frozenset[str]:
    """Ids to which our own rows lead, among them merges that the source has long forgotten."""
    told = {*subject.external_ids.get(source.source_id, ()), *known}
    whole = Subject(emails=subject.emails, external_ids={source.source_id: tuple(sorted(told))})
    with inside(source.workspace_id):
        return find_person(whole).ids.get(source.source_id, frozenset()) - told


def upstream(source: OpenSource, record: PersonRecord) -> UpstreamRecord:
    return UpstreamRecord(
        source_id=source.source_id,
        kind=record.kind,
        external_id=record.external_id,
        fields=record.fields,
        link=record.link,
        reached_by=record.reached_by,
        person=record.person,
    )
