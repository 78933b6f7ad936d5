"""Which records may be written to: those that we hold, and of people only whom nothing forbids."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.errors import Trouble
from integrations.actions.records.values import Target
from integrations.connectors import CONNECTORS
from integrations.connectors.records import RecordDesk
from integrations.models import (
    Campaign,
    CampaignAction,
    Company,
    Contact,
    Lead,
    Opportunity,
    Source,
    Suppression,
)

MODELS: Mapping[str, type[Model]] = {
    "Opportunity": Opportunity,
    "Account": Company,
    "Campaign": Campaign,
    "Lead": Lead,
    "Contact": Contact,
}


def record_desk(connector: str) -> RecordDesk | None:
    """What can be done about its records; None where nothing can."""
    known = CONNECTORS.get(connector)
    return known.record_desk if known else None


def desk_for(source: Source) -> RecordDesk:
    """The same; raises Trouble("no_desk")."""
    desk = record_desk(source.connector)
    if desk is None:
        raise Trouble(
            _("Records of %(name)s cannot be changed from here.") % {"name": source.name},
            advice=_("Do it there yourself."),
            code="no_desk",
        )
    return desk


def check_target(source: Source, target: Target) -> RecordDesk:
    """Raise Trouble("no_record") for a record that we do not hold, or not for this.

    Whoever is restricted is not seen here, and whoever was erased is not here: neither gets a task.
    """
    desk = desk_for(source)
    if target.kind not in desk.kinds or not _is_held(source, target):
        raise Trouble(
            _("There is no such record here, or nothing may be done with it."),
            advice=_("Look for another one. What a restriction keeps out of use is not found."),
            code="no_record",
        )
    return desk


def check_action_target(action: CampaignAction) -> None:
    """The same for an action that is under way: a restriction may have come since."""
    if action.is_of_record:
        check_target(action.source, target_of(action))


def target_of(action: CampaignAction) -> Target:
    """The record that an action is about."""
    return Target(action.source_id, action.record_kind, action.record_external_id)


def _is_held(source: Source, target: Target) -> bool:
    if not target.external_id or target.source_id != source.pk:
        return False
    model: Any = MODELS[target.kind]
    named = {"source_id": source.pk, "external_id": target.external_id}
    rows = model.objects.filter(**named, deleted_at=None, not_visible_at=None)
    if model is Campaign:
        rows = rows.filter(kind="crm")
    if model in (Lead, Contact) and Suppression.objects.filter(**named).exists():
        return False
    return bool(rows.exists())
