"""Connecting a source: from the wizard to the vendor's consent page and back again."""

import secrets
import time
from collections.abc import Mapping, MutableMapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Refused, Trouble
from accounts.freezing import refuse_frozen
from accounts.jobs import enqueue
from accounts.models import Membership, Workspace
from accounts.permissions import Permission, may
from accounts.tenancy import inside
from integrations.actions import scopes_for
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Connector, Identity
from integrations.connectors.tokens import Grant, HeldToken, Token
from integrations.credentials import keep_grant
from integrations.models import Certificate, Source
from integrations.services.access import may_end_others
from integrations.services.storing import Asked, Connected, check_room, store_source

_PENDING = "connect_pending"
_SECONDS = 900
_KEPT = 5
# The kinds of log-in that a wizard may ask for; most vendors know only the first.
_PRODUCTION = "production"


def begin_connect(
    *,
    workspace_id: UUID,
    user_id: UUID,
    session: MutableMapping[str, Any],
    connector: str = "salesforce",
    login: str = _PRODUCTION,
    my_domain: str = "",
    source_id: UUID | None = None,
) -> str:
    """The address of the vendor's consent page, to which the browser is redirected.

    `session` is request.session: what is pending is kept there, on the server, bound to its
    session, user and workspace. With `source_id` an existing source is connected again.
    Raises Trouble for a My Domain that is none, and Refused when the plan holds no more sources:
    before anybody has allowed anything at the vendor.
    """
    known = CONNECTORS[connector]
    more: tuple[str, ...] = ()
    with inside(workspace_id):
        if source_id is None:
            check_room(workspace_id)
        else:
            more = scopes_for(connector, Source.objects.get(pk=source_id).options)
    origin = known.login_origin(login, my_domain) if known.login_origin else ""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    pending = dict(list(dict(session.get(_PENDING, {})).items())[-_KEPT + 1 :])
    pending[state] = {
        "connector": connector,
        "workspace": str(workspace_id),
        "user": str(user_id),
        "source": str(source_id) if source_id else "",
        "origin": origin,
        "login": login,
        "my_domain": my_domain,
        "verifier": verifier,
        "until": int(time.time()) + _SECONDS,
    }
    session[_PENDING] = pending
    return known.oauth.consent_url(origin, state=state, verifier=verifier, more=more)


def complete_connect(
    *,
    user_id: UUID,
    session: MutableMapping[str, Any],
    query: Mapping[str, str],
    connector: str = "salesforce",
) -> Connected:
    """Take the browser's return (request.GET) and store the source. Call outside a workspace.

    Raises Trouble with advice: consent refused, state forged or old, permission missing, app not
    installed, another organisation than before, no more sources in the plan.
    """
    asked = _take_pending(session, query.get("state", ""), user_id, connector)
    known = CONNECTORS[connector]
    workspace = _workspace(UUID(asked["workspace"]), user_id)
    if query.get("error") or not query.get("code"):
        raise _refused_there(known, query)
    token_url = known.oauth.token_url(asked["origin"])
    grant = known.oauth.exchange_code(
        asked["origin"], code=query["code"], verifier=asked["verifier"]
    )
    try:
        identity = _look_in(known, grant)
        with inside(workspace):
            source, is_new = store_source(workspace, user_id, _asked(asked), identity, grant)
            keep_grant(source_id=source.pk, grant=grant, token_url=token_url)
            # Whoever gives consent does not need the certificate any more by which it was entered.
            Certificate.objects.filter(source_id=source.pk).delete()
            enqueue("integrations.tasks.sync.keep_alive", source.pk, dedupe_key=str(source.pk))
    except BaseException:
        # Nothing was stored, so nobody would ever end this grant.
        with inside(workspace):
            is_shared = may_end_others(connector, workspace.pk, user_id, Source.objects.all())
        if not is_shared:
            known.oauth.revoke_token(token_url, grant.refresh or grant.access)
        raise
    needs_accounts = known.accounts is not None and not source.options.get("accounts")
    return Connected(workspace.slug, source.pk, is_new, connector, needs_accounts)


def workspace_of_pending(session: Mapping[str, Any], state: str, user_id: UUID) -> Workspace | None:
    """Where a consent that is on its way began; None for a state that nobody here began."""
    asked = dict(session.get(_PENDING, {})).get(state)
    if asked is None or asked["user"] != str(user_id):
        return None
    member = Membership.objects.select_related("workspace").filter(
        workspace_id=UUID(asked["workspace"]), user_id=user_id
    )
    found = member.first()
    return found.workspace if found else None


def _take_pending(
    session: MutableMapping[str, Any], state: str, user_id: UUID, connector: str
) -> dict[str, Any]:
    pending = dict(session.get(_PENDING, {}))
    asked: dict[str, Any] | None = pending.pop(state, None) if state else None
    session[_PENDING] = pending
    is_mine = asked is not None and (asked["user"], asked["connector"]) == (str(user_id), connector)
    if asked is None or not is_mine or asked["until"] < time.time():
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
    refuse_frozen(member)
    return member.workspace


def _refused_there(known: Connector, query: Mapping[str, str]) -> Trouble:
    error = query.get("error", "no_code")
    if error == "access_denied":
        return Trouble(
            _("You did not allow access, so nothing was connected."),
            advice=_("If that was not meant, connect again and choose Allow."),
            code="consent_refused",
        )
    if known.explain and (explained := known.explain(query)):
        return explained
    return Trouble(
        _("%(vendor)s did not connect (%(error)s).") % {"vendor": known.label, "error": error[:60]},
        advice=_("Start connecting once more; if it stays so, name this word to us."),
        code="consent_failed",
    )


def _look_in(known: Connector, grant: Grant) -> Identity:
    if grant.refresh is None or known.lacks(grant.scope):
        raise Trouble(
            _("%(vendor)s gave less access than the sync needs.") % {"vendor": known.label},
            advice=_("Connect again and allow all that is asked for: %(scopes)s.")
            % {"scopes": ", ".join(scope.partition("|")[0] for scope in known.scopes)},
            code="missing_scope",
        )
    return known.look_in(HeldToken(Token(grant.access, grant.instance_url, 1)), grant)


def _asked(pending: Mapping[str, Any]) -> Asked:
    source_id = UUID(pending["source"]) if pending["source"] else None
    options = {"login": pending["login"], "my_domain": pending["my_domain"], "way": "consent"}
    return Asked(pending["connector"], source_id, options)
