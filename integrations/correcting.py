"""Corrects a field of a person's record here, and holds it until the source says so, too."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.crypto import KeyedHash, Place, encrypt
from accounts.errors import Refused
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Subject
from accounts.tenancy import Purpose, for_purpose, new_id, require_workspace_id
from integrations.changes import Change, changing
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Entities
from integrations.connectors.entities import Kind, Stream
from integrations.connectors.salesforce.describing import EMAIL
from integrations.loading.correcting import correction_place
from integrations.loading.locking import hold_people
from integrations.loading.sealing import person_place
from integrations.loading.target import MERGED_INTO
from integrations.models import Contact, Correction, Lead, PersonField, Restriction, Source
from integrations.opening import open_person_field
from integrations.subjects import find_person, of_model
from integrations.versions import raise_version

_MODELS: dict[str, type[Model]] = {"Lead": Lead, "Contact": Contact}


@dataclass(frozen=True)
class CorrectableField:
    """A field of a record of a person that can be corrected here."""

    source: Source
    kind: str
    external_id: str
    field: str


@dataclass(frozen=True)
class Corrected:
    """What was corrected: the value before, None where only a hash of it was held."""

    correction_id: UUID
    before: str | None


def correctable_fields(subject: Subject) -> list[CorrectableField]:
    """Every field of the person's records that is held here, in the entered workspace."""
    found = find_person(subject)
    fields: list[CorrectableField] = []
    with for_purpose(Purpose.OWN_RIGHT):
        for source in Source.objects.filter(pk__in=list(found.ids)).order_by("name"):
            for kind, model in _MODELS.items():
                stream = _stream(source, kind)
                rows = of_model(model).filter(source_id=source.pk, deleted_at=None)
                rows = rows.filter(external_id__in=sorted(found.ids[source.pk]))
                ids = rows.order_by("external_id").values_list("external_id", flat=True)
                names = list(_fields(source, stream)) if stream else []
                fields += [
                    CorrectableField(source, kind, one, name) for one in ids for name in names
                ]
    return fields


def correct_person(
    *, source_id: UUID, kind: str, external_id: str, field: str, value: str
) -> Corrected:
    """Correct one field, in the caller's transaction; rollups and keyed hashes follow.

    Raises Refused for a record or a field that is not held here.
    """
    hold_people(require_workspace_id())
    source = Source.objects.filter(pk=source_id).first()
    stream = _stream(source, kind) if source else None
    if source is None or stream is None or field not in _fields(source, stream):
        raise Refused(_("This field is not held here."), code="no_such_field")
    with for_purpose(Purpose.OWN_RIGHT):
        model = of_model(_MODELS[kind])
        if not model.filter(source_id=source_id, external_id=external_id).exists():
            raise Refused(_("This record is not held here."), code="no_such_record")
        before = _put(source, stream, external_id, field, value)
        row = Correction(
            id=new_id(),
            workspace_id=require_workspace_id(),
            source=source,
            stream=stream.name,
            external_id=external_id,
            field=field,
        )
        row.value = encrypt(correction_place(row), value)
        same = {"source": source, "stream": stream.name, "external_id": external_id, "field": field}
        Correction.objects.filter(**same).delete()
        row.save(force_insert=True)
    raise_version()
    return Corrected(row.pk, before)


def held_corrections(ids: list[UUID]) -> set[UUID]:
    """Those of these that their sources do not say yet."""
    return set(Correction.objects.filter(pk__in=ids).values_list("pk", flat=True))


def _put(source: Source, stream: Stream, external_id: str, field: str, value: str) -> str | None:
    if field in _opted(source, stream):
        return _put_sealed(source, f"{stream.name}.{field}", external_id, value)
    if field == EMAIL:
        _put_email(source, stream, external_id, value)
        return None
    column = next(one for one in stream.columns if one.field == field)
    cut = value[: column.length]
    rows = of_model(_MODELS[stream.model]).filter(source_id=source.pk, external_id=external_id)
    before: str = rows.values_list(column.target, flat=True).get()
    with _changing(source, stream, external_id):
        # Without a hash the record is compared anew when it is next read.
        rows.update(**{column.target: cut, "row_hash": b""})
    return before


def _put_email(source: Source, stream: Stream, external_id: str, value: str) -> None:
    workspace_id = require_workspace_id()
    index = suppression = None
    if value.strip():
        index = KeyedHash(workspace_id, "email").of(value)
        suppression = KeyedHash(workspace_id, "email", purpose="suppression").of(value)
    rows = of_model(_MODELS[stream.model]).filter(source_id=source.pk, external_id=external_id)
    with _changing(source, stream, external_id):
        rows.update(email_hash=index, suppression_hash=suppression, row_hash=b"")
    if suppression is not None:
        _follow_restrictions(source.pk, external_id, suppression)


def _follow_restrictions(source_id: UUID, external_id: str, digest: bytes) -> None:
    """Whoever is restricted is so under the corrected address, too."""
    named = Restriction.objects.filter(source_id=source_id, external_id=external_id)
    Restriction.objects.bulk_create(
        [
            Restriction(
                workspace_id=require_workspace_id(), person_id=person_id, identifier_hash=digest
            )
            for person_id in set(named.values_list("person_id", flat=True))
        ],
        ignore_conflicts=True,
    )


def _put_sealed(source: Source, name: str, external_id: str, value: str) -> str:
    workspace_id = require_workspace_id()
    rows = PersonField.objects.filter(source_id=source.pk, external_id=external_id, field=name)
    old = rows.first()
    before = ""
    if old is not None:
        before = open_person_field(
            workspace_id, name, old.row_id, bytes(old.sealed), purpose=ANSWER_REQUEST
        )
    rows.delete()
    if value:
        row_id = new_id()
        place: Place = person_place(workspace_id, name, row_id)
        is_restricted = Restriction.objects.filter(source_id=source.pk, external_id=external_id)
        PersonField(
            workspace_id=workspace_id,
            source=source,
            external_id=external_id,
            field=name,
            row_id=row_id,
            sealed=encrypt(place, value),
            is_restricted=is_restricted.exists(),
        ).save(force_insert=True)
    return before


def _changing(source: Source, stream: Stream, external_id: str) -> AbstractContextManager[None]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.corrected_row")
        cursor.execute("CREATE TEMPORARY TABLE corrected_row (external_id text) ON COMMIT DROP")
        cursor.execute("INSERT INTO pg_temp.corrected_row VALUES (%s)", [external_id])
    return changing(Change(source.pk, stream.model, "corrected_row"))


def _stream(source: Source, kind: str) -> Stream | None:
    known = CONNECTORS.get(source.connector)
    engine = known.engine if known else None
    streams = engine.streams if isinstance(engine, Entities) else ()
    return next((one for one in streams if one.model == kind and one.is_person), None)


def _fields(source: Source, stream: Stream) -> Iterator[str]:
    """The address, texts that are the person's own, and what was opted in; never an id."""
    yield EMAIL
    for column in stream.columns:
        is_id = column.target.endswith("_external_id") or column.target == MERGED_INTO
        if column.kind == Kind.TEXT and not is_id:
            yield column.field
    yield from _opted(source, stream)


def _opted(source: Source, stream: Stream) -> list[str]:
    chosen = source.options.get("person_fields", {})
    return list(chosen.get(stream.name, ()))


def ids_of_person(subject: Subject) -> dict[UUID, frozenset[str]]:
    """{source id: ids of the person's leads and contacts}, also such as are known no more."""
    return dict(find_person(subject).ids)
