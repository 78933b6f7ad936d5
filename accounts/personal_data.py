"""What accounts holds of people, third-party tables included; collects it and erases it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from accounts.access_log import open_ip
from accounts.audit import record
from accounts.classifications import (
    CLASSIFICATIONS,
    INVITE,
    LEGITIMATE_INTERESTS,
    PASS_ON,
    RETENTION,
    SHOW_MEMBERS,
    SHOW_NAMES,
    SHOW_USE,
)
from accounts.crypto import KnownHashes, normalise
from accounts.egress import ANY_PURPOSE, MEMBERS, Recipient, subprocessors
from accounts.models import (
    AccessGrant,
    AccessLine,
    AnnouncementReceipt,
    ApiKey,
    AuditEvent,
    Closure,
    Disclosure,
    InboxItem,
    Invitation,
    Job,
    JobState,
    LogIn,
    Membership,
    Reading,
    RepeatableCall,
    Role,
    ScimMember,
    ScimPerson,
    ScimToken,
    SecurityNotice,
    SsoIdentity,
    TellingWish,
    User,
)
from accounts.notify import SEND_MAIL, open_mail, unsent_mails
from accounts.readers import READERS
from accounts.readings import ANSWER_REQUEST, forget_person, keys_of, known_numbers, user_key
from accounts.security.logins import address_of
from accounts.subjects import Collected, Erased, Subject, plain_rows
from accounts.telling.leaving import forget_told_to
from accounts.tenancy import across_workspaces, current_workspace_id, require_workspace_id
from accounts.webhooks.addresses import RECIPIENT as WEBHOOK

__all__ = [
    "CLASSIFICATIONS",
    "LEGITIMATE_INTERESTS",
    "READERS",
    "RETENTION",
    "collect",
    "erase",
    "recipients",
]

_USER = (
    *("id", "email", "name", "language", "number_format", "wants_notices", "is_active"),
    *("joined_at", "last_login"),
    "unreachable_since",
)
_MEMBERSHIP = ("workspace__name", "role", "joined_at", "last_login_at")
_LOG_IN = ("at", "outcome", "methods", "device", "browser", "system", "is_new_browser")
_NOTICE = ("at", "kind", "detail")
_RECEIPT = ("announcement__title_en", "mailed_at", "dismissed_at")
_INBOX = ("workspace__name", "kind", "told__url", "updated", "read_at", "done_at", "mailed_at")
_WISH = (
    *("workspace__name", "choices", "digest_days", "digest_hour", "zone"),
    *("quiet_from", "quiet_until", "severe_at_once", "severe_breaks_quiet"),
)
_INVITATION = ("workspace__name", "email", "role", "created_at", "sent_at", "accepted_at")
_SESSION = ("ip", "user_agent", "created_at", "last_seen_at")
_AUDIT = ("workspace__name", "at", "action", "target")
# Which member it was is not told by default (C-579/21).
_READING = ("at", "purpose", "fields", "place")
_DISCLOSURE = ("at", "purpose", "recipient", "company", "country", "transfer", "safeguard")
_ACCESS = ("at", "route", "status", "device", "browser", "referrer_host")
_IDENTITY = ("workspace__name", "issuer", "subject", "created_at", "last_used_at")
_LOOK = ("workspace__name", "asked_at", "minutes", "reason", "ends_at", "ended_at")
_DIRECTORY = ("workspace__name", "user_name", "external_id", "given_name", "family_name")
_GROUP = ("workspace__name", "group__display_name")
_API_KEY = ("workspace__name", "name", "prefix", "created_at", "last_used_at", "revoked_at")
_AUDIT_GROUND = _(
    "GDPR Art. 17(3)(e): the trail proves who changed what. It names ids, never a name or address, "
    "and the login behind the id is gone."
)
_OWNER_GROUND = _("The only owner of a workspace: hand it over or close it, then erase the login.")
_LOOK_GROUND = _(
    "GDPR Art. 17(3)(e): the customer can show who of Proactivox looked in, and when. It is an id "
    "and times; what was said about it is gone."
)
_MAIL_GROUND = _("GDPR Art. 12(3): an answer to the person is on its way; it goes once it is sent.")


def recipients() -> Mapping[str, tuple[Recipient, ...]]:
    """{purpose: who else receives what is kept for it}."""
    seen = dict.fromkeys((SHOW_MEMBERS, SHOW_NAMES, SHOW_USE, INVITE), (MEMBERS,))
    return {**seen, PASS_ON: (WEBHOOK,), ANY_PURPOSE: subprocessors()}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Login, memberships, addresses, sessions, second steps, invitations, keys, audit lines."""
    entered = current_workspace_id()
    users = list(_users(subject).values_list("id", flat=True))
    found = [] if entered else _logins(users)
    members = Membership.objects.filter(user_id__in=users)
    if entered:
        members = members.filter(workspace_id=entered)
    found.append(_rows("accounts.membership", members, _MEMBERSHIP))
    for _workspace in _workspaces():
        found += _in_workspace(subject, users)
    return tuple(part for part in _joined(found) if part.rows)


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Invitations of the entered workspace; outside of every workspace the login and all of it.

    The login of a workspace's only owner stays until the workspace is handed over or closed.
    """
    users = list(_users(subject))
    if current_workspace_id() is not None:
        # A program that repeats what it asked before the erasure is not told of the person again.
        RepeatableCall.objects.all().delete()
        return (
            Erased("accounts.invitation", _delete(_invitations(subject))),
            Erased("accounts.loggedperson", forget_person(subject)),
            *_forget_reasons(subject, []),
            *_forget_mails(subject),
        )
    free = [user for user in users if not _owns_alone(user)]
    kept = len(users) - len(free)
    done = [Erased("accounts.user", 0, kept, _OWNER_GROUND)] if kept else []
    ids = [user.pk for user in free]
    for _workspace in across_workspaces():
        done += _erase_in_workspace(subject, ids)
    if ids or not kept:
        with transaction.atomic():
            done += _erase_logins(ids)
    return tuple(_summed(done))


def _users(subject: Subject) -> QuerySet[User]:
    wanted = Q(email__in=subject.emails) | Q(emailaddress__email__in=subject.emails)
    if subject.user_id is not None:
        wanted |= Q(pk=subject.user_id)
    return User.objects.filter(wanted).distinct()


def _workspaces() -> Iterator[UUID]:
    entered = current_workspace_id()
    if entered is not None:
        yield entered
    else:
        yield from across_workspaces()


def _logins(users: list[UUID]) -> list[Collected]:
    return [
        _rows("accounts.user", User.objects.filter(pk__in=users), _USER),
        _rows("account.emailaddress", _of(EmailAddress, users), ("email", "verified", "primary")),
        _rows("mfa.authenticator", _of(Authenticator, users), ("type", "created_at")),
        _rows("usersessions.usersession", _of(UserSession, users), _SESSION),
        _log_ins(users),
        _rows("accounts.announcementreceipt", _of(AnnouncementReceipt, users), _RECEIPT),
        _rows("accounts.securitynotice", _of(SecurityNotice, users).order_by("at"), _NOTICE),
    ]


def _log_ins(users: list[UUID]) -> Collected:
    """Each with the address from which it came, which is sealed in its row."""
    rows = list(_of(LogIn, users).order_by("at", "pk"))
    told = plain_rows(
        {**{name: getattr(row, name) for name in _LOG_IN}, "ip": address_of(row)} for row in rows
    )
    return Collected("accounts.login", told)


def _in_workspace(subject: Subject, users: list[UUID]) -> list[Collected]:
    events = AuditEvent.objects.filter(actor_id__in=users)
    keys = ApiKey.objects.filter(created_by_id__in=users)
    identities = SsoIdentity.objects.filter(user_id__in=users)
    directory = ScimPerson.objects.filter(user_id__in=users)
    groups = ScimMember.objects.filter(user_id__in=users)
    numbers = known_numbers([*keys_of(subject), *map(user_key, users)])
    readings = Reading.objects.filter(person_id__in=numbers).order_by("at")
    disclosures = Disclosure.objects.filter(person_id__in=numbers).order_by("at")
    return [
        _rows("accounts.reading", readings, _READING),
        _rows("accounts.disclosure", disclosures, _DISCLOSURE),
        _rows("accounts.invitation", _invitations(subject), _INVITATION),
        _rows("accounts.inboxitem", _of(InboxItem, users).order_by("updated"), _INBOX),
        _rows("accounts.tellingwish", _of(TellingWish, users), _WISH),
        _rows("accounts.apikey", keys, _API_KEY),
        _rows("accounts.ssoidentity", identities, _IDENTITY),
        _rows("accounts.accessgrant", _looks(subject, users), _LOOK),
        _rows("accounts.scimperson", directory, _DIRECTORY),
        _rows("accounts.scimmember", groups, _GROUP),
        _rows("accounts.auditevent", events, _AUDIT),
        Collected("accounts.accessline", _accesses(users)),
    ]


def _accesses(users: list[UUID]) -> tuple[dict[str, Any], ...]:
    """All of it lies in the house, so in every other workspace there is none."""
    lines = list(AccessLine.objects.filter(user_id__in=users).order_by("at"))
    rows = plain_rows({name: getattr(line, name) for name in _ACCESS} for line in lines)
    ips = (open_ip(line, purpose=ANSWER_REQUEST) for line in lines)
    return tuple({**row, "ip": ip} for row, ip in zip(rows, ips, strict=True))


def _invitations(subject: Subject) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email__in=subject.emails)


def _looks(subject: Subject, users: list[UUID]) -> QuerySet[AccessGrant]:
    """Looks of the person, and those whose reason has an address of theirs in it."""
    wanted = Q(staff_id__in=users)
    for email in subject.emails:
        wanted |= Q(reason__icontains=email)
    return AccessGrant.objects.filter(wanted).order_by("asked_at")


def _forget_reasons(subject: Subject, users: list[UUID]) -> list[Erased]:
    """The words go; that somebody looked, when and on which pages stays the workspace's proof."""
    rows = _looks(subject, users)
    emptied = rows.exclude(reason="").update(reason="")
    kept = rows.filter(staff_id__in=users).count()
    found = Erased("accounts.accessgrant", emptied, kept, _LOOK_GROUND if kept else "")
    return [replace(found, anonymised=emptied)] if emptied or kept else []


def _forget_mails(subject: Subject) -> list[Erased]:
    """Mails to the person that will never be sent go, and so does marketing; answers are sent."""
    dead, waiting = [], 0
    # Who is erased again after a restore is known by hashes alone.
    digests = subject.hashes.get("email suppression", ())
    known = KnownHashes(require_workspace_id(), "email", "suppression", digests)
    for job in unsent_mails().iterator(chunk_size=500):
        mail_id, sealed = job.args[:2]
        mail = open_mail(job.workspace_id, UUID(mail_id), sealed)
        if normalise(mail.to) not in subject.emails and not (known and known.has(mail.to)):
            continue
        is_answer = job.task == SEND_MAIL
        if is_answer and job.state in (JobState.QUEUED, JobState.RUNNING):
            waiting += 1
        else:
            dead.append(job.pk)
    Job.objects.filter(pk__in=dead).delete()
    found = Erased("accounts.job", len(dead), waiting, _MAIL_GROUND if waiting else "")
    return [found] if dead or waiting else []


def _of(model: Any, users: list[UUID]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(user_id__in=users)
    return rows


def _rows(table: str, rows: QuerySet[Any], columns: tuple[str, ...]) -> Collected:
    return Collected(table, plain_rows(rows.values(*columns)))


def _joined(parts: Iterable[Collected]) -> list[Collected]:
    tables: dict[str, Collected] = {}
    for part in parts:
        before = tables[part.table].rows if part.table in tables else ()
        tables[part.table] = Collected(part.table, (*before, *part.rows))
    return list(tables.values())


def _owns_alone(user: User) -> bool:
    owned = user.memberships.filter(role=Role.OWNER).values_list("workspace_id", flat=True)
    others = Membership.objects.filter(workspace_id__in=list(owned), role=Role.OWNER)
    shared = set(others.exclude(user=user).values_list("workspace_id", flat=True))
    return bool(set(owned) - shared)


def _erase_in_workspace(subject: Subject, users: list[UUID]) -> list[Erased]:
    entered = require_workspace_id()
    Invitation.objects.filter(invited_by_id__in=users).update(invited_by=None)
    ScimToken.objects.filter(created_by_id__in=users).update(created_by=None)
    members = Membership.objects.filter(user_id__in=users, workspace_id=entered)
    gone = members.count()
    done = [
        Erased("accounts.invitation", _delete(_invitations(subject))),
        Erased("accounts.apikey", _delete(ApiKey.objects.filter(created_by_id__in=users))),
        Erased("accounts.ssoidentity", _delete(SsoIdentity.objects.filter(user_id__in=users))),
        Erased("accounts.scimperson", _delete(ScimPerson.objects.filter(user_id__in=users))),
        Erased("accounts.scimmember", _delete(ScimMember.objects.filter(user_id__in=users))),
        Erased("accounts.tellingwish", _delete(_of(TellingWish, users))),
        Erased("accounts.inboxitem", forget_told_to(users)),
        Erased("accounts.membership", _delete(members)),
        Erased("accounts.accessline", _delete(AccessLine.objects.filter(user_id__in=users))),
        Erased("accounts.loggedperson", forget_person(subject, map(user_key, users))),
    ]
    if gone:
        record("membership.erased", "", count=gone)
    kept = AuditEvent.objects.filter(actor_id__in=users).count()
    done += _forget_reasons(subject, users)
    return [*done, Erased("accounts.auditevent", 0, kept, _AUDIT_GROUND)]


def _erase_logins(users: list[UUID]) -> list[Erased]:
    sessions = _of(UserSession, users)
    keys = list(sessions.values_list("session_key", flat=True))
    Closure.objects.filter(asked_by_id__in=users).update(asked_by=None)
    return [
        Erased("sessions.session", _delete(Session.objects.filter(session_key__in=keys))),
        Erased("usersessions.usersession", _delete(sessions)),
        Erased("mfa.authenticator", _delete(_of(Authenticator, users))),
        Erased("accounts.login", _delete(_of(LogIn, users))),
        Erased("accounts.announcementreceipt", _delete(_of(AnnouncementReceipt, users))),
        Erased("accounts.securitynotice", _delete(_of(SecurityNotice, users))),
        Erased("account.emailaddress", _delete(_of(EmailAddress, users))),
        Erased("accounts.user", _delete_users(users)),
    ]


def _delete(rows: QuerySet[Any]) -> int:
    count = rows.count()
    rows.delete()
    return count


def _delete_users(users: list[UUID]) -> int:
    # Not .delete(): Django would look for the person's rows in tenant tables, and no workspace is
    # entered here. PostgreSQL's foreign keys refuse the erasure where a row was forgotten.
    rows = User.objects.filter(pk__in=users)
    deleted: int = rows._raw_delete(rows.db)  # noqa: SLF001
    return deleted


def _summed(parts: Iterable[Erased]) -> list[Erased]:
    tables: dict[tuple[str, str], Erased] = {}
    for part in parts:
        key = (part.table, part.ground)
        before = tables.get(key, Erased(part.table, 0, 0, part.ground))
        tables[key] = Erased(
            part.table,
            before.erased + part.erased,
            before.retained + part.retained,
            part.ground,
            before.anonymised + part.anonymised,
        )
    return list(tables.values())
