"""Deletes, redacts or corrects one record in a source, where the workspace wants that there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.jobs import Later
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.actions.matching import must_match
from integrations.actions.opening import OpenSource, open_source
from integrations.actions.values import Choice, Errand, Written
from integrations.connectors.people import Gone, PeopleWriting, PersonRecord

# What each verb may do by itself, by the workspace's choice; a member may ask for more by hand.
_BY_ITSELF: dict[str, tuple[Choice, ...]] = {
    "delete": ("delete",),
    "redact": ("delete", "redact"),
    "correct": ("delete", "redact", "ask"),
}
Work = Callable[[PeopleWriting, Any, PersonRecord], str]


def delete_record(
    *,
    workspace_id: UUID,
    source_id: UUID,
    kind: str,
    external_id: str,
    subject: Subject,
    errand: Errand,
    by_hand: bool = False,
) -> Written:
    """Delete one of the person's records. One that is not there any more counts as done.

    Only where the workspace's choice is "delete"; `by_hand` says that a member asked for this very
    record, which is enough for "redact" and "ask", and never for "never".
    """
    source = open_source(workspace_id=workspace_id, source_id=source_id, errand=errand)

    def work(desk: PeopleWriting, client: Any, record: PersonRecord) -> str:
        must_match(source, client, record, subject)
        desk.delete(client, kind, external_id)
        done = _("Deleted.")
        return f"{done} {_(desk.aftermath)}"

    return _do(source, "delete", (kind, external_id), work, by_hand=by_hand)


def redact_record(
    *,
    workspace_id: UUID,
    source_id: UUID,
    kind: str,
    external_id: str,
    subject: Subject,
    errand: Errand,
    by_hand: bool = False,
) -> Written:
    """Empty every field of one of the person's records that may tell who it is.

    The record, its choices, numbers and days stay, and with them what is counted. The company is
    a record of its own, shared with others, and is never touched. One without anything to empty
    counts as done. `by_hand` as in `delete_record`.
    """
    source = open_source(workspace_id=workspace_id, source_id=source_id, errand=errand)

    def work(desk: PeopleWriting, client: Any, record: PersonRecord) -> str:
        planned = desk.redaction(client, record) if desk.redaction else {}
        if not planned:
            return _("Nothing in it told who it was.")
        must_match(source, client, record, subject)
        desk.write(client, kind, external_id, planned)
        return _("Emptied: %(fields)s.") % {"fields": ", ".join(sorted(planned))}

    return _do(source, "redact", (kind, external_id), work, by_hand=by_hand)


def correct_record(
    *,
    workspace_id: UUID,
    source_id: UUID,
    kind: str,
    external_id: str,
    field: str,
    value: str,
    errand: Errand,
    subject: Subject | None = None,
) -> Written:
    """Set one field of one record; with a `subject` only while it is this person's.

    Refused with the reason where the connected user, or nobody, may change the field. One that has
    the value already counts as done.
    """
    source = open_source(workspace_id=workspace_id, source_id=source_id, errand=errand)

    def work(desk: PeopleWriting, client: Any, record: PersonRecord) -> str:
        if (record.fields.get(field) or "") == value and field in record.fields:
            return _("It said so already.")
        given = desk.check(client, record, field, value)
        if subject is not None:
            must_match(source, client, record, subject)
        desk.write(client, kind, external_id, {field: given})
        return _("Corrected: %(field)s.") % {"field": field}

    return _do(source, "correct", (kind, external_id), work, by_hand=False)


def _do(
    source: OpenSource, verb: str, record: tuple[str, str], work: Work, *, by_hand: bool
) -> Written:
    """Try it where it may be, and leave a line by which the person could not be found."""
    actions = {
        "delete": "upstream.delete",
        "redact": "upstream.redact",
        "correct": "upstream.correct",
    }
    kind, external_id = record
    written = _forbidden(source, verb, kind, by_hand=by_hand)
    written = written or _try(source, verb, kind, external_id, work)
    with inside(source.workspace_id):
        audit.record(
            actions[verb],
            source.target,
            kind=kind if source.desk and kind in source.desk.kinds else "",
            is_done=written.is_done,
            is_permanent=written.is_permanent,
        )
    return written


def _forbidden(source: OpenSource, verb: str, kind: str, *, by_hand: bool) -> Written | None:
    """Why nothing may be tried; None where it may."""
    if source.desk is None or kind not in source.desk.kinds:
        return _not_done(_("This source holds no such records of people."))
    if source.desk.writing is None:
        words = _("Proactivox may only read %(vendor)s. Do it there, by the record’s link.")
        return _not_done(words % {"vendor": source.label})
    if verb == "redact" and source.desk.writing.redaction is None:
        words = _("Records are not emptied in %(vendor)s: delete them, or do it there.")
        return _not_done(words % {"vendor": source.label})
    if source.choice == "never":
        return _not_done(_("Your workspace has chosen that nothing is changed in this source."))
    if source.choice not in _BY_ITSELF[verb] and not by_hand:
        return _not_done(_("Your workspace has chosen that a member does this in the source."))
    if source.desk.writing.scope and source.desk.writing.scope not in source.granted:
        words = _("%(vendor)s was not asked for the right to change records: connect it again.")
        return _not_done(words % {"vendor": source.label})
    return None


def _try(source: OpenSource, verb: str, kind: str, external_id: str, work: Work) -> Written:
    desk = source.desk
    assert desk is not None  # noqa: S101 - for the type checker; `_forbidden` has asked
    assert desk.writing is not None  # noqa: S101 - the same
    try:
        with source.client() as client:
            record = desk.read(client, kind, external_id)
            return Written(True, what=work(desk.writing, client, record))
    except Gone:
        return _gone(source, verb)
    except Later:
        return _not_done(
            _("%(vendor)s admits no more requests for now.") % {"vendor": source.label},
            is_permanent=False,
        )
    except Trouble as trouble:
        return _not_done(str(trouble), is_permanent=trouble.permanent)


def _gone(source: OpenSource, verb: str) -> Written:
    text = _("%(vendor)s shows no such record to the connected user any more.")
    text %= {"vendor": source.label}
    return _not_done(text) if verb == "correct" else Written(True, what=text)


def _not_done(why: str, *, is_permanent: bool = True) -> Written:
    return Written(False, why_not=why, is_permanent=is_permanent)
