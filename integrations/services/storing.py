"""Where a connected source is stored, by whichever way its access was given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.limits import check_limit
from accounts.models import Workspace
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Identity
from integrations.connectors.tokens import Grant
from integrations.models import Source


@dataclass(frozen=True)
class Connected:
    """What came of a consent: the workspace to go back to, the source, whether it is new."""

    workspace_slug: str
    source_id: UUID
    is_new: bool
    connector: str = "salesforce"
    # Whether the vendor's accounts are still to be chosen before anything is read.
    needs_accounts: bool = False


@dataclass(frozen=True)
class Asked:
    """What a person asked for: a connector, where one logs in, and the source if it is known.

    `options` are remembered in the source's own for the next time it is connected.
    """

    connector: str
    source_id: UUID | None
    options: Mapping[str, str] = field(default_factory=dict)


def store_source(
    workspace: Workspace, user_id: UUID, asked: Asked, identity: Identity, grant: Grant
) -> tuple[Source, bool]:
    """The source with who it is, in the current transaction; whether it is new. Its sync begins."""
    # Two people connecting at once are counted one after the other.
    Workspace.objects.select_for_update(of=("self",), no_key=True).get(pk=workspace.pk)
    source, is_new = _source(workspace, user_id, asked, identity)
    source.identity = _identity(identity) | {"instance_url": grant.instance_url}
    source.options = source.options | dict(asked.options)
    source.trouble_code = source.trouble_text = ""
    source.disconnected_at = None
    source.save()
    if CONNECTORS[source.connector].accounts is None or source.options.get("accounts"):
        enqueue("integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk))
    action = "source.connect" if is_new else "source.reconnect"
    way = asked.options.get("way", "consent")
    audit.record(action, source, connector=source.connector, way=way)
    return source, is_new


def check_room(workspace_id: UUID) -> None:
    """Raise Refused when the plan holds no more sources. Call inside the workspace."""
    active = Source.objects.filter(disconnected_at=None).count()
    check_limit(workspace_id, "sources", active + 1)


def _identity(identity: Identity) -> dict[str, Any]:
    names = ("name", "external_id", "time_zone", "currency")
    return {name: getattr(identity, name) for name in names} | dict(identity.more)


def _source(
    workspace: Workspace, user_id: UUID, asked: Asked, identity: Identity
) -> tuple[Source, bool]:
    same = _known(asked.connector, asked.source_id, identity)
    if same is None or same.disconnected_at is not None:
        check_room(workspace.pk)
    if same is not None:
        return same, False
    name = identity.name[:80]
    return Source(connector=asked.connector, name=name, created_by_id=user_id), True


def _known(connector: str, source_id: UUID | None, identity: Identity) -> Source | None:
    """The source that is connected again; where the vendor does not say who it is, the one asked
    for, whose accounts are compared when they are read.
    """
    known = Source.objects.filter(connector=connector).order_by("created_at")
    if not identity.external_id:
        return known.filter(pk=source_id).first() if source_id else None
    same = known.filter(identity__external_id=identity.external_id).first()
    if same is None and connector == "salesforce":
        # Sources of before the first other connector name their organisation alone.
        same = known.filter(identity__organization_id=identity.external_id).first()
    if source_id is not None and (same is None or same.pk != source_id):
        raise Trouble(
            _("This is another organisation (%(name)s) than the one connected before.")
            % {"name": identity.name},
            advice=_("Log in to the same organisation, or connect this one as a new source."),
            code="other_organization",
        )
    return same
