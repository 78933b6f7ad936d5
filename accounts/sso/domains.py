"""A company's domains: claimed, proven by a TXT record, looked at every night, given up."""

import logging
import re
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused, Trouble
from accounts.models import CompanyDomain, Workspace
from accounts.sso.dns import DnsUnclear, txt_records
from accounts.sso.telling import tell_owners
from accounts.tenancy import inside, require_workspace_id

log = logging.getLogger(__name__)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"^(?:{_LABEL}\.)+{_LABEL}$")
_HOST, _VALUE = "_proactivox", "proactivox-verification="
MOST_DOMAINS = 50
# So long may a record be missing before its domain counts no more: a DNS move takes days.
GRACE = timedelta(days=7)


def domain_of(email: str) -> str:
    """What stands behind the @, as DNS writes it; empty for what is no address."""
    return _as_dns(email.rpartition("@")[2]) if "@" in email else ""


def record_name(domain: CompanyDomain) -> str:
    """Where the record has to stand."""
    return f"{_HOST}.{domain.name}"


def record_value(domain: CompanyDomain) -> str:
    """What the record has to say."""
    return f"{_VALUE}{domain.token}"


def claim_domain(*, workspace: Workspace, name: str) -> CompanyDomain:
    """Say that a domain is the workspace's own; it counts once DNS says so too."""
    wanted = _as_dns(name.strip().removeprefix("@"))
    if not _DOMAIN.match(wanted):
        raise Refused(
            _("“%(name)s” is not a domain.") % {"name": name.strip()[:80]},
            advice=_("Write what stands behind the @, such as acme.example."),
            code="no_domain",
        )
    with inside(require_workspace_id()):
        rows = CompanyDomain.objects.filter(workspace=workspace)
        if rows.count() >= MOST_DOMAINS:
            raise Refused(
                _("A workspace has room for %(count)d domains.") % {"count": MOST_DOMAINS}
            )
        domain, is_new = rows.get_or_create(
            workspace=workspace, name=wanted, defaults={"token": secrets.token_hex(20)}
        )
        if is_new:
            record("domain.claimed", domain, name=wanted)
    return domain


def verify_domain(*, domain: CompanyDomain) -> CompanyDomain:
    """Look into DNS now; call it outside of the workspace. Raises Trouble where it is not proven.

    Who can set the record holds the domain now. A workspace that held it before keeps it as long
    as its own record still stands.
    """
    if not _is_proven(domain):
        _note_missing(domain)
        raise Refused(
            _("There is no such record yet at %(name)s.") % {"name": record_name(domain)},
            advice=_("New records take up to an hour to be seen. Check it, then try again."),
            code="no_record",
        )
    for other in CompanyDomain.objects.filter(name=domain.name, verified_at__isnull=False):
        if other.pk != domain.pk and not _gives_way(other):
            raise Refused(
                _("Another workspace has proven that %(name)s is its own.") % {"name": domain.name},
                advice=_("Take its record away first, or leave the domain there."),
                code="domain_taken",
            )
    _note_proven(domain)
    return domain


def remove_domain(*, domain: CompanyDomain) -> None:
    """Give it up; its people log in as others do."""
    with inside(domain.workspace_id):
        record("domain.removed", domain, name=domain.name)
        domain.delete()


def set_connection(*, domain: CompanyDomain, connection_id: UUID | None) -> None:
    """Where the people of this domain are sent."""
    with inside(domain.workspace_id):
        CompanyDomain.objects.filter(pk=domain.pk).update(connection_id=connection_id)
        record("domain.connected", domain, name=domain.name, connection=connection_id)


def check_domains() -> int:
    """Look at every proven domain again; how many count no more. Nightly."""
    lost = 0
    for domain in CompanyDomain.objects.filter(verified_at__isnull=False).order_by("pk"):
        try:
            lost += _looked_at(domain)
        except Trouble as trouble:
            log.warning("The domain %s was not checked: %s", domain.pk, trouble)
    return lost


def _looked_at(domain: CompanyDomain) -> int:
    if _is_proven(domain):
        now = timezone.now()
        rows = CompanyDomain.objects.filter(pk=domain.pk)
        rows.update(checked_at=now, missing_since=None)
        return 0
    since = domain.missing_since
    _note_missing(domain)
    if since is None:
        with inside(domain.workspace_id):
            tell_owners(
                "domain_missing", domain=domain, record=record_name(domain), days=GRACE.days
            )
        return 0
    if timezone.now() - since < GRACE:
        return 0
    _lose(domain)
    return 1


def _gives_way(other: CompanyDomain) -> bool:
    """Whether the workspace that held a domain has let its record go; an unclear answer is a no."""
    try:
        is_still_theirs = _is_proven(other)
    except DnsUnclear:
        return False
    if is_still_theirs:
        return False
    _lose(other)
    return True


def _is_proven(domain: CompanyDomain) -> bool:
    return record_value(domain) in (text.strip() for text in txt_records(record_name(domain)))


def _note_proven(domain: CompanyDomain) -> None:
    now = timezone.now()
    try:
        with inside(domain.workspace_id):
            is_new = domain.verified_at is None
            domain.verified_at = domain.verified_at or now
            domain.checked_at, domain.missing_since = now, None
            domain.save(update_fields=["verified_at", "checked_at", "missing_since"])
            if is_new:
                record("domain.verified", domain, name=domain.name)
    except IntegrityError as error:
        raise Trouble(_("Another workspace proved this domain in the same moment.")) from error


def _note_missing(domain: CompanyDomain) -> None:
    now = timezone.now()
    with transaction.atomic():
        domain.checked_at = now
        domain.missing_since = domain.missing_since or (now if domain.verified_at else None)
        domain.save(update_fields=["checked_at", "missing_since"])


def _lose(domain: CompanyDomain) -> None:
    with inside(domain.workspace_id):
        CompanyDomain.objects.filter(pk=domain.pk).update(verified_at=None, missing_since=None)
        tell_owners("domain_lost", domain=domain, record=record_name(domain))
        record("domain.lost", domain, name=domain.name)


def _as_dns(name: str) -> str:
    try:
        return name.strip().rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""
