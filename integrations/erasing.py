"""Deletes all rows about a person, empties links to them, and keeps them away from then on."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Model, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.translation import gettext_noop as _

from accounts.crypto import NORMALISER, KeyedHash
from accounts.subjects import Erased, Subject
from accounts.tenancy import Purpose, for_purpose, require_workspace_id
from integrations.changes import Change, changing
from integrations.loading.locking import hold_people
from integrations.models import (
    CampaignAction,
    Correction,
    MergedRecord,
    Opportunity,
    PersonField,
    QuarantinedRecord,
    Suppression,
)
from integrations.restricting import HELD, count_restricted, free_person, held_ids
from integrations.subjects import OWN_TABLES, Found, email_hashes, find_person, of_model

_GROUND = _("6(1)(c), 17(1): without it the person would come back with the next sync.")
_PEOPLE = ("Lead", "Contact")
_MERGE = ("external_id", "winner_external_id", "last_external_id")


@for_purpose(Purpose.OWN_RIGHT)
def erase_person(subject: Subject) -> tuple[Erased, ...]:
    """What was erased and what is kept, by table; in the caller's transaction.

    Records that a legal hold names stay as they are. Their address is kept out again once the hold
    has ended: until then, what comes under it is restricted.
    """
    hold_people(require_workspace_id())
    everything = find_person(subject)
    held = Found(held_ids(everything))
    found = _besides(everything, held)
    suppressed = _suppress(subject, found, with_address=not held.ids)
    done = [_delete(found, held, model, columns) for model, columns in OWN_TABLES]
    done += [_empty_deals(found), _forget_merges(found, held), _forget_quarantined(found)]
    done.append(_forget_actions(found, held))
    done += _still_held(subject, held) if held.ids else [free_person(subject, found)]
    done.append(Erased("integrations.suppression", 0, suppressed, _GROUND))
    return tuple(part for part in done if part.erased or part.retained)


def _still_held(subject: Subject, held: Found) -> list[Erased]:
    """What goes on naming whom a hold keeps: deals, and the list that puts them out of use."""
    deals = held.rows(Opportunity, "contact_external_id").count()
    return [
        Erased(table_of(Opportunity), 0, deals, HELD if deals else ""),
        Erased("integrations.restriction", 0, count_restricted(subject, held), HELD),
    ]


def _besides(found: Found, held: Found) -> Found:
    nobody: frozenset[str] = frozenset()
    return Found({source: ids - held.ids.get(source, nobody) for source, ids in found.ids.items()})


def table_of(model: type[Model]) -> str:
    return f"integrations.{model.__name__.lower()}"


def _suppress(subject: Subject, found: Found, *, with_address: bool) -> int:
    key = KeyedHash(require_workspace_id(), "email", purpose="suppression").key
    rows = [
        Suppression(
            workspace_id=require_workspace_id(),
            identifier_hash=identifier,
            key_id=key.id,
            normaliser=NORMALISER,
        )
        for identifier in dict.fromkeys(email_hashes(subject, "suppression"))
        if with_address
    ]
    rows += [
        Suppression(workspace_id=require_workspace_id(), source_id=source_id, external_id=one)
        for source_id, ids in found.ids.items()
        for one in sorted(ids)
    ]
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _delete(found: Found, held: Found, model: type[Model], columns: tuple[str, ...]) -> Erased:
    erased = 0
    for source_id in found.ids:
        kept = set(_named(held, source_id, model, columns))
        ids = [one for one in _named(found, source_id, model, columns) if one not in kept]
        if not ids:
            continue
        rows = of_model(model).filter(source_id=source_id, external_id__in=ids)
        if model in (PersonField, Correction):
            erased += rows.delete()[0]
            continue
        _name_touched(ids)
        with changing(Change(source_id, model.__name__, "erased_row")):
            erased += rows.delete()[0]
    retained = held.rows(model, *columns).count()
    return Erased(table_of(model), erased, retained, HELD if retained else "")


def _forget_merges(found: Found, held: Found) -> Erased:
    """Which records were merged into the person's; every id of them is suppressed by now."""
    erased = 0
    for source_id in found.ids:
        kept = _named(held, source_id, MergedRecord, _MERGE)
        rows = Found({source_id: found.ids[source_id]}).rows(MergedRecord, *_MERGE)
        rows = rows.filter(kind__in=_PEOPLE).exclude(external_id__in=kept)
        erased += rows.delete()[0]
    retained = held.rows(MergedRecord, *_MERGE).filter(kind__in=_PEOPLE).count()
    return Erased(table_of(MergedRecord), erased, retained, HELD if retained else "")


def _forget_quarantined(found: Found) -> Erased:
    """Whoever was let in and asks again: nothing lets the record in any more."""
    rows = found.rows(QuarantinedRecord, "external_id")
    return Erased(table_of(QuarantinedRecord), rows.delete()[0])


def _forget_actions(found: Found, held: Found) -> Erased:
    """Tasks and fields about the person: that something was written stays, of whom and what not.

    What is still to be sent is not sent any more. The key may be made of the record's id.
    """
    rows = found.rows(CampaignAction, "record_external_id")
    gone = {"record_external_id": "", "made_external_id": "", "subject": "", "body": ""}
    ended = {"state": CampaignAction.State.FAILED, "trouble_code": "erased"}
    ids = list(rows.values_list("pk", flat=True))
    mine = CampaignAction.objects.filter(pk__in=ids)
    mine.filter(state__in=CampaignAction.OPEN).update(**ended, ended_at=Now())
    emptied = mine.update(**gone, reason="", key=Concat(Value("erased:"), Cast("pk", CharField())))
    retained = held.rows(CampaignAction, "record_external_id").count()
    return Erased(
        table_of(CampaignAction), emptied, retained, HELD if retained else "", anonymised=emptied
    )


def _empty_deals(found: Found) -> Erased:
    emptied = 0
    for source_id in found.ids:
        ids = _named(found, source_id, Opportunity, ("contact_external_id",))
        if ids:
            _name_touched(ids)
            with changing(Change(source_id, "Opportunity", "erased_row")):
                rows = Opportunity.objects.filter(source_id=source_id, external_id__in=ids)
                # Without a hash the deal is compared anew, and written without the person.
                emptied += rows.update(contact_external_id="", row_hash=b"")
    return Erased("integrations.opportunity", emptied, anonymised=emptied)


def _named(
    found: Found, source_id: UUID, model: type[Model], columns: tuple[str, ...]
) -> list[str]:
    rows = Found({source_id: found.ids.get(source_id, frozenset())}).rows(model, *columns)
    return sorted(set(rows.values_list("external_id", flat=True)))


def _name_touched(ids: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.erased_row")
        cursor.execute("CREATE TEMPORARY TABLE erased_row (external_id text) ON COMMIT DROP")
        statement = "INSERT INTO pg_temp.erased_row SELECT unnest(%s::text[])"
        cursor.execute(statement, [list(ids)])
