"""What a workspace wants to happen in a source when a person is erased here."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from integrations.actions.campaigns.consent import action_scopes
from integrations.actions.values import CHOICES, Choice
from integrations.connectors import CONNECTORS
from integrations.models import Credential, Source

# Nothing is changed in anybody's source before somebody has said so.
DEFAULT: Choice = "ask"
_WRITES: tuple[Choice, ...] = ("delete", "redact")
_OPTION = "on_erasure"


def holds_people(connector: str) -> bool:
    """Whether sources of this kind hold people by name, so that a choice means something there."""
    return bool(choices_for(connector))


def choices_for(connector: str) -> tuple[Choice, ...]:
    """What can be chosen: where we may only read, nothing that writes."""
    known = CONNECTORS.get(connector)
    desk = known.people_desk if known else None
    if desk is None:
        return ()
    if desk.writing is None:
        return ("ask", "never")
    return tuple(one for one in CHOICES if one != "redact" or desk.writing.redaction)


def scopes_for(connector: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Rights to be asked for besides those of the sync, because of what the workspace chose."""
    return (*people_scopes(connector, options), *action_scopes(connector, options))


def people_scopes(connector: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Of these the right to change records of people."""
    known = CONNECTORS.get(connector)
    writing = known.people_desk.writing if known and known.people_desk else None
    if writing is None or not writing.scope or choice_in(options) not in _WRITES:
        return ()
    return (writing.scope,)


def lacks_right(source: Source) -> bool:
    """Whether the choice asks for more than the grant gives, inside the workspace."""
    wanted = set(people_scopes(source.connector, source.options))
    held = Credential.objects.filter(source=source).values_list("scope", flat=True).first()
    return not wanted <= set((held or "").split())


def choice_of(source_id: UUID) -> Choice:
    """The workspace's choice for a source, inside the workspace; raises Trouble("no_source")."""
    return choice_in(_found(Source.objects.filter(pk=source_id).first()).options)


def choice_in(options: Mapping[str, Any]) -> Choice:
    """The choice among a source's options."""
    chosen = options.get(_OPTION)
    return cast(Choice, chosen) if chosen in CHOICES else DEFAULT


def choose_on_erasure(*, source_id: UUID, choice: str) -> None:
    """What is to happen there from now on, inside the workspace; writes an audit line."""
    rows = Source.objects.select_for_update(no_key=True)
    source = _found(rows.filter(pk=source_id).first())
    if choice not in choices_for(source.connector):
        raise Trouble(_("There is no such choice."), code="no_choice")
    before = choice_in(source.options)
    source.options = source.options | {_OPTION: choice}
    source.save(update_fields=["options"])
    audit.record("source.on_erasure", source, before=before, after=choice)


def _found(source: Source | None) -> Source:
    if source is None:
        raise Trouble(_("There is no such source."), code="no_source")
    return source
