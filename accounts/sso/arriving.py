"""Whoever a provider vouches for comes in: known, new, or asked whether an old login is theirs."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit import SYSTEM, Actor, acting_as, record
from accounts.models import (
    CompanyDomain,
    Membership,
    SsoConnection,
    SsoIdentity,
    User,
)
from accounts.scim.roles import groups_of
from accounts.services.members import admit_by_directory
from accounts.sso.domains import domain_of
from accounts.sso.groups import role_of, set_role_by_directory
from accounts.sso.provider import Proven, SignOnFailed
from accounts.tenancy import inside, require_workspace_id


class MustConfirm(Exception):
    """There is a login with this address already; its person says by mail that it is theirs."""

    def __init__(self, user: User) -> None:
        super().__init__("An existing login has to be confirmed.")
        self.user = user


def arrive(connection: SsoConnection, proven: Proven) -> User:
    """The person's login; raises SignOnFailed, Refused when the plan is full, and MustConfirm."""
    with inside(connection.workspace_id):
        identity = _identity(connection, proven)
        user = identity.user if identity else _by_address(connection, proven)
        if user is None:
            user = _make(proven)
            identity = _know(connection, proven, user)
            _let_in(connection, proven, user)
        elif identity is None and _was_used(user):
            raise MustConfirm(user)
        elif identity is None:
            identity = _know(connection, proven, user)
            _let_in(connection, proven, user)
        _refuse_who_may_not(connection, user)
        SsoIdentity.objects.filter(pk=identity.pk).update(last_used_at=timezone.now())
        _follow_groups(connection, proven, user)
    return user


def link(connection: SsoConnection, proven: Proven, user: User) -> None:
    """From now on this person of the provider is that login; called once it is confirmed."""
    with inside(connection.workspace_id), acting_as(Actor("user", user.pk)):
        _require_domain(proven)
        _lock_out_who_signed_up_for_them(user, proven.email)
        _let_in(connection, proven, user)
        _know(connection, proven, user)
        record("sso_identity.linked", user=user.pk)


def _lock_out_who_signed_up_for_them(user: User, email: str) -> None:
    """Nobody had proven this address: whoever set the password may have been a stranger."""
    if EmailAddress.objects.filter(user=user, email=email, verified=True).exists():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": user.email == email}
    )


def _identity(connection: SsoConnection, proven: Proven) -> SsoIdentity | None:
    return (
        SsoIdentity.objects.select_related("user")
        .filter(connection=connection, issuer=proven.issuer, subject=proven.subject)
        .first()
    )


def _by_address(connection: SsoConnection, proven: Proven) -> User | None:
    """Who has this address here; raises SignOnFailed where the workspace cannot vouch for it."""
    _require_domain(proven)
    known = EmailAddress.objects.select_related("user").filter(email=proven.email, verified=True)
    found = known.first()
    return found.user if found else User.objects.filter(email=proven.email).first()


def _was_used(user: User) -> bool:
    """Whether anybody can have made this login their own: one that a directory made waits."""
    return user.has_usable_password() or user.last_login is not None


def _require_domain(proven: Proven) -> None:
    if not proven.email or "@" not in proven.email:
        raise SignOnFailed(
            _("The provider does not say your e-mail address."),
            advice=_("Let it send the claim “email”."),
        )
    is_proven = CompanyDomain.objects.filter(
        workspace_id=require_workspace_id(),
        name=domain_of(proven.email),
        verified_at__isnull=False,
    ).exists()
    if not is_proven or not proven.is_email_proven:
        raise SignOnFailed(
            _("%(email)s is of no domain that this workspace has proven.")
            % {"email": proven.email},
            advice=_("Its owners add the domain in the settings of single sign-on."),
        )


def _make(proven: Proven) -> User:
    user = User(
        email=proven.email,
        name=" ".join(proven.name.split()),
        language=(get_language() or "en")[:2],
    )
    user.set_unusable_password()
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _know(connection: SsoConnection, proven: Proven, user: User) -> SsoIdentity:
    try:
        return SsoIdentity.objects.create(
            connection=connection, issuer=proven.issuer, subject=proven.subject, user=user
        )
    except IntegrityError as error:
        raise SignOnFailed(_("Somebody came in as this person in the same moment.")) from error


def _let_in(connection: SsoConnection, proven: Proven, user: User) -> None:
    """A place in the workspace for who has none; raises Refused when the plan is full."""
    role = role_of(proven.groups) or connection.default_role
    with acting_as(Actor("user", user.pk)):
        admit_by_directory(user=user, role=role, by=connection.pk)


def _refuse_who_may_not(connection: SsoConnection, user: User) -> None:
    is_member = Membership.objects.filter(workspace_id=connection.workspace_id, user=user).exists()
    if not user.is_active or not is_member:
        raise SignOnFailed(
            _("You are no longer a member of this workspace."),
            advice=_("Ask one of its admins to invite you again."),
        )


def _follow_groups(connection: SsoConnection, proven: Proven, user: User) -> None:
    """Where the provider's groups give another role, the person has it from now on.

    Those that the directory pushes count beside those that the log-in names.
    """
    role = role_of((*proven.groups, *groups_of(user)))
    if role is not None:
        with acting_as(SYSTEM):
            set_role_by_directory(user_id=user.pk, role=role)
