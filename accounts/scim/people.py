"""The directory's people: found, made, changed, ended. Each step in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError
from django.db.models import F, Func, QuerySet, TextField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import (
    CompanyDomain,
    Membership,
    ScimGroup,
    ScimMember,
    ScimPerson,
    User,
    Workspace,
)
from accounts.scim.ending import end_access
from accounts.scim.errors import NO_VALUE, TAKEN, ScimError, not_found
from accounts.scim.reading import Said
from accounts.scim.roles import role_by_directory
from accounts.scim.standing import require_room_for_more
from accounts.security import tell
from accounts.services.members import admit_by_directory, lock_members
from accounts.sso.domains import domain_of
from accounts.tenancy import require_workspace_id


@dataclass(frozen=True)
class Known:
    """A login as the directory sees it; `row` is None until the directory has said something."""

    user: User
    row: ScimPerson | None
    member: Membership | None
    groups: tuple[ScimGroup, ...]


def people() -> QuerySet[User]:
    """Whom the directory may see: its own, and members with an address of a proven domain."""
    proven = CompanyDomain.objects.filter(
        workspace_id=require_workspace_id(), verified_at__isnull=False
    )
    domain = Func(F("email"), Value("@"), Value(2), function="split_part", output_field=TextField())
    members = Membership.objects.filter(workspace_id=require_workspace_id())
    colleagues = User.objects.alias(domain=domain).filter(
        domain__in=proven.values("name"), pk__in=members.values("user_id")
    )
    rows = User.objects.filter(pk__in=ScimPerson.objects.values("user_id"))
    ids = rows.values("pk").union(colleagues.values("pk"))
    return User.objects.filter(pk__in=ids).order_by("pk")


def search(name: str, value: str) -> QuerySet[User]:
    """Those of them to whom a filter applies."""
    if name == "username":
        named = ScimPerson.objects.filter(user_name__iexact=value)
        if named.exists():
            return people().filter(pk__in=named.values("user_id"))
        mapped = ScimPerson.objects.values("user_id")
        return people().filter(email__iexact=value).exclude(pk__in=mapped)
    if name == "externalid":
        by_id = ScimPerson.objects.filter(external_id=value).exclude(external_id="")
        return people().filter(pk__in=by_id.values("user_id"))
    return people().filter(email__iexact=value)


def known(users: Sequence[User]) -> list[Known]:
    """What is known of each, in three statements whatever their number."""
    ids = [user.pk for user in users]
    rows = {row.user_id: row for row in ScimPerson.objects.filter(user_id__in=ids)}
    places = Membership.objects.filter(workspace_id=require_workspace_id(), user_id__in=ids)
    members = {place.user_id: place for place in places}
    groups: dict[UUID, list[ScimGroup]] = {}
    for one in ScimMember.objects.filter(user_id__in=ids).select_related("group"):
        groups.setdefault(one.user_id, []).append(one.group)
    return [
        Known(user, rows.get(user.pk), members.get(user.pk), tuple(groups.get(user.pk, ())))
        for user in users
    ]


def person(user_id: UUID) -> Known:
    """One of them; raises ScimError for anybody else."""
    user = people().filter(pk=user_id).first()
    if user is None:
        raise not_found()
    return known([user])[0]


def make_person(said: Said) -> Known:
    """A login for an address of a proven domain, or the one that has it, with a place here.

    Raises ScimError, and Refused when the plan is full. Who is a member already is taken over.
    """
    require_room_for_more()
    lock_members()
    name = said.user_name or ""
    email = (said.email or name).lower()
    _require_free(name)
    _require_proven(email)
    user = _login_of(email) or _new_login(email, said)
    if ScimPerson.objects.filter(user=user).exists():
        raise _taken(email)
    _say(ScimPerson(user=user, user_name=name), said)
    record("directory_person.made", user=user.pk)
    _set_active(user, said.active is not False)
    return person(user.pk)


def change_person(user_id: UUID, said: Said) -> Known:
    """What the directory says now; of what it does not say nothing changes, `active` least."""
    lock_members()
    found = person(user_id)
    row = found.row or ScimPerson(user=found.user, user_name=found.user.email)
    before = _full_name(row)
    if said.user_name is not None and said.user_name.lower() != row.user_name.lower():
        _require_free(said.user_name)
    row.user_name = said.user_name or row.user_name
    _say(row, said)
    _follow_name(found.user, before, _full_name(row))
    if said.active is not None and said.active != (found.member is not None):
        _set_active(found.user, said.active)
    else:
        record("directory_person.changed", user=user_id)
    return person(user_id)


def delete_person(user_id: UUID) -> None:
    """Their place ends, and the directory's words about them go; the login is the person's own."""
    lock_members()
    found = person(user_id)
    end_access(found.user)
    ScimMember.objects.filter(user=found.user).delete()
    ScimPerson.objects.filter(user=found.user).delete()
    record("directory_person.removed", user=user_id)


def _set_active(user: User, is_active: bool) -> None:
    if not is_active:
        end_access(user)
        return
    require_room_for_more()
    role = role_by_directory(user)
    if admit_by_directory(user=user, role=role) is not None:
        workspace = Workspace.objects.get(pk=require_workspace_id())
        tell(user, "member_provisioned", workspace=workspace, detail=role)


def _require_free(user_name: str) -> None:
    if not user_name:
        raise ScimError(_("A person needs a userName."), kind=NO_VALUE)
    if ScimPerson.objects.filter(user_name__iexact=user_name).exists():
        raise _taken(user_name)


def _taken(name: str) -> ScimError:
    return ScimError(
        _("There is a person %(name)s already.") % {"name": name}, status=409, kind=TAKEN
    )


def _require_proven(email: str) -> None:
    domain = domain_of(email)
    proven = CompanyDomain.objects.filter(
        workspace_id=require_workspace_id(), name=domain, verified_at__isnull=False
    )
    if not domain or not proven.exists():
        raise ScimError(
            _("%(email)s is of no domain that this workspace has proven.") % {"email": email},
            kind=NO_VALUE,
            advice=_("Its owners add the domain in the settings of single sign-on."),
        )


def _login_of(email: str) -> User | None:
    """Who has this address; whoever signed up with it and never proved it is locked out."""
    proven = EmailAddress.objects.select_related("user").filter(email=email, verified=True).first()
    if proven is not None:
        found: User = proven.user
        return found
    user = User.objects.filter(email=email).first()
    if user is not None:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
    return user


def _new_login(email: str, said: Said) -> User:
    language = (said.language or "")[:2].lower()
    known_languages = [code for code, _name in settings.LANGUAGES]
    user = User(
        email=email,
        name=_name_of(said),
        language=language if language in known_languages else settings.LANGUAGE_CODE[:2],
    )
    user.set_unusable_password()
    try:
        user.save(force_insert=True)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as error:
        raise _taken(email) from error
    return user


def _name_of(said: Said) -> str:
    parts = f"{said.given_name or ''} {said.family_name or ''}".strip()
    return (parts or said.full_name or "")[:120]


def _say(row: ScimPerson, said: Said) -> None:
    for name, value in _words(said).items():
        setattr(row, name, value)
    row.changed_at = timezone.now()
    row.save()


def _words(said: Said) -> dict[str, str]:
    """What is kept of what was said; a name in one piece is its last word and those before."""
    given, family = said.given_name, said.family_name
    if given is None and family is None and said.full_name is not None:
        given, _space, family = said.full_name.rpartition(" ")
    words = {"external_id": said.external_id, "given_name": given, "family_name": family}
    return {name: value for name, value in words.items() if value is not None}


def _full_name(row: ScimPerson) -> str:
    return f"{row.given_name} {row.family_name}".strip()


def _follow_name(user: User, before: str, after: str) -> None:
    """A login is called anew only while it is called as the directory said: it is the person's."""
    if after and after != before and user.name in ("", before):
        user.name = after[:120]
        user.save(update_fields=["name"])
