"""Connecting Salesforce: from the wizard to the consent page and back again."""

import secrets
import time
from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Trouble
from accounts.jobs import enqueue
from accounts.limits import check_limit
from accounts.models import Membership, Workspace
from accounts.permissions import Permission, may
from accounts.tenancy import inside
from integrations.connectors.salesforce import oauth
from integrations.connectors.salesforce.client import Client, HeldToken, Token
from integrations.connectors.salesforce.hosts import LoginKind, login_origin
from integrations.connectors.salesforce.organization import Identity, read_identity
from integrations.credentials import keep_grant
from integrations.models import Source

_PENDING = "salesforce_pending"
_SECONDS = 900
_KEPT = 5
_BLOCKED = ("OAUTH_APP_BLOCKED", "OAUTH_APP_ACCESS_DENIED", "invalid_client_id", "app_blocked")


@dataclass(frozen=True)
class Connected:
    """What came of a consent: the workspace to go back to, the source, whether it is new."""

    workspace_slug: str
    source_id: UUID
    is_new: bool


def begin_connect(
    *,
    workspace_id: UUID,
    user_id: UUID,
    session: MutableMapping[str, Any],
    login: str = LoginKind.PRODUCTION,
    my_domain: str = "",
    source_id: UUID | None = None,
) -> str:
    """The address of Salesforce's consent page, to which the browser is redirected.

    `session` is request.session: what is pending is kept there, on the server, bound to its
    session, user and workspace. With `source_id` an existing source is connected again.
    Raises Trouble for a My Domain that is none.
    """
    origin = login_origin(login, my_domain)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    pending = dict(list(dict(session.get(_PENDING, {})).items())[-_KEPT + 1 :])
    pending[state] = {
        "workspace": str(workspace_id),
        "user": str(user_id),
        "source": str(source_id) if source_id else "",
        "origin": origin,
        "verifier": verifier,
        "until": int(time.time()) + _SECONDS,
    }
    session[_PENDING] = pending
    return oauth.consent_url(origin, state=state, verifier=verifier)


def complete_connect(
    *, user_id: UUID, session: MutableMapping[str, Any], query: Mapping[str, str]
) -> Connected:
    """Take the browser's return (request.GET) and store the source. Call outside a workspace.

    Raises Trouble with advice: consent refused, state forged or old, permission missing, app not
    installed, another organisation than before, no more sources in the plan.
    """
    asked = _take_pending(session, query.get("state", ""), user_id)
    workspace = _workspace(UUID(asked["workspace"]), user_id)
    if query.get("error") or not query.get("code"):
        raise _refused_there(query)
    grant = oauth.exchange_code(asked["origin"], code=query["code"], verifier=asked["verifier"])
    token_url = f"{asked['origin']}/services/oauth2/token"
    try:
        identity = _look_in(grant)
        source_id = UUID(asked["source"]) if asked["source"] else None
        with inside(workspace):
            source, is_new = _store(workspace, user_id, source_id, identity, grant, token_url)
    except BaseException:
        # Nothing was stored, so nobody would ever end this grant.
        oauth.revoke_token(token_url, grant.refresh or grant.access)
        raise
    return Connected(workspace.slug, source.pk, is_new)


def _take_pending(session: MutableMapping[str, Any], state: str, user_id: UUID) -> dict[str, Any]:
    pending = dict(session.get(_PENDING, {}))
    asked: dict[str, Any] | None = pending.pop(state, None) if state else None
    session[_PENDING] = pending
    if asked is None or asked["user"] != str(user_id) or asked["until"] < time.time():
        raise Trouble(
            _("This answer does not belong to a connection that you started here."),
            advice=_("Start connecting once more, in this browser, and finish it in one go."),
            code="forged_state",
        )
    return asked


def _workspace(workspace_id: UUID, user_id: UUID) -> Workspace:
    member = (
        Membership.objects.select_related("workspace")
        .filter(workspace_id=workspace_id, user_id=user_id)
        .first()
    )
    if member is None or not may(member.role, Permission.MANAGE_SOURCES):
        raise Refused(
            _("You may not connect sources in this workspace."),
            advice=_("Ask an owner or admin to do it, or to change your role."),
        )
    return member.workspace


def _refused_there(query: Mapping[str, str]) -> Trouble:
    error = query.get("error", "no_code")
    if error == "access_denied":
        return Trouble(
            _("You did not allow access, so nothing was connected."),
            advice=_("If that was not meant, connect again and choose Allow."),
            code="consent_refused",
        )
    if error.startswith(_BLOCKED) or "install" in query.get("error_description", "").lower():
        return oauth.app_blocked(error[:60])
    return Trouble(
        _("Salesforce did not connect (%(error)s).") % {"error": error[:60]},
        advice=_("Start connecting once more; if it stays so, name this word to us."),
        code="consent_failed",
    )


def _look_in(grant: oauth.Grant) -> Identity:
    granted = set(grant.scope.split())
    if grant.refresh is None or not granted & {"api", "full"}:
        raise Trouble(
            _("Salesforce gave less access than the sync needs."),
            advice=_(
                "In Salesforce the app has to have the scopes “api” and “refresh_token”; "
                "then connect again."
            ),
            code="missing_scope",
        )
    with Client(HeldToken(Token(grant.access, grant.instance_url, 1))) as client:
        return read_identity(client, grant)


def _store(
    workspace: Workspace,
    user_id: UUID,
    source_id: UUID | None,
    identity: Identity,
    grant: oauth.Grant,
    token_url: str,
) -> tuple[Source, bool]:
    # Two people connecting at once are counted one after the other.
    Workspace.objects.select_for_update(of=("self",)).get(pk=workspace.pk)
    source, is_new = _source(workspace, user_id, source_id, identity)
    source.identity = asdict(identity) | {"instance_url": grant.instance_url}
    source.trouble_code = source.trouble_text = ""
    source.disconnected_at = None
    source.save()
    keep_grant(source_id=source.pk, grant=grant, token_url=token_url)
    enqueue("integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk))
    enqueue("integrations.tasks.sync.keep_alive", source.pk, dedupe_key=str(source.pk))
    audit.record("source.connect" if is_new else "source.reconnect", source, connector="salesforce")
    return source, is_new


def _source(
    workspace: Workspace, user_id: UUID, source_id: UUID | None, identity: Identity
) -> tuple[Source, bool]:
    known = Source.objects.filter(connector="salesforce").order_by("created_at")
    same = known.filter(identity__organization_id=identity.organization_id).first()
    if source_id is not None and (same is None or same.pk != source_id):
        raise Trouble(
            _("This is another organisation (%(name)s) than the one connected before.")
            % {"name": identity.name},
            advice=_("Log in to the same organisation, or connect this one as a new source."),
            code="other_organization",
        )
    if same is None or same.disconnected_at is not None:
        active = Source.objects.filter(disconnected_at=None).count()
        check_limit(workspace.pk, "sources", active + 1)
    if same is not None:
        return same, False
    return Source(connector="salesforce", name=identity.name[:80], created_by_id=user_id), True
