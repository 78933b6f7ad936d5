"""Connecting a source by a certificate: a key pair of ours instead of a consent page."""

import logging
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.instructions import require_instruction
from accounts.jobs import cancel
from accounts.models import Workspace
from accounts.tenancy import inside, require_workspace_id
from integrations.certificates import make_certificate, signer
from integrations.classifications import ASK_ACCESS
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Certificates, Connector
from integrations.connectors.tokens import Grant, HeldToken, Token
from integrations.credentials import keep_grant, refresh_token_of
from integrations.models import Certificate, Credential, Source
from integrations.services.storing import Asked, Connected, check_room, store_source

log = logging.getLogger(__name__)
BY_CERTIFICATE = "certificate"
_TYPED = ["consumer_key", "username", "audience"]


def begin_certificate(*, connector: str, source_id: UUID | None = None) -> Certificate:
    """A key pair for a new source, or the next one of a source; in the current transaction.

    One that waits to be used is given again, so that it can be uploaded in between.
    """
    require_instruction(ASK_ACCESS)
    if source_id is None:
        check_room(require_workspace_id())
    waiting = _pending(connector, source_id).first()
    if waiting is not None:
        return waiting
    name = Workspace.objects.values_list("slug", flat=True).get(pk=require_workspace_id())
    made = make_certificate(connector=connector, source_id=source_id, name=name)
    if source_id is not None:
        _take_over(made, source_id)
    audit.record("certificate.make", made, connector=connector)
    return made


def connect_by_certificate(
    *,
    workspace: Workspace,
    user_id: UUID,
    certificate_id: UUID,
    consumer_key: str,
    username: str,
    login: str,
    my_domain: str = "",
) -> Connected:
    """Ask for a first token and store the source. Call outside of a workspace's transaction.

    Raises Trouble with advice: certificate, consumer key or user unknown, user not approved, wrong
    log-in host, permission missing, another organisation than before, no more sources in the plan.
    """
    with inside(workspace):
        row = _find(certificate_id)
        if row.source_id is None:
            check_room(workspace.pk)
    connector = CONNECTORS[row.connector]
    origin = connector.login_origin(login, my_domain) if connector.login_origin else ""
    row.consumer_key, row.username = consumer_key.strip(), username.strip()
    row.audience = _way(connector).audience(login, origin)
    with inside(workspace):
        if row.used_at is None:
            # Kept before the first try: after a refusal nobody has to type them again.
            row.save(update_fields=_TYPED)
        who = signer(row)
    token_url = connector.oauth.token_url(origin)
    grant = _way(connector).grant(token_url, who)
    _check_scopes(connector, grant)
    identity = connector.look_in(HeldToken(Token(grant.access, grant.instance_url, 1)), grant)
    options = {"login": login, "my_domain": my_domain, "way": BY_CERTIFICATE}
    asked = Asked(row.connector, row.source_id, options)
    with inside(workspace):
        source, is_new = store_source(workspace, user_id, asked, identity, grant)
        consent = _consent_of(source)
        keep_grant(source_id=source.pk, grant=grant, token_url=token_url)
        _use(row, source)
    if consent is not None:
        _end_consent(connector, *consent)
    return Connected(workspace.slug, source.pk, is_new, row.connector)


def _pending(connector: str, source_id: UUID | None) -> "QuerySet[Certificate]":
    """Those by which no token came yet and which are still good."""
    of_source = Q(source_id=source_id) if source_id else Q(source=None)
    rows = Certificate.objects.filter(of_source, connector=connector, used_at=None)
    return rows.filter(expires_at__gt=timezone.now()).order_by("-created_at")


def _take_over(made: Certificate, source_id: UUID) -> None:
    """The next certificate belongs to the same app and user, unless somebody says otherwise."""
    used = Certificate.objects.filter(source_id=source_id, used_at__isnull=False)
    before = used.order_by("-used_at").first()
    if before is not None:
        made.consumer_key, made.username = before.consumer_key, before.username
        made.save(update_fields=["consumer_key", "username"])


def _find(certificate_id: UUID) -> Certificate:
    row = Certificate.objects.filter(pk=certificate_id).first()
    if row is None:
        raise Trouble(
            _("This certificate is not here any more."),
            advice=_("Begin to connect once more; a new one is made."),
            code="no_certificate",
        )
    return row


def _way(connector: Connector) -> Certificates:
    if connector.certificates is None:
        raise Trouble(
            _("%(vendor)s cannot be connected by a certificate.") % {"vendor": connector.label},
            code="no_certificate_way",
        )
    return connector.certificates


def _check_scopes(connector: Connector, grant: Grant) -> None:
    if missing := connector.lacks(grant.scope, by_certificate=True):
        raise Trouble(
            _("%(vendor)s gave less access than the sync needs.") % {"vendor": connector.label},
            advice=_("Allow the app what is missing: %(scopes)s.")
            % {"scopes": ", ".join(scope.partition("|")[0] for scope in missing)},
            code="missing_scope",
        )


def _consent_of(source: Source) -> tuple[str, str] | None:
    """The refresh token of a source that was entered by consent until now; not kept alive more."""
    cancel("integrations.tasks.sync.keep_alive", str(source.pk))
    rows = Credential.objects.filter(source_id=source.pk, refresh_token__isnull=False)
    return refresh_token_of(source.pk) if rows.exists() else None


def _end_consent(connector: Connector, token_url: str, token: str) -> None:
    try:
        connector.oauth.revoke_token(token_url, token)
    except Trouble:
        # The vendor forgets what nobody uses; the token is deleted here in any case.
        log.info("a consent that a certificate replaced could not be given back")


def _use(row: Certificate, source: Source) -> None:
    """From now on this one signs; those before it are deleted with their keys."""
    row.source_id, row.used_at = source.pk, timezone.now()
    row.save(update_fields=["source_id", "used_at", *_TYPED])
    Certificate.objects.filter(source_id=source.pk).exclude(pk=row.pk).delete()
    source.identity = source.identity | {"access_until": row.expires_at.date().isoformat()}
    source.save(update_fields=["identity"])
