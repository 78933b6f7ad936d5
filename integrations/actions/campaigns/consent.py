"""That a workspace lets a source be written to from here, and takes it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.instructions import require_instruction
from accounts.jobs import enqueue
from integrations.classifications import CHANGE, WRITE
from integrations.connectors import CONNECTORS
from integrations.connectors.campaigns import CampaignDesk
from integrations.models import Credential, Source

_OPTION = "actions"


def desk_of(connector: str) -> CampaignDesk | None:
    """What can be done about its campaigns; None where nothing can."""
    known = CONNECTORS.get(connector)
    return known.campaign_desk if known else None


def can_act(connector: str) -> bool:
    """Whether sources of this kind can be written to at all."""
    known = CONNECTORS.get(connector)
    return bool(known and (known.campaign_desk or known.record_desk))


def purpose_of(connector: str) -> str:
    """By which instruction it is written to: a purpose of the map, and a clause of its own."""
    return WRITE if desk_of(connector) is None else CHANGE


def is_on(options: Mapping[str, Any]) -> bool:
    """Whether the workspace has said that this source may be changed from here."""
    return bool(options.get(_OPTION))


def action_scopes(connector: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Rights to be asked for besides those of the sync, because of what the workspace said."""
    known = CONNECTORS.get(connector)
    desk = (known.campaign_desk or known.record_desk) if known else None
    return (desk.scope,) if desk is not None and desk.scope and is_on(options) else ()


def lacks_action_right(source: Source) -> bool:
    """Whether changes ask for more than the grant gives, inside the workspace."""
    return not set(action_scopes(source.connector, source.options)) <= granted(source)


def granted(source: Source) -> frozenset[str]:
    """The rights that the grant gives, as the token's answer or the vendor itself says."""
    held = Credential.objects.filter(source=source).values_list("scope", flat=True).first()
    told = source.identity.get("granted") or ()
    return frozenset((*(held or "").split(), *told))


def turn_on_actions(*, source_id: UUID) -> Source:
    """Let the source be written to from here, from now on; writes an audit line."""
    source = find_source(source_id)
    if not can_act(source.connector):
        raise Trouble(
            _("Nothing is changed in a source of this kind."),
            advice=_("Do it there yourself."),
            code="no_desk",
        )
    require_instruction(purpose_of(source.connector))
    source.options = source.options | {_OPTION: timezone.now().isoformat()}
    source.save(update_fields=["options"])
    audit.record("source.actions_on", source)
    return source


def turn_off_actions(*, source_id: UUID) -> Source:
    """Nothing is changed there any more, and the wider right is given back."""
    source = find_source(source_id)
    source.options = {name: said for name, said in source.options.items() if name != _OPTION}
    source.save(update_fields=["options"])
    desk = desk_of(source.connector)
    if desk is not None and desk.give_back is not None:
        enqueue("integrations.tasks.campaigns.give_back", source.pk, dedupe_key=str(source.pk))
    audit.record("source.actions_off", source)
    return source


def find_source(source_id: UUID, *, lock: bool = True) -> Source:
    """The source, its row locked; raises Trouble("no_source") for another workspace's."""
    rows = Source.objects.select_for_update(no_key=True) if lock else Source.objects
    source = rows.filter(pk=source_id).first()
    if source is None:
        raise Trouble(
            _("There is no such source."), advice=_("Choose one from the list."), code="no_source"
        )
    return source
